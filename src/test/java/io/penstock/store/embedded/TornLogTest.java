package io.penstock.store.embedded;

import static io.penstock.store.StoreContract.await;
import static io.penstock.store.StoreContract.level;
import static io.penstock.store.StoreContract.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.sync.StoreUnavailableException;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of a store that was killed is cut, or a bit of it is flipped: the store starts with all
 * that was answered for, or refuses with a sentence. It never starts short.
 *
 * <p>Some places of a seed; every byte of the tail with {@code -Dtorn.bytes=100000}, which takes
 * half an hour.
 */
@SuppressWarnings("NullAway.Init") // fields are set before each test
class TornLogTest {
  private static final Instant T0 = Instant.parse("2026-11-22T10:00:00Z");
  private static final ConnectionRef SHOP = new ConnectionRef("acme", "shop");
  private static final int COMMITS = 20;
  private static final int FRAME_BYTES = 4_096 + 24;
  private static final int LOG_HEADER_BYTES = 32;
  private static final int PLACES = 60;

  @TempDir private Path temporary;
  private Vertx vertx;

  /** What a kill leaves, taken while the store runs, when its last commit was just answered for. */
  private Path image;

  private byte[] log = new byte[0];
  private int copies;

  @BeforeEach
  void killAStore() throws IOException {
    vertx = Vertx.vertx();
    Path folder = temporary.resolve("data");
    Store store = await(EmbeddedStore.open(vertx, folder, EmbeddedStoreTest.quiet()));
    for (int i = 1; i <= COMMITS; i++) {
      await(store.outbox().accept(acceptance(i)));
    }
    image = Files.createDirectory(temporary.resolve("image"));
    for (String name : List.of("penstock.db", "penstock.db-wal", "penstock.witness")) {
      Files.copy(folder.resolve(name), image.resolve(name));
    }
    log = Files.readAllBytes(image.resolve("penstock.db-wal"));
    await(store.close());
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static Acceptance acceptance(int number) {
    Instant at = T0.plusSeconds(number);
    return new Acceptance(
        new ConnectionRef("acme", "erp"),
        at,
        List.of(
            new Arrival(order("o" + number, "v1", at), List.of("shop")),
            new Arrival(level("S" + number, number, at), List.of("shop"))),
        List.of(),
        new Acceptance.CursorMove(RecordType.ORDER, new Cursor("" + number)),
        List.of(),
        null);
  }

  @Test
  void theWholeLogIsTheWholeStore() throws IOException {
    assertThat(opened(log, "nothing")).isTrue();
  }

  @Test
  void aCutLogIsAWholeStoreOrNone() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    TreeSet<Integer> lengths = new TreeSet<>(List.of(0, 1, LOG_HEADER_BYTES));
    for (int end = LOG_HEADER_BYTES; end <= log.length; end += FRAME_BYTES) {
      lengths.addAll(List.of(end - 1, end, Math.min(log.length, end + 1)));
    }
    for (int i = 0; i < PLACES; i++) {
      lengths.add(random.nextInt(log.length));
    }
    int tail = Math.min(log.length, Integer.getInteger("torn.bytes", 0));
    for (int i = log.length - tail; i < log.length; i++) {
      lengths.add(i);
    }
    int refused = 0;
    for (int length : lengths) {
      String what = "log cut to " + length + " of " + log.length + " bytes, seed " + seed;
      refused += opened(Arrays.copyOf(log, length), what) ? 0 : 1;
    }
    System.out.printf("%d cuts, %d refused, seed %d%n", lengths.size(), refused, seed);
    assertThat(refused).isGreaterThan(lengths.size() / 2);
  }

  @Test
  void aFlippedBitOfTheLogIsAWholeStoreOrNone() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 2 * PLACES; i++) {
      byte[] flipped = log.clone();
      int place = random.nextInt(log.length);
      flipped[place] ^= (byte) (1 << random.nextInt(8));
      refused += opened(flipped, "bit of byte " + place + " flipped, seed " + seed) ? 0 : 1;
    }
    System.out.printf("%d flips, %d refused, seed %d%n", 2 * PLACES, refused, seed);
    assertThat(refused).isGreaterThan(PLACES);
  }

  @Test
  void anotherStoreInItsPlaceIsRefusedUntilThatIsWanted() throws IOException {
    Path folder = copy(log);
    Files.delete(folder.resolve("penstock.db"));
    Files.delete(folder.resolve("penstock.db-wal"));
    assertThatThrownBy(() -> await(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("is not the one that was here before")
        .hasMessageContaining("delete " + folder.resolve("penstock.witness"));
    Files.delete(folder.resolve("penstock.witness"));
    await(await(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS)).close());
  }

  /** Whether it starts; then all must be there. */
  private boolean opened(byte[] left, String what) throws IOException {
    Path folder = copy(left);
    Store store;
    try {
      store = await(EmbeddedStore.open(vertx, folder, EmbeddedStoreTest.quiet()));
    } catch (StoreUnavailableException refused) {
      assertThat(refused).as(what).hasMessageContaining(folder.toString());
      return false;
    }
    assertThat(store.outbox().waiting("acme")).as(what).isEqualTo(2 * COMMITS);
    assertThat(await(store.outbox().cursor(new ConnectionRef("acme", "erp"), RecordType.ORDER)))
        .as(what)
        .isEqualTo(new Cursor("" + COMMITS));
    assertThat(
            await(store.outbox().claim(SHOP, RecordType.ORDER, Set.of(), 100, T0.plusSeconds(999))))
        .as(what)
        .hasSize(COMMITS);
    await(store.close());
    return true;
  }

  private Path copy(byte[] left) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("copy-" + ++copies));
    Files.copy(image.resolve("penstock.db"), folder.resolve("penstock.db"));
    Files.copy(image.resolve("penstock.witness"), folder.resolve("penstock.witness"));
    Files.write(folder.resolve("penstock.db-wal"), left);
    return folder;
  }
}
