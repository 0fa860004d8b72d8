package io.penstock.sync.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Delivery;
import io.penstock.connector.PushResult;
import io.penstock.connector.Report;
import io.penstock.fake.FaultyOutbox;
import io.penstock.fake.ScriptedLink;
import io.penstock.record.RecordType;
import io.penstock.record.Shipment;
import io.penstock.record.StockLevel;
import io.penstock.record.SyncRecord;
import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.store.embedded.EmbeddedStore;
import io.penstock.sync.Ledger;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pusher between a real store and a scripted platform. */
class PusherTest {
  private static final ConnectionRef TARGET = new ConnectionRef("acme", "shop");
  private static final ConnectionRef SOURCE = new ConnectionRef("acme", "api");
  private static final Instant BASE = Instant.parse("2026-11-22T00:00:00Z");
  private static final PushOptions QUICK =
      new PushOptions(Duration.ofMillis(20), Duration.ofMillis(100), 3, Duration.ofMillis(500));

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();

  /** A pusher belongs to one event loop; the test's own thread must not enter it. */
  private final Context loop = vertx.getOrCreateContext();

  private final PlugBoard board = new PlugBoard();
  private final List<Report> reports = Collections.synchronizedList(new ArrayList<>());
  private Store store;
  private FaultyOutbox outbox;

