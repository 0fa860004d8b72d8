package io.penstock.sync.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Page;
import io.penstock.connector.PlatformException;
import io.penstock.fake.FaultyOutbox;
import io.penstock.fake.ScriptedLink;
import io.penstock.record.Cursor;
import io.penstock.record.Order;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.store.embedded.EmbeddedStore;
import io.penstock.sync.Ledger;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.Ready;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A poller between a scripted platform and a real store. */
class PollerTest {
  private static final ConnectionRef SHOP = new ConnectionRef("acme", "shop");
  private static final IntakeOptions QUICK =
      new IntakeOptions(Duration.ofMillis(100), Duration.ofMillis(200));

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final PlugBoard board = new PlugBoard();
  private final IntakeMeters meters = new IntakeMeters(new SimpleMeterRegistry());
  private Store store;
  private FaultyOutbox outbox;
  private TenantDirectory directory;
  private Intake intake;

  @BeforeEach
  void open() throws Exception {
    store = get(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS));
    outbox = new FaultyOutbox(store.outbox());
    directory = new TenantDirectory(store.tenants());
    get(directory.put(tenant(Limits.DEFAULTS)));
    intake =
        new Intake(
            directory,
            outbox,
            new Ready(vertx.eventBus()),
            InstantSource.system(),
            System::nanoTime,
            meters);
  }

  @AfterEach
  void close() throws Exception {
    get(store.close());
    get(vertx.close());
  }

  @Test
  void theNextPollReadsOnFromThePageOnDisk() throws Exception {
    ScriptedLink link = new ScriptedLink(1, 1).page(page("1", order("a")));
    start(link);
    await().until(() -> link.polledFrom.contains(new Cursor("1")));
    assertThat(link.polledFrom).startsWith(Cursor.START);
    assertThat(accepted()).isEqualTo(1);
  }

  @Test
  void aPageThatCouldNotBeKeptIsReadAgain() throws Exception {
    outbox.pollAcceptsToFail.set(1);
    ScriptedLink link =
        new ScriptedLink(1, 1).page(page("1", order("a"))).page(page("1", order("a")));
    start(link);
    await().until(() -> link.polledFrom.contains(new Cursor("1")));
    assertThat(link.polledFrom).startsWith(Cursor.START, Cursor.START);
    assertThat(accepted()).isEqualTo(1);
  }

  @Test
  void theStoreIsAskedForTheCursorAtTheStartAndAfterAFailureOnly() throws Exception {
    ScriptedLink link =
        new ScriptedLink(1, 1)
            .page(page("1", order("a")))
            .page(page("2", order("b")))
            .page(from -> Future.failedFuture("the line is cut, as the test wants it"))
            .page(page("3", order("c")))
            .page(page("4", order("d")));
    start(link);
    await().until(() -> link.polledFrom.contains(new Cursor("4")));
    assertThat(link.polledFrom)
        .startsWith(Cursor.START, cursor("1"), cursor("2"), cursor("2"), cursor("3"), cursor("4"));
    assertThat(outbox.cursorsRead).hasValue(2);
  }

  @Test
  void whatComesAgainCountsOnce() throws Exception {
    ScriptedLink link =
        new ScriptedLink(1, 1)
            .page(page("1", order("a"), order("a"), order("b")))
            .page(page("2", order("b"), order("a")));
    start(link);
    await().until(() -> link.polledFrom.contains(new Cursor("2")));
    assertThat(accepted()).isEqualTo(2);
  }

  @Test
  void whileAsMuchWaitsAsMayNothingIsRead() throws Exception {
    get(directory.put(tenant(new Limits(1, 1, 2, false))));
    ScriptedLink link =
        new ScriptedLink(1, 1)
            .page(page("1", order("a"), order("b"), order("c")))
            .page(page("2", order("d")));
    start(link);
    PlugBoard.PlugKey plug = new PlugBoard.PlugKey(RecordType.ORDER, Direction.EXPORT);
    await()
        .until(
            () -> {
              PlugBoard.PlugStatus status = board.of(SHOP).get(plug);
              return status != null && status.waitsFor().contains("2 transfers waiting");
            });
    assertThat(link.polledFrom).hasSize(1);
    assertThat(accepted()).isEqualTo(3);
    get(directory.put(tenant(Limits.DEFAULTS)));
    await().until(() -> link.polledFrom.contains(new Cursor("2")));
    assertThat(accepted()).isEqualTo(4);
    assertThat(Objects.requireNonNull(board.of(SHOP).get(plug)).waitsFor()).isEmpty();
  }

  @Test
  void aFailureIsShownWithItsReasonAndTheTimeOfTheNextPoll() {
    ScriptedLink link =
        new ScriptedLink(1, 1)
            .page(
                from ->
                    Future.failedFuture(
                        new PlatformException(
                            "acme/shop",
                            PlatformException.Kind.STATUS,
                            429,
                            Duration.ofHours(1),
                            "too many",
                            "")));
    start(link);
    await().until(() -> !board.of(SHOP).isEmpty());
    PlugBoard.PlugStatus status =
        Objects.requireNonNull(
            board.of(SHOP).get(new PlugBoard.PlugKey(RecordType.ORDER, Direction.EXPORT)));
    assertThat(status.lastError()).isEqualTo("too many");
    assertThat(status.waitsUntil()).isAfter(Instant.now().plus(Duration.ofMinutes(59)));
    assertThat(link.polledFrom).hasSize(1);
  }

  @Test
  void aPageThatComesAfterTheStopIsLeftForTheNextStart() throws Exception {
    Promise<Void> slow = Promise.promise();
    ScriptedLink link =
        new ScriptedLink(1, 1)
            .page(
                from ->
                    slow.future()
                        .map(new Page(List.<SyncRecord>of(order("late")), List.of(), cursor("1"))));
    Poller poller = start(link);
    await().until(() -> link.polledFrom.size() == 1);
    Promise<Void> stopped = Promise.promise();
    loop.runOnContext(go -> poller.stop().onComplete(stopped));
    loop.runOnContext(go -> slow.complete());
    get(stopped.future());
    assertThat(accepted()).as("it comes again at the next start").isZero();
    assertThat(get(outbox.cursor(SHOP, RecordType.ORDER))).isEqualTo(Cursor.START);
  }

  private static Cursor cursor(String text) {
    return new Cursor(text);
  }

  private static java.util.function.Function<Cursor, Future<Page>> page(
      String next, SyncRecord... records) {
    return from -> Future.succeededFuture(new Page(List.of(records), List.of(), new Cursor(next)));
  }

  private static Order order(String id) {
    Instant at = Instant.parse("2026-11-22T00:00:00Z");
    return new Order(
        id, "v1", id, null, at, at, null, null, null, null, null, null, null, null, List.of(),
        List.of(), null, null, Map.of());
  }

  private static Tenant tenant(Limits limits) {
    Connection shop =
        new Connection(
            "shop",
            "sharespine",
            Map.of(),
            Map.of(),
            List.of(new Plug(RecordType.ORDER, Direction.EXPORT, null)));
    Connection wms =
        new Connection(
            "wms",
            "partner",
            Map.of(),
            Map.of(),
            List.of(new Plug(RecordType.ORDER, Direction.IMPORT, null)));
    return new Tenant("acme", false, List.of(shop, wms), List.of(), limits);
  }

  private Poller start(ScriptedLink link) {
    Poller poller =
        new Poller(
            vertx,
            intake,
            outbox,
            link,
            SHOP,
            RecordType.ORDER,
            null,
            QUICK,
            board,
            InstantSource.system(),
            meters,
            () -> ThreadLocalRandom.current().nextDouble());
    loop.runOnContext(go -> poller.start());
    return poller;
  }

  private long accepted() throws Exception {
    return get(outbox.ledger("acme")).stream().mapToLong(Ledger::accepted).sum();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
