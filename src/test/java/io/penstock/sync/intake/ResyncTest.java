package io.penstock.sync.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Page;
import io.penstock.connector.PlatformException;
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
import io.penstock.sync.eventlog.Event;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resync between a scripted platform and a real store, beside a poller. */
class ResyncTest {
  private static final ConnectionRef SHOP = new ConnectionRef("acme", "shop");
  private static final IntakeOptions QUICK =
      new IntakeOptions(Duration.ofMillis(100), Duration.ofMillis(200));

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final IntakeMeters meters = new IntakeMeters(new SimpleMeterRegistry());
  private final ScriptedLink link = new ScriptedLink(1, 1);
  private Store store;
  private Intake intake;

  @BeforeEach
  void open() throws Exception {
    store = get(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS));
    TenantDirectory directory = new TenantDirectory(store.tenants());
    get(directory.put(tenant()));
    intake =
        new Intake(
            directory,
            store.outbox(),
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
  void anOrderShownLateIsBroughtOnceAndThePlugsCursorStays() throws Exception {
    link.page(page("9", order("a"), order("c")));
    poll();
    await().until(() -> link.polledFrom.contains(new Cursor("9")));
    link.pageAgain(page("1", order("a"), order("late"))).pageAgain(page("2", order("c")));
    Resync resync = start();
    await().until(() -> !resync.isUnderWay());
    int polls = link.polledFrom.size();
    await().until(() -> link.polledFrom.size() > polls + 1);
    assertThat(accepted()).isEqualTo(3);
    assertThat(link.polledFrom.subList(1, polls + 1)).containsOnly(new Cursor("9"));
    assertThat(get(store.outbox().cursor(SHOP, RecordType.ORDER))).isEqualTo(new Cursor("9"));
    ResyncStatus end = resync.status();
    assertThat(end.state()).isEqualTo(ResyncStatus.State.DONE);
    assertThat(List.of(end.pages(), end.read(), end.fresh())).containsExactly(2L, 3L, 1L);
  }

  @Test
  void afterAFailureItReadsOnFromThePageOnDisk() throws Exception {
    link.pageAgain(page("1", order("a")))
        .pageAgain(from -> Future.failedFuture(trouble(null)))
        .pageAgain(page("2", order("b")));
    Resync resync = start();
    await().until(() -> !resync.isUnderWay());
    assertThat(link.rereadFrom).containsExactly(Cursor.START, new Cursor("1"));
    assertThat(resync.status().failures()).as("in a row").isZero();
    assertThat(accepted()).isEqualTo(2);
  }

  @Test
  void aFailureIsShownWithThePlatformsOwnWait() throws Exception {
    link.pageAgain(from -> Future.failedFuture(trouble(Duration.ofHours(1))));
    Resync resync = start();
    await().until(() -> resync.status().failures() == 1);
    assertThat(resync.status().lastError()).isEqualTo("too many");
    assertThat(resync.status().waitsUntil()).isAfter(Instant.now().plus(Duration.ofMinutes(59)));
    stop(resync);
    assertThat(link.rereadFrom).hasSize(1);
  }

  @Test
  void theEventLogSaysThatItBeganAndHowItEnded() throws Exception {
    link.pageAgain(page("1", order("a"), order("a")));
    Resync resync = start();
    await().until(() -> events().contains("resync.done"));
    assertThat(resync.isUnderWay()).isFalse();
    assertThat(events()).containsExactly("resync.begun", "record.read", "resync.done");
    assertThat(get(store.eventLog().read("acme", 0, null, 10)))
        .extracting(Event::summary)
        .contains(
            "Reading order again from the beginning with a test",
            "Read order again: 1 pages, 2 records, 1 new");
  }

  @Test
  void aPageThatComesAfterTheStopIsNotTaken() throws Exception {
    Promise<Void> slow = Promise.promise();
    link.pageAgain(page("1", order("a")))
        .pageAgain(from -> slow.future().compose(go -> page("2", order("b")).apply(from)));
    Resync resync = start();
    await().until(() -> resync.status().pages() == 1);
    Future<Void> stopped = stopping(resync);
    loop.runOnContext(go -> slow.complete());
    get(stopped);
    assertThat(accepted()).isEqualTo(1);
    assertThat(resync.status().state()).isEqualTo(ResyncStatus.State.STOPPED);
    assertThat(events()).endsWith("resync.stopped");
  }

  private static PlatformException trouble(@Nullable Duration retryAfter) {
    return new PlatformException(
        "acme/shop", PlatformException.Kind.STATUS, 429, retryAfter, "too many", "");
  }

  private static Function<Cursor, Future<Page>> page(String next, SyncRecord... records) {
    return from -> Future.succeededFuture(new Page(List.of(records), List.of(), new Cursor(next)));
  }

  private static Order order(String id) {
    Instant at = Instant.parse("2026-11-22T00:00:00Z");
    return new Order(
        id, "v1", id, null, at, at, null, null, null, null, null, null, null, null, List.of(),
        List.of(), null, null, Map.of());
  }

  private static Tenant tenant() {
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
    return new Tenant("acme", false, List.of(shop, wms), List.of(), Limits.DEFAULTS);
  }

  private void poll() {
    Poller poller =
        new Poller(
            vertx,
            intake,
            store.outbox(),
            link,
            SHOP,
            RecordType.ORDER,
            null,
            QUICK,
            new PlugBoard(),
            InstantSource.system(),
            meters,
            () -> 0);
    loop.runOnContext(go -> poller.start());
  }

  private Resync start() {
    Resync resync =
        new Resync(
            vertx,
            intake,
            store.eventLog(),
            link,
            new Resyncs.Wish(SHOP, RecordType.ORDER, null, "a test"),
            null,
            QUICK,
            InstantSource.system(),
            () -> 0);
    loop.runOnContext(go -> resync.start());
    return resync;
  }

  private Future<Void> stopping(Resync resync) {
    Promise<Void> stopped = Promise.promise();
    loop.runOnContext(go -> resync.stop().onComplete(stopped));
    return stopped.future();
  }

  private void stop(Resync resync) throws Exception {
    get(stopping(resync));
  }

  private List<String> events() throws Exception {
    return get(store.eventLog().read("acme", 0, null, 10)).stream().map(Event::code).toList();
  }

  private long accepted() throws Exception {
    return get(store.outbox().ledger("acme")).stream().mapToLong(Ledger::accepted).sum();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
