package io.penstock.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.store.Store;
import io.penstock.store.StoreKeepingContract;
import io.penstock.store.StoreOptions;
import io.penstock.sync.StoreUnavailableException;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.sync.outbox.Receipt;
import io.penstock.tenant.ApiKey;
import io.penstock.tenant.ApiKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on SQLite, and what can go wrong with a file. */
@SuppressWarnings("NullAway.Init") // the folder is set before each test
class EmbeddedStoreTest extends StoreKeepingContract {
  private static final ApiKey KEY = new ApiKey("pk_1", "till", "ab".repeat(32), Set.of(), T0);

  @TempDir private Path temporary;

  @Override
  protected Store open() {
    return await(EmbeddedStore.open(vertx, folder(), StoreOptions.DEFAULTS));
  }

  private Path folder() {
    return temporary.resolve("data");
  }

  private Path file() {
    return folder().resolve("penstock.db");
  }

  private void sql(String... statements) throws Exception {
    try (Session session = Session.writer(file(), StoreOptions.DEFAULTS)) {
      for (String statement : statements) {
        session.exec(statement);
      }
    }
  }

  @Test
  void onlyTheOwnerMayReadTheFolder() throws IOException {
    await(store.check());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
    try (var files = Files.list(folder())) {
      assertThat(files)
          .hasSizeGreaterThanOrEqualTo(3)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .as(path.toString())
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void secondGatewayOnTheSameFolderIsRefused() {
    assertThatThrownBy(() -> open())
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("in use by another Penstock")
        .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
    await(store.check());
  }

  @Test
  void fileOfALaterVersionIsRefused() throws Exception {
    await(store.close());
    sql("PRAGMA user_version=5");
    assertThatThrownBy(() -> open())
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("has layout 5, this Penstock reads layout 4");
    sql("PRAGMA user_version=4");
    store = open();
  }

  @Test
  void damagedFileIsRefused() throws Exception {
    await(store.close());
    byte[] whole = Files.readAllBytes(file());
    try (RandomAccessFile damage = new RandomAccessFile(file().toFile(), "rw")) {
      damage.seek(4_096 * 3L);
      damage.write(new byte[32_768]);
    }
    assertThatThrownBy(() -> open())
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("restore it from a backup");
    Files.writeString(file(), "this is not a database, and never was one".repeat(100));
    assertThatThrownBy(() -> open())
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("damaged");
    Files.write(file(), whole);
    store = open();
  }

  @Test
  void damagedTenantIsReportedBesideTheOthers() throws Exception {
    await(store.tenants().put(tenant("good")));
    await(store.tenants().put(tenant("bad")));
    sql(
        "BEGIN",
        "UPDATE tenants SET body = replace(body, '\"limits\"', '\"whsec\"') WHERE id = 'bad'",
        "COMMIT");
    var loaded = await(store.tenants().load());
    assertThat(loaded.tenants()).containsExactly(tenant("good"));
    assertThat(loaded.damaged()).hasSize(1);
    assertThat(loaded.damaged().get(0).tenantId()).isEqualTo("bad");
    assertThat(loaded.damaged().get(0).reason()).doesNotContain("whsec");
  }

  @Test
  void commandLineAddsAKeyBesideARunningGateway() {
    ApiKeys shared = EmbeddedStore.sharedApiKeys(vertx, folder());
    List<Future<?>> busy = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      busy.add(
          store
              .outbox()
              .accept(
                  acceptance(
                      ERP, at(i), List.of(new Arrival(level("A", i, at(i)), List.of("shop"))))));
    }
    await(shared.add(KEY));
    busy.forEach(each -> await(each));
    assertThat(await(store.apiKeys().list())).containsExactly(KEY);
    assertThat(await(shared.list())).containsExactly(KEY);
    assertThat(await(shared.revoke("pk_1"))).isTrue();
    assertThat(await(store.apiKeys().list())).isEmpty();
    await(store.check());
  }

  @Test
  void commandLineMayComeBeforeTheFirstStart() {
    await(store.close());
    Path fresh = temporary.resolve("fresh");
    await(EmbeddedStore.sharedApiKeys(vertx, fresh).add(KEY));
    store = await(EmbeddedStore.open(vertx, fresh, StoreOptions.DEFAULTS));
    assertThat(await(store.apiKeys().list())).containsExactly(KEY);
  }

  @Test
  void closedStoreSaysSo() {
    await(store.close());
    assertThatThrownBy(() -> await(store.check())).hasMessageContaining("closed");
    assertThatThrownBy(() -> await(store.apiKeys().list())).hasMessageContaining("closed");
    await(store.close());
  }

  @Test
  void closingFinishesWhatWasHandedOver() {
    List<Future<?>> handedOver = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      handedOver.add(
          store
              .outbox()
              .accept(
                  acceptance(
                      ERP,
                      at(i),
                      List.of(new Arrival(level("S" + i, i, at(i)), List.of("shop"))))));
    }
    reopen();
    handedOver.forEach(each -> await(each));
    assertThat(store.outbox().waiting("acme")).isEqualTo(500);
  }

