package io.penstock.store.embedded;

import static io.penstock.store.StoreContract.await;
import static io.penstock.store.StoreContract.level;
import static io.penstock.store.StoreContract.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.store.Store;
import io.penstock.sync.StoreUnavailableException;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What a kill leaves of a store, and what a start makes of it. */
final class KilledStore {
  static final int FRAME_BYTES = 4_096 + 24;
  static final int LOG_HEADER_BYTES = 32;

  /** The start was refused with a sentence. */
  static final int REFUSED = -1;

  private static final Instant T0 = Instant.parse("2026-11-22T10:00:00Z");
  private static final ConnectionRef SHOP = new ConnectionRef("acme", "shop");
  private static final ConnectionRef ERP = new ConnectionRef("acme", "erp");
  private static final String[] FILES = {"penstock.db", "penstock.db-wal", "penstock.witness"};

  /**
   * All of its files at one moment.
   *
   * @param witness of the commits that were answered for
   */
  record Image(byte[] file, byte[] log, byte[] witness) {
    static Image of(Path folder) throws IOException {
      return new Image(
          Files.readAllBytes(folder.resolve(FILES[0])),
          Files.readAllBytes(folder.resolve(FILES[1])),
          Files.readAllBytes(folder.resolve(FILES[2])));
    }

    Image log(byte[] other) {
      return new Image(file, other, witness);
    }

    Image file(byte[] other) {
      return new Image(other, log, witness);
    }

    Path into(Path folder) throws IOException {
      Files.createDirectory(folder);
      Files.write(folder.resolve(FILES[0]), file);
      Files.write(folder.resolve(FILES[1]), log);
      Files.write(folder.resolve(FILES[2]), witness);
      return folder;
    }
  }

  private KilledStore() {}

  /** A commit with a fact, a state and the cursor that covers them. */
  static Acceptance commit(int number) {
    Instant at = T0.plusSeconds(number);
    return new Acceptance(
        ERP,
        at,
        List.of(
            new Arrival(order("o" + number, "v1", at), List.of("shop")),
            new Arrival(level("S" + number, number, at), List.of("shop"))),
        List.of(),
        new Acceptance.CursorMove(RecordType.ORDER, new Cursor("" + number)),
        List.of(),
        null);
  }

  /** How many commits a start finds, each of them whole; or {@link #REFUSED}. */
  static int commitsAfterStart(Vertx vertx, Path folder, String what) {
    Store store;
    try {
      store = await(EmbeddedStore.open(vertx, folder, EmbeddedStoreTest.quiet()));
    } catch (StoreUnavailableException refused) {
      assertThat(refused).as(what).hasMessageContaining(folder.toString());
      return REFUSED;
    }
    String cursor = await(store.outbox().cursor(ERP, RecordType.ORDER)).text();
    int commits = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
    assertThat(store.outbox().waiting("acme")).as(what).isEqualTo(2L * commits);
    assertThat(
            await(store.outbox().claim(SHOP, RecordType.ORDER, Set.of(), 100, T0.plusSeconds(999))))
        .as(what)
        .hasSize(commits);
    await(store.close());
    return commits;
  }
}