  @BeforeEach
  void open() throws Exception {
    store = get(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS));
    outbox = new FaultyOutbox(store.outbox());
  }

  @AfterEach
  void close() throws Exception {
    get(store.close());
    get(vertx.close());
  }

  @Test
  void pushesWhatWaitsAndSettlesIt() throws Exception {
    accept(stock("A", 1, 0), stock("B", 2, 0));
    ScriptedLink link = new ScriptedLink(2, 1);
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.settled() == 2 && line.waiting() == 0);
    assertThat(link.pushed).extracting(d -> d.record().displayId()).containsExactly("A", "B");
  }

  @Test
  void newerLevelReplacesWaitingOne() throws Exception {
    accept(stock("A", 1, 0));
    accept(stock("A", 7, 10));
    ScriptedLink link = new ScriptedLink(2, 1);
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.settled() == 1 && line.superseded() == 1);
    assertThat(quantities(link)).containsExactly("7");
  }

  @Test
  void levelThatCameWhileAnOlderOneWasUnderWayStillGoesOut() throws Exception {
    accept(stock("A", 1, 0));
    Promise<PushResult> slow = Promise.promise();
    ScriptedLink link = new ScriptedLink(2, 1).answer(delivery -> slow.future());
    Drain pusher = start(link, RecordType.STOCK);
    await().until(() -> link.pushed.size() == 1);
    accept(stock("A", 9, 10));
    slow.complete(PushResult.accepted());
    loop.runOnContext(go -> pusher.wake());
    await().until(() -> link.pushed.size() == 2);
    awaitLedger(RecordType.STOCK, line -> line.waiting() == 0);
    assertThat(quantities(link)).containsExactly("1", "9");
  }

  @Test
  void throttledRecordIsHeldNotLostAndCostsNoAttempt() throws Exception {
    accept(stock("A", 1, 0));
    ScriptedLink link =
        new ScriptedLink(1, 1)
            .answer(PushResult.deferred(Duration.ofMillis(50), "rate limit"))
            .answer(PushResult.deferred(Duration.ofMillis(50), "rate limit"))
            .answer(PushResult.deferred(Duration.ofMillis(50), "rate limit"))
            .answer(PushResult.deferred(Duration.ofMillis(50), "rate limit"));
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.settled() == 1);
    assertThat(link.pushed).hasSize(5).allMatch(delivery -> delivery.attempt() == 0);
  }

  @Test
  void notCalledBeforeThePlatformAllowsIt() throws Exception {
    accept(stock("A", 1, 0), stock("B", 1, 0));
    long[] at = new long[2];
    ScriptedLink link =
        new ScriptedLink(1, 1)
            .answer(
                delivery -> {
                  at[0] = System.nanoTime();
                  return Future.succeededFuture(
                      PushResult.deferred(Duration.ofMillis(400), "Retry-After"));
                })
            .answer(
                delivery -> {
                  at[1] = System.nanoTime();
                  return Future.succeededFuture(PushResult.accepted());
                });
    Drain pusher = start(link, RecordType.STOCK);
    for (int i = 0; i < 20; i++) {
      loop.runOnContext(go -> pusher.wake());
    }
    awaitLedger(RecordType.STOCK, line -> line.settled() == 2);
    assertThat(Duration.ofNanos(at[1] - at[0])).isGreaterThanOrEqualTo(Duration.ofMillis(400));
  }

  @Test
  void failedRecordComesAgainWithItsAttemptAndTheSameDeliveryId() throws Exception {
    accept(stock("A", 1, 0));
    ScriptedLink link = new ScriptedLink(1, 1).answer(PushResult.failed(null, "500", ""));
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.settled() == 1);
    assertThat(link.pushed).extracting(Delivery::attempt).containsExactly(0, 1);
    assertThat(link.pushed).extracting(Delivery::id).containsOnly(link.pushed.get(0).id());
  }

  /** It may have been on its way when the process died; then the store knows of no try. */
  @Test
  void aFactThatWaitedBeforeTheStartIsNoFirstTry() throws Exception {
    Instant now = Instant.now();
    accept(new Shipment("s1", "o1", "370", null, now));
    ScriptedLink link = new ScriptedLink(1, 1);
    start(link, RecordType.SHIPMENT);
    awaitLedger(RecordType.SHIPMENT, line -> line.settled() == 1);
    accept(new Shipment("s2", "o2", "371", null, now));
    awaitLedger(RecordType.SHIPMENT, line -> line.settled() == 2);
    assertThat(link.pushed).extracting(Delivery::attempt).containsExactly(1, 0);
  }

  @Test
  void recordWhoseAttemptsAreUsedUpDiesWithItsReasonAndIsReported() throws Exception {
    accept(stock("A", 1, 0));
    ScriptedLink link = new ScriptedLink(1, 1);
    for (int i = 0; i < 3; i++) {
      link.answer(PushResult.failed(null, "the platform is ill", "PUT /product"));
    }
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.dead() == 1 && line.waiting() == 0);
    DeadLetters.Filter all = new DeadLetters.Filter(Set.of("acme"), null, null, null, null);
    assertThat(get(store.deadLetters().list(all, 0, 10)))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).contains("3 attempts", "the platform is ill");
              assertThat(letter.exchange()).isEqualTo("PUT /product");
            });
    await().until(() -> reports.size() == 1);
    assertThat(reports.get(0).direction()).isEqualTo(Direction.IMPORT);
  }

  @Test
  void rejectedRecordDoesNotBlockItsNeighbours() throws Exception {
    accept(stock("A", 1, 0), stock("B", 1, 0));
    ScriptedLink link = new ScriptedLink(1, 1).answer(PushResult.rejected("unknown SKU", ""));
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.dead() == 1 && line.settled() == 1);
    assertThat(get(store.eventLog().read("acme", 0, Event.Severity.ERROR, 10))).hasSize(1);
  }

  @Test
  void factsOfOneKeyLeaveInOrderEvenWhenTheFirstFails() throws Exception {
    accept(shipment("s1"), shipment("s2"));
    ScriptedLink link = new ScriptedLink(4, 1).answer(PushResult.failed(null, "500", ""));
    start(link, RecordType.SHIPMENT);
    awaitLedger(RecordType.SHIPMENT, line -> line.settled() == 2);
    assertThat(link.pushed)
        .extracting(delivery -> delivery.record().displayId())
        .containsExactly("s1", "s1", "s2");
  }

  @Test
  void recordIsNotPushedAgainWhileItsEndingCannotBeWritten() throws Exception {
    accept(stock("A", 1, 0));
    outbox.settlesToFail.set(2);
    ScriptedLink link = new ScriptedLink(2, 1);
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.settled() == 1);
    assertThat(link.pushed).hasSize(1);
  }

  @Test
  void claimThatFailedIsTriedAgain() throws Exception {
    accept(stock("A", 1, 0));
    outbox.claimsToFail.set(1);
    ScriptedLink link = new ScriptedLink(2, 1);
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.settled() == 1);
  }

  @Test
  void lostWakeUpCostsOnlyALookAgain() throws Exception {
    ScriptedLink link = new ScriptedLink(2, 1);
    start(link, RecordType.STOCK);
    accept(stock("A", 1, 0));
    awaitLedger(RecordType.STOCK, line -> line.settled() == 1);
  }

  @Test
  void linkThatThrowsDoesNotStopThePlug() throws Exception {
    accept(stock("A", 1, 0));
    ScriptedLink link =
        new ScriptedLink(1, 1)
            .answer(
                delivery -> {
                  throw new IllegalStateException("a mistake of ours");
                });
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.settled() == 1);
  }

  @Test
  void stopWaitsForWhatIsUnderWayAndClaimsNothingMore() throws Exception {
    accept(stock("A", 1, 0), stock("B", 1, 0));
    Promise<PushResult> slow = Promise.promise();
    ScriptedLink link = new ScriptedLink(1, 1).answer(delivery -> slow.future());
    Drain pusher = start(link, RecordType.STOCK);
    await().until(() -> link.pushed.size() == 1);
    Promise<Void> stopped = Promise.promise();
    loop.runOnContext(
        go -> {
          pusher.stop().onComplete(stopped);
          assertThat(stopped.future().isComplete()).isFalse();
          slow.complete(PushResult.accepted());
        });
    get(stopped.future());
    assertThat(line(RecordType.STOCK).settled()).isEqualTo(1);
    assertThat(line(RecordType.STOCK).waiting()).isEqualTo(1);
    assertThat(link.pushed).hasSize(1);
  }

  @Test
  void whatWasTakenUpAheadGoesBackWhenThePlatformAsksToWait() throws Exception {
    acceptMany(300);
    ScriptedLink link = new ScriptedLink(2, 1);
    for (int i = 0; i < 150; i++) {
      link.answer(PushResult.accepted());
    }
    link.answer(PushResult.deferred(Duration.ofMillis(50), "Retry-After"));
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.settled() == 300 && line.waiting() == 0);
    assertThat(link.pushed).hasSize(301);
    assertThat(link.pushed).extracting(one -> one.record().displayId()).contains(skus(300));
  }

  @Test
  void whatWasTakenUpAheadGoesBackWhenThePusherStops() throws Exception {
    acceptMany(300);
    ScriptedLink link = new ScriptedLink(2, 1);
    Promise<Void> stopped = Promise.promise();
    Drain[] pusher = new Drain[1];
    for (int i = 0; i < 149; i++) {
      link.answer(PushResult.accepted());
    }
    link.answer(
        delivery -> {
          pusher[0].stop().onComplete(stopped);
          return Future.succeededFuture(PushResult.accepted());
        });
    pusher[0] = start(link, RecordType.STOCK);
    get(stopped.future());
    int sent = link.pushed.size();
    assertThat(line(RecordType.STOCK).settled()).isEqualTo(sent);
    start(link, RecordType.STOCK);
    awaitLedger(RecordType.STOCK, line -> line.settled() == 300 && line.waiting() == 0);
    assertThat(link.pushed)
        .extracting(one -> one.record().displayId())
        .containsExactlyInAnyOrder(skus(300));
  }

  private void acceptMany(int count) throws Exception {
    accept(Arrays.stream(skus(count)).map(sku -> stock(sku, 1, 0)).toArray(SyncRecord[]::new));
  }

  private static String[] skus(int count) {
    return IntStream.range(0, count).mapToObj(n -> "sku-" + n).toArray(String[]::new);
  }

  private Drain start(ScriptedLink link, RecordType type) {
    Drain pusher =
        Drain.of(
            vertx,
            outbox,
            link,
            "scripted",
            TARGET,
            type,
            QUICK,
            board,
            (connection, report) -> reports.add(report),
            InstantSource.system(),
            new PushMeters(new SimpleMeterRegistry()),
            () -> ThreadLocalRandom.current().nextDouble());
    loop.runOnContext(go -> pusher.start());
    return pusher;
  }

  private void accept(SyncRecord... records) throws Exception {
    List<Arrival> arrivals = new ArrayList<>();
    for (SyncRecord record : records) {
      arrivals.add(new Arrival(record, List.of("shop")));
    }
    get(
        outbox.accept(
            new Acceptance(SOURCE, Instant.now(), arrivals, List.of(), null, List.of(), null)));
  }

  private Ledger line(RecordType type) throws Exception {
    return get(outbox.ledger("acme")).stream()
        .filter(line -> line.type() == type)
        .findFirst()
        .orElseThrow();
  }

  private void awaitLedger(RecordType type, java.util.function.Predicate<Ledger> condition) {
    await().atMost(Duration.ofSeconds(20)).until(() -> condition.test(line(type)));
    await().until(() -> get(outbox.ledger("acme")).stream().allMatch(Ledger::balances));
  }

  private static List<String> quantities(ScriptedLink link) {
    return link.pushed.stream()
        .map(delivery -> ((StockLevel) delivery.record()).quantity().toPlainString())
        .toList();
  }

  private static StockLevel stock(String sku, int quantity, int second) {
    return new StockLevel(sku, null, new BigDecimal(quantity), BASE.plusSeconds(second));
  }

  private static Shipment shipment(String id) {
    return new Shipment(id, "order-1", "track-" + id, null, BASE);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