  @Test
  void whereverAWriteFailsCursorAndOutboxAgree() throws Exception {
    List<String> triggers = new ArrayList<>(List.of("CREATE TABLE cut (remaining INTEGER)"));
    triggers.add("INSERT INTO cut VALUES (0)");
    for (String table :
        List.of(
            "lanes",
            "cursors",
            "slots",
            "known",
            "facts",
            "transfers",
            "dead_letters",
            "events",
            "receipts",
            "ledger",
            "meta")) {
      for (String write : List.of("INSERT", "UPDATE")) {
        triggers.add(
            String.format(
                "CREATE TRIGGER cut_%1$s_%2$s BEFORE %2$s ON %1$s BEGIN"
                    + " UPDATE cut SET remaining = remaining - 1;"
                    + " SELECT RAISE(ABORT, 'cut') WHERE (SELECT remaining FROM cut) < 0; END",
                table, write));
      }
    }
    sql(triggers.toArray(new String[0]));
    Event event =
        new Event(
            0, T0, "acme", "erp", Event.Severity.INFO, null, null, "polled", "2 records", "", "");
    Acceptance page =
        new Acceptance(
            ERP,
            at(1),
            List.of(
                new Arrival(order("o1", "v1", at(1)), List.of("shop")),
                new Arrival(level("A", 1, at(1)), List.of("shop"))),
            List.of(new DeadLetter.Unreadable(RecordType.ORDER, "no id", "{}")),
            new Acceptance.CursorMove(RecordType.ORDER, new Cursor("next")),
            List.of(event),
            new Receipt("scope", "key", "hash", 202, "{}"));
    int failed = 0;
    for (boolean written = false; !written; ) {
      sql("BEGIN", "UPDATE cut SET remaining = " + failed, "COMMIT");
      written = store.outbox().accept(page).map(true).otherwise(false).await();
      reopen();
      assertThat(await(store.outbox().cursor(ERP, RecordType.ORDER)))
          .isEqualTo(written ? new Cursor("next") : Cursor.START);
      int rows = written ? 1 : 0;
      assertThat(store.outbox().waiting("acme")).isEqualTo(2 * rows);
      assertThat(claim(RecordType.ORDER, at(9))).hasSize(rows);
      assertThat(claim(RecordType.STOCK, at(9))).hasSize(rows);
      assertThat(await(store.outbox().ledger(null))).hasSize(2 * rows);
      assertThat(await(store.eventLog().read("acme", 0, null, 9))).hasSize(rows);
      assertThat(await(store.orderFeed().read(Set.of(), 0, 9))).hasSize(rows);
      failed += 1 - rows;
    }
    assertThat(failed).isGreaterThan(10);
  }

  @Test
  void whatWasAnsweredIsInTheFilesAtThatMoment() throws IOException {
    await(store.close());
    store = await(EmbeddedStore.open(vertx, folder(), quiet()));
    List<Future<?>> writes = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 100; i++) {
        int number = round * 100 + i;
        writes.add(
            store
                .outbox()
                .accept(
                    new Acceptance(
                        ERP,
                        at(number),
                        List.of(new Arrival(order("o" + number, "v", at(number)), List.of("shop"))),
                        List.of(),
                        new Acceptance.CursorMove(RecordType.ORDER, new Cursor("" + number)),
                        List.of(),
                        null)));
      }
      await(writes.get(round * 100 + 50));
      long answered = writes.stream().filter(Future::succeeded).count();
      // What a crash would leave: the log up to here, possibly with a torn end.
      Path image = Files.createDirectory(temporary.resolve("image-" + round));
      Files.copy(folder().resolve("penstock.db-wal"), image.resolve("penstock.db-wal"));
      Files.copy(file(), image.resolve("penstock.db"));
      Store survivor = await(EmbeddedStore.open(vertx, image, quiet()));
      long kept = survivor.outbox().waiting("acme");
      assertThat(kept).isGreaterThanOrEqualTo(answered);
      assertThat(await(survivor.outbox().cursor(ERP, RecordType.ORDER)))
          .isEqualTo(new Cursor("" + (kept - 1)));
      assertThat(await(survivor.outbox().ledger(null)))
          .allMatch(line -> line.balances() && line.accepted() == kept);
      await(survivor.close());
    }
    writes.forEach(each -> await(each));
  }

  /** No checkpoint moves pages from the log to the file while the two are copied. */
  static StoreOptions quiet() {
    StoreOptions base = StoreOptions.DEFAULTS;
    return new StoreOptions(
        base.synchronous(),
        base.busyTimeout(),
        base.queueOperationsMax(),
        base.queueMaxBytes(),
        base.commitRowsMax(),
        base.readers(),
        base.readsWaitingMax(),
        base.cacheBytes(),
        Duration.ofHours(1),
        base.walMaxBytes(),
        base.sweepEvery(),
        base.sweepRowsMax(),
        base.feedKeep(),
        base.dedupKeep(),
        base.deadLetterKeep(),
        base.eventKeep(),
        base.eventsMax(),
        base.receiptKeep());
  }

  @Test
  void oldThingsGoAndWaitingOnesStay() {
    accept(at(1), order("done", "v1", at(1)), order("waits", "v1", at(1)));
    done(claim(RecordType.ORDER, at(9)).get(0));
    Instant afterFeed = at(1).plus(StoreOptions.DEFAULTS.feedKeep()).plus(Duration.ofDays(1));
    sweep(afterFeed);
    assertThat(await(store.orderFeed().read(Set.of(), 0, 9)))
        .extracting(entry -> entry.order().id())
        .containsExactly("waits");
    assertThat(accept(afterFeed, order("done", "v1", at(1))).fresh()).containsExactly(false);
    dead(claim(RecordType.ORDER, at(9)).get(0));
    Instant afterDedup = at(1).plus(StoreOptions.DEFAULTS.dedupKeep()).plus(Duration.ofDays(1));
    sweep(afterDedup);
    assertThat(await(store.deadLetters().list(everything(), 0, 9))).isEmpty();
    assertThat(ledger(RecordType.ORDER).dead()).isEqualTo(1);
    assertThat(accept(afterDedup, order("done", "v1", at(1))).fresh()).containsExactly(true);
  }

  private static DeadLetters.Filter everything() {
    return new DeadLetters.Filter(Set.of(), null, null, null, null);
  }

  private void sweep(Instant now) {
    while (await(((EmbeddedStore) store).sweep(now))) {
      // There is more to remove.
    }
  }

  @Test
  void logStaysBoundedWhileItIsWritten() throws IOException {
    await(store.close());
    StoreOptions base = quiet();
    long walMaxBytes = 1L << 20;
    StoreOptions tight =
        new StoreOptions(
            base.synchronous(),
            base.busyTimeout(),
            base.queueOperationsMax(),
            base.queueMaxBytes(),
            base.commitRowsMax(),
            base.readers(),
            base.readsWaitingMax(),
            base.cacheBytes(),
            Duration.ofMillis(10),
            walMaxBytes,
            base.sweepEvery(),
            base.sweepRowsMax(),
            base.feedKeep(),
            base.dedupKeep(),
            base.deadLetterKeep(),
            base.eventKeep(),
            base.eventsMax(),
            base.receiptKeep());
    store = await(EmbeddedStore.open(vertx, folder(), tight));
    Path log = folder().resolve("penstock.db-wal");
    for (int i = 0; i < 3_000; i++) {
      accept(at(i), level("S" + i % 300, i, at(i)), order("o" + i, "v", at(i)));
      assertThat(Files.size(log)).as("after %s commits", i).isLessThan(5 * walMaxBytes);
    }
    assertThat(Files.size(file())).isGreaterThan(walMaxBytes);
  }

  /** What a second process does with the folder it is given. */
  static final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] arguments) {
      Vertx vertx = Vertx.vertx();
      Path folder = Path.of(arguments[0]);
      await(EmbeddedStore.sharedApiKeys(vertx, folder).add(KEY));
      String answer =
          EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS)
              .map("opened")
              .otherwise(Throwable::getMessage)
              .await();
      System.out.println("answer: " + answer);
      await(vertx.close());
    }
  }

  @Test
  void otherProcessMayAddAKeyButNotOpenTheStore() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                folder().toString())
            .redirectErrorStream(true)
            .start();
    String told = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(told).contains("answer: the data folder").contains("in use by another Penstock");
    assertThat(await(store.apiKeys().list())).containsExactly(KEY);
    await(store.check());
  }
}
