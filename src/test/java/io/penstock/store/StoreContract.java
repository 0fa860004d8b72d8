package io.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.fake.StateTransfers;
import io.penstock.record.Cursor;
import io.penstock.record.Order;
import io.penstock.record.RecordType;
import io.penstock.record.Shipment;
import io.penstock.record.StockLevel;
import io.penstock.record.SyncRecord;
import io.penstock.sync.Ledger;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Accepted;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.sync.outbox.Receipt;
import io.penstock.sync.outbox.Resting;
import io.penstock.sync.outbox.Settlement;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.sync.outbox.StateEndings;
import io.penstock.sync.outbox.States;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store promises about the outbox; {@link StoreKeepingContract} has the rest. A store's
 * own test extends that one and adds its own troubles.
 */
@SuppressWarnings("NullAway.Init") // fields are set before each test
public abstract class StoreContract {
  protected static final Instant T0 = Instant.parse("2026-11-22T10:00:00Z");
  protected static final ConnectionRef SHOP = new ConnectionRef("acme", "shop");
  protected static final ConnectionRef ERP = new ConnectionRef("acme", "erp");

  protected Vertx vertx;
  protected Store store;
  private final StateTransfers transfers = new StateTransfers();

  /** Opens the store again with what it kept, or a new one at the first call of a test. */
  protected abstract Store open();

  @BeforeEach
  void openFirst() {
    vertx = Vertx.vertx();
    store = open();
  }

  @AfterEach
  void closeLast() {
    await(store.close());
    await(vertx.close());
  }

  protected void reopen() {
    await(store.close());
    store = open();
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.await(30, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new AssertionError("no answer within 30 s", late);
    }
  }

  protected static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  public static StockLevel level(String sku, long quantity, Instant changedAt) {
    return new StockLevel(sku, null, BigDecimal.valueOf(quantity), changedAt);
  }

  public static Order order(String id, String version, Instant changedAt) {
    return new Order(
        id,
        version,
        "no-" + id,
        null,
        changedAt,
        changedAt,
        "new",
        null,
        null,
        "SEK",
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        Map.of());
  }

  protected static Acceptance acceptance(ConnectionRef source, Instant at, List<Arrival> arrivals) {
    return new Acceptance(source, at, arrivals, List.of(), null, List.of(), null);
  }

  protected Accepted accept(Instant at, SyncRecord... records) {
    List<Arrival> arrivals =
        List.of(records).stream().map(record -> new Arrival(record, List.of("shop"))).toList();
    return await(store.outbox().accept(acceptance(ERP, at, arrivals)));
  }

  protected Future<List<Claimed>> claiming(
      RecordType type, Set<Long> besides, int max, Instant now) {
    return transfers.claim(store.outbox(), SHOP, type, besides, max, now);
  }

  protected Future<Void> settling(List<Settlement> settlements) {
    return transfers.settle(store.outbox(), settlements);
  }

  protected List<Claimed> claim(RecordType type, Instant now, Claimed... besides) {
    Set<Long> ids = new java.util.HashSet<>();
    List.of(besides).forEach(claimed -> ids.add(claimed.id()));
    return await(claiming(type, ids, Outbox.CLAIM_MAX, now));
  }

  protected void done(Claimed... claimed) {
    await(
        settling(
            List.of(claimed).stream().map(one -> Settlement.done(one, at(50), null)).toList()));
  }

  protected void dead(Claimed claimed) {
    await(settling(List.of(Settlement.dead(claimed, at(60), "SKU unknown", "POST /x 404", null))));
  }

  protected Ledger ledger(RecordType type) {
    List<Ledger> lines =
        await(store.outbox().ledger("acme")).stream().filter(line -> line.type() == type).toList();
    assertThat(lines).hasSize(1).allMatch(Ledger::balances);
    assertThat(store.outbox().waiting("acme"))
        .isEqualTo(await(store.outbox().ledger("acme")).stream().mapToLong(Ledger::waiting).sum());
    return lines.get(0);
  }

  protected static Ledger stock(
      long accepted, long settled, long superseded, long dead, long waiting) {
    return new Ledger("acme", RecordType.STOCK, accepted, settled, superseded, dead, waiting);
  }

  private static @Nullable BigDecimal quantity(Claimed claimed) {
    return ((StockLevel) claimed.record()).quantity();
  }

  @Test
  void newerLevelReplacesWaitingOne() {
    accept(at(1), level("A", 1, at(1)));
    accept(at(2), level("A", 2, at(2)));
    List<Claimed> claimed = claim(RecordType.STOCK, at(9));
    assertThat(claimed).hasSize(1);
    assertThat(claimed.get(0).record()).isEqualTo(level("A", 2, at(2)));
    assertThat(claimed.get(0).source()).isEqualTo("erp");
    assertThat(claimed.get(0).target()).isEqualTo(SHOP);
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(2, 0, 1, 0, 1));
  }

  @Test
  void olderLevelNeverWins() {
    assertThat(accept(at(1), level("A", 2, at(2))).fresh()).containsExactly(true);
    Accepted late = accept(at(3), level("A", 1, at(1)));
    assertThat(late.fresh()).containsExactly(false);
    assertThat(late.ready()).isEmpty();
    Claimed claimed = claim(RecordType.STOCK, at(9)).get(0);
    assertThat(quantity(claimed)).isEqualTo("2");
    done(claimed);
    assertThat(accept(at(4), level("A", 1, at(1))).fresh()).containsExactly(false);
    assertThat(claim(RecordType.STOCK, at(9))).isEmpty();
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(3, 1, 2, 0, 0));
  }

  @Test
  void atEqualTimesTheLaterArrivalWins() {
    accept(at(1), level("A", 1, at(1)), level("A", 2, at(1)));
    assertThat(quantity(claim(RecordType.STOCK, at(9)).get(0))).isEqualTo("2");
  }

  @Test
  void settlingAnOlderVersionLeavesTheNewerOneWaiting() {
    accept(at(1), level("A", 1, at(1)));
    Claimed old = claim(RecordType.STOCK, at(9)).get(0);
    accept(at(2), level("A", 2, at(2)));
    done(old);
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(2, 0, 1, 0, 1));
    Claimed fresh = claim(RecordType.STOCK, at(9)).get(0);
    assertThat(quantity(fresh)).isEqualTo("2");
    assertThat(fresh.id()).isEqualTo(old.id());
    assertThat(fresh.version()).isGreaterThan(old.version());
    assertThat(fresh.deliveryId()).isNotEqualTo(old.deliveryId());
    assertThat(old.first()).isTrue();
    assertThat(fresh.first()).isFalse();
    done(fresh);
    done(fresh);
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(2, 1, 1, 0, 0));
  }

  @Test
  void deathOfAnOlderVersionIsNobodysDeath() {
    accept(at(1), level("A", 1, at(1)));
    Claimed old = claim(RecordType.STOCK, at(9)).get(0);
    accept(at(2), level("A", 2, at(2)));
    dead(old);
    await(settling(List.of(Settlement.retry(old, at(3), at(900), true, "later", null))));
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(2, 0, 1, 0, 1));
    assertThat(claim(RecordType.STOCK, at(9))).hasSize(1);
  }

  @Test
  void retriedOneComesBackWhenDueWithTheSameDeliveryId() {
    accept(at(1), level("A", 1, at(1)));
    Claimed first = claim(RecordType.STOCK, at(9)).get(0);
    await(settling(List.of(Settlement.retry(first, at(9), at(20), true, "503", null))));
    assertThat(claim(RecordType.STOCK, at(19))).isEmpty();
    StateClaim early = store.outbox().states().newClaim(SHOP, RecordType.STOCK);
    await(store.outbox().states().claim(List.of(early), 1, 1, at(19)));
    assertThat(early.size()).isZero();
    assertThat(early.nextDue()).isEqualTo(at(20));
    Claimed again = claim(RecordType.STOCK, at(20)).get(0);
    assertThat(again.deliveryId()).isEqualTo(first.deliveryId());
    assertThat(again.attempts()).isEqualTo(1);
    await(settling(List.of(Settlement.retry(again, at(20), at(21), true, "502", null))));
    assertThat(claim(RecordType.STOCK, at(30)).get(0).attempts()).isEqualTo(2);
    List<Outbox.Backlog> backlog = await(store.outbox().backlog("acme"));
    assertThat(backlog)
        .containsExactly(new Outbox.Backlog(SHOP, RecordType.STOCK, 1, at(1), at(21), "502"));
  }

  private List<Resting.State> resting(Instant before) {
    List<Resting.State> all = new ArrayList<>();
    int place = 0;
    while (place != Resting.END) {
      Resting part = await(store.outbox().states().resting(SHOP, RecordType.STOCK, place, before));
      all.addAll(part.states());
      place = part.next();
    }
    return all;
  }

  private int again(List<Resting.State> states) {
    return await(store.outbox().states().again(SHOP, RecordType.STOCK, states, at(70)));
  }

  @Test
  void onlyWhatWasPushedAsItIsRestsAndARestartKnows() {
    assertThat(resting(at(99))).as("of a plug that never had anything").isEmpty();
    accept(at(1), level("pushed", 1, at(1)), level("died", 2, at(1)), level("newer", 3, at(1)));
    for (Claimed claimed : claim(RecordType.STOCK, at(9))) {
      if (claimed.record().displayId().equals("died")) {
        dead(claimed);
      } else {
        done(claimed);
      }
    }
    accept(at(55), level("newer", 4, at(55)), level("waits", 5, at(55)));
    assertThat(resting(at(51)))
        .extracting(Resting.State::record)
        .containsExactly(level("pushed", 1, at(1)));
    assertThat(resting(at(50))).as("pushed at that very moment").isEmpty();
    reopen();
    assertThat(resting(at(99)))
        .extracting(Resting.State::record)
        .containsExactly(level("pushed", 1, at(1)));
  }

  @Test
  void everyStateThatRestsIsFoundHoweverManyThereAre() {
    SyncRecord[] levels = new SyncRecord[3_000];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = level("S" + i, i, at(1));
    }
    accept(at(1), levels);
    while (true) {
      List<Claimed> claimed = claim(RecordType.STOCK, at(9));
      if (claimed.isEmpty()) {
        break;
      }
      done(claimed.toArray(Claimed[]::new));
    }
    assertThat(resting(at(99))).extracting(Resting.State::record).containsExactlyInAnyOrder(levels);
  }

  @Test
  void whatRestsCanBeMadeToWaitAgainAndCountsOnceMore() {
    accept(at(1), level("A", 1, at(1)), level("B", 2, at(1)));
    List<Claimed> first = claim(RecordType.STOCK, at(9));
    done(first.toArray(Claimed[]::new));
    List<Resting.State> seen = resting(at(99));
    accept(at(60), level("B", 3, at(60)));
    assertThat(again(seen)).as("B has a newer value").isEqualTo(1);
    assertThat(again(seen)).as("both wait").isZero();
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(4, 2, 0, 0, 2));
    reopen();
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(4, 2, 0, 0, 2));
    List<Claimed> second = claim(RecordType.STOCK, at(99));
    assertThat(second)
        .extracting(Claimed::record)
        .containsExactlyInAnyOrder(level("A", 1, at(1)), level("B", 3, at(60)));
    second.forEach(this::dead);
    assertThat(again(seen)).as("what died waits for a person").isZero();
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(4, 2, 0, 2, 0));
  }

  @Test
  void whatLeavesLaterIsTakenUpInWholeBatchesOnly() {
    States states = store.outbox().states();
    for (int i = 0; i < 5; i++) {
      accept(at(i), level("S" + i, i, at(i)));
    }
    List<StateClaim> claims = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      claims.add(states.newClaim(SHOP, RecordType.STOCK));
    }
    await(states.claim(claims, 1, 2, at(99)));
    assertThat(claims).extracting(StateClaim::size).containsExactly(2, 2, 0);
    assertThat(claims.get(1).claimed(0).record().displayId()).isEqualTo("S2");
    List<StateClaim> rest = List.of(claims.get(2));
    await(states.claim(rest, 0, 2, at(99)));
    assertThat(rest.get(0).size()).isZero();
    await(states.claim(rest, 1, 2, at(99)));
    assertThat(rest.get(0).size()).isEqualTo(1);
  }

  @Test
  void whatIsNotDueIsNoPartOfAWholeBatch() {
    States states = store.outbox().states();
    accept(at(1), level("A", 1, at(1)));
    Claimed first = claim(RecordType.STOCK, at(9)).get(0);
    await(settling(List.of(Settlement.retry(first, at(9), at(20), true, "503", null))));
    accept(at(2), level("B", 1, at(2)));
    List<StateClaim> one = List.of(states.newClaim(SHOP, RecordType.STOCK));
    await(states.claim(one, 0, 2, at(19)));
    assertThat(one.get(0).size()).isZero();
    assertThat(claim(RecordType.STOCK, at(19))).hasSize(1);
    await(states.claim(one, 0, 2, at(20)));
    assertThat(one.get(0).size()).isEqualTo(2);
  }

  @Test
  void manyBatchesEndInOneSettlement() {
    States states = store.outbox().states();
    accept(at(1), level("A", 1, at(1)));
    accept(at(2), level("B", 1, at(2)));
    List<StateClaim> claims =
        List.of(states.newClaim(SHOP, RecordType.STOCK), states.newClaim(SHOP, RecordType.STOCK));
    await(states.claim(claims, 2, 1, at(9)));
    await(
        states.settle(
            List.of(
                StateEndings.all(StateEndings.Kind.DONE, claims.get(0), at(9)),
                StateEndings.all(StateEndings.Kind.HELD, claims.get(1), at(9)))));
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(2, 1, 0, 0, 1));
    assertThat(claim(RecordType.STOCK, at(9)))
        .extracting(each -> each.record().displayId())
        .containsExactly("B");
  }

  @Test
  void oldestWaitingSlotIsClaimedFirstAndNoneTwice() {
    for (int i = 0; i < 10; i++) {
      accept(at(i), level("S" + (9 - i), i, at(i)));
    }
    List<Claimed> three = await(claiming(RecordType.STOCK, Set.of(), 3, at(99)));
    assertThat(three).extracting(one -> one.record().displayId()).containsExactly("S9", "S8", "S7");
    List<Claimed> rest = claim(RecordType.STOCK, at(99), three.toArray(new Claimed[0]));
    assertThat(rest).hasSize(7);
    assertThat(rest.get(0).record().displayId()).isEqualTo("S6");
  }

  @Test
  void factIsTakenOnce() {
    assertThat(accept(at(1), order("o1", "v1", at(1))).fresh()).containsExactly(true);
    Accepted repeat = accept(at(2), order("o1", "v1", at(1)));
    assertThat(repeat.fresh()).containsExactly(false);
    assertThat(repeat.ready()).isEmpty();
    assertThat(claim(RecordType.ORDER, at(9))).hasSize(1);
    assertThat(ledger(RecordType.ORDER).accepted()).isEqualTo(1);
    assertThat(await(store.orderFeed().read(Set.of(), 0, 10))).hasSize(1);
  }

  @Test
  void olderVersionOfAFactIsSkippedAndOneOfEqualTimeIsNew() {
    accept(at(1), order("o1", "v2", at(2)));
    assertThat(accept(at(3), order("o1", "v1", at(1))).fresh()).containsExactly(false);
    assertThat(accept(at(4), order("o1", "v3", at(2))).fresh()).containsExactly(true);
    assertThat(accept(at(5), order("o1", "v2", at(2))).fresh()).containsExactly(false);
    assertThat(accept(at(6), order("o1", "v3", at(2))).fresh()).containsExactly(false);
    assertThat(ledger(RecordType.ORDER).accepted()).isEqualTo(2);
  }

  @Test
  void factsOfOneKeyLeaveInOrder() {
    accept(at(1), order("o1", "v1", at(1)), order("o2", "v1", at(1)));
    accept(at(2), order("o1", "v2", at(2)));
    List<Claimed> heads = claim(RecordType.ORDER, at(9));
    assertThat(heads).extracting(one -> one.record().id()).containsExactly("o1", "o2");
    assertThat(heads).extracting(one -> one.record().version()).containsOnly("v1");
    assertThat(claim(RecordType.ORDER, at(9), heads.toArray(new Claimed[0]))).isEmpty();
    await(settling(List.of(Settlement.retry(heads.get(0), at(9), at(100), true, "later", null))));
    assertThat(claim(RecordType.ORDER, at(9), heads.get(1))).isEmpty();
    done(heads.get(0));
    Claimed next = claim(RecordType.ORDER, at(9), heads.get(1)).get(0);
    assertThat(next.record().version()).isEqualTo("v2");
    assertThat(next.first()).isFalse();
    assertThat(heads.get(0).first()).isTrue();
    done(next, heads.get(1));
    assertThat(ledger(RecordType.ORDER))
        .isEqualTo(new Ledger("acme", RecordType.ORDER, 3, 3, 0, 0, 0));
  }

  @Test
  void totalsSayWhatTheLedgerSays() {
    accept(at(1), level("A", 1, at(1)), order("o1", "v1", at(1)));
    accept(at(2), level("A", 2, at(2)), level("B", 1, at(2)), order("o1", "v2", at(2)));
    assertThat(totals())
        .containsExactlyInAnyOrder(
            new Outbox.Total(RecordType.ORDER, 2, 0, at(1)),
            new Outbox.Total(RecordType.STOCK, 2, 0, at(1)));
    dead(claim(RecordType.ORDER, at(9)).get(0));
    done(claim(RecordType.STOCK, at(9)).toArray(new Claimed[0]));
    List<Outbox.Total> after =
        List.of(
            new Outbox.Total(RecordType.ORDER, 1, 1, at(2)),
            new Outbox.Total(RecordType.STOCK, 0, 0, null));
    assertThat(totals()).containsExactlyInAnyOrderElementsOf(after);
    reopen();
    assertThat(totals()).containsExactlyInAnyOrderElementsOf(after);
    Future<?> came =
        store
            .outbox()
            .accept(
                acceptance(
                    ERP, at(3), List.of(new Arrival(order("o9", "v1", at(3)), List.of("shop")))));
    await(store.tenants().remove("acme"));
    await(came);
    assertThat(totals()).allMatch(total -> total.waiting() == 0);
  }

  private List<Outbox.Total> totals() {
    return await(store.outbox().totals());
  }

  @Test
  void aTargetThatJoinsLaterIsToldOfARecordForTheFirstTime() {
    accept(at(1), order("o1", "v1", at(1)));
    Arrival second = new Arrival(order("o1", "v2", at(2)), List.of("shop", "outlet"));
    Arrival third = new Arrival(order("o1", "v3", at(3)), List.of("outlet", "shop"));
    await(store.outbox().accept(acceptance(ERP, at(3), List.of(second, third))));
    assertThat(told("shop")).containsExactly("v1 first", "v2", "v3");
    assertThat(told("outlet")).containsExactly("v2 first", "v3");
  }

  @Test
  void theSameIdFromAnotherSourceIsAnotherRecord() {
    accept(at(1), order("o1", "v1", at(1)));
    Arrival other = new Arrival(order("o1", "v1", at(1)), List.of("shop"));
    ConnectionRef elsewhere = new ConnectionRef("acme", "second-erp");
    assertThat(await(store.outbox().accept(acceptance(elsewhere, at(2), List.of(other)))).fresh())
        .containsExactly(true);
    assertThat(told("shop")).containsExactly("v1 first", "v1 first");
  }

  /** All versions of orders that wait for a connection, each pushed in its turn. */
  private List<String> told(String connection) {
    List<String> told = new ArrayList<>();
    ConnectionRef target = new ConnectionRef("acme", connection);
    for (boolean more = true; more; ) {
      List<Claimed> claimed =
          await(store.outbox().claim(target, RecordType.ORDER, Set.of(), 1, at(9)));
      for (Claimed one : claimed) {
        told.add(one.record().version() + (one.first() ? " first" : ""));
        done(one);
      }
      more = !claimed.isEmpty();
    }
    return told;
  }

  @Test
  void shipmentsOfOneOrderShareItsLine() {
    accept(
        at(1),
        new Shipment("s1", "o1", "37", null, at(1)),
        new Shipment("s2", "o1", "38", null, at(1)));
    Claimed first = claim(RecordType.SHIPMENT, at(9)).get(0);
    assertThat(claim(RecordType.SHIPMENT, at(9))).hasSize(1);
    done(first);
    assertThat(claim(RecordType.SHIPMENT, at(9)).get(0).record().displayId()).isEqualTo("s2");
  }

  @Test
  void eachTargetHasItsOwnTransfer() {
    Accepted accepted =
        await(
            store
                .outbox()
                .accept(
                    acceptance(
                        ERP,
                        at(1),
                        List.of(
                            new Arrival(level("A", 1, at(1)), List.of("shop", "outlet")),
                            new Arrival(order("o1", "v1", at(1)), List.of())))));
    assertThat(accepted.ready()).containsExactlyInAnyOrder("shop", "outlet");
    assertThat(accepted.fresh()).containsExactly(true, true);
    done(claim(RecordType.STOCK, at(9)).get(0));
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(2, 1, 0, 0, 1));
    assertThat(await(store.orderFeed().read(Set.of("acme"), 0, 10))).hasSize(1);
  }

  @Test
  void whatAnArrivalTellsIsToldWhenItsRecordIsFreshAndNotAgain() {
    List<Arrival> arrivals =
        List.of(
            telling(order("o1", "v1", at(1))),
            telling(order("o1", "v1", at(1))),
            telling(level("A", 2, at(2))),
            telling(level("A", 1, at(1))));
    Accepted accepted = await(store.outbox().accept(acceptance(ERP, at(3), arrivals)));
    assertThat(accepted.fresh()).containsExactly(true, false, true, false);
    await(store.outbox().accept(acceptance(ERP, at(4), arrivals.subList(0, 2))));
    assertThat(await(store.eventLog().read("acme", 0, null, 10)))
        .extracting(Event::recordId, Event::at)
        .containsExactly(tuple("o1", at(1)), tuple("A", at(2)));
  }

  private static Arrival telling(SyncRecord record) {
    Event event =
        new Event(
            0,
            record.changedAt(),
            "acme",
            "erp",
            Event.Severity.INFO,
            record.type(),
            Direction.EXPORT,
            "record.read",
            "Read it",
            record.id(),
            record.displayId());
    return new Arrival(record, List.of("shop"), event);
  }

  @Test
  void cursorIsKeptWithTheRecordsItCovers() {
    assertThat(await(store.outbox().cursor(ERP, RecordType.ORDER))).isEqualTo(Cursor.START);
    await(
        store
            .outbox()
            .accept(
                new Acceptance(
                    ERP,
                    at(1),
                    List.of(new Arrival(order("o1", "v1", at(1)), List.of("shop"))),
                    List.of(),
                    new Acceptance.CursorMove(RecordType.ORDER, new Cursor("page-2")),
                    List.of(),
                    null)));
    reopen();
    assertThat(await(store.outbox().cursor(ERP, RecordType.ORDER))).isEqualTo(new Cursor("page-2"));
    assertThat(claim(RecordType.ORDER, at(9))).hasSize(1);
  }

  @Test
  void repeatOfARequestHasNoSecondEffect() {
    Receipt receipt = new Receipt("key-1/acme/stock", "k", "abc", 202, "{\"accepted\":1}");
    assertThat(await(store.outbox().receipt("key-1/acme/stock", "k"))).isNull();
    await(store.outbox().accept(with(receipt, at(1), level("A", 1, at(1)))));
    assertThat(await(store.outbox().receipt("key-1/acme/stock", "k"))).isEqualTo(receipt);
    Receipt second = new Receipt("key-1/acme/stock", "k", "abc", 202, "{}");
    Accepted repeat = await(store.outbox().accept(with(second, at(2), level("A", 1, at(1)))));
    assertThat(repeat.fresh()).containsExactly(false);
    assertThat(await(store.outbox().receipt("key-1/acme/stock", "k"))).isEqualTo(receipt);
    assertThat(ledger(RecordType.STOCK).accepted()).isEqualTo(1);
    Instant nextDay = at(1).plus(Duration.ofDays(2));
    await(store.outbox().accept(with(second, nextDay, level("A", 1, at(1)))));
    assertThat(await(store.outbox().receipt("key-1/acme/stock", "k"))).isEqualTo(second);
  }

  private static Acceptance with(Receipt receipt, Instant at, SyncRecord record) {
    return new Acceptance(
        ERP,
        at,
        List.of(new Arrival(record, List.of("shop"))),
        List.of(),
        null,
        List.of(),
        receipt);
  }

  @Test
  void restartKeepsWhatWaits() {
    accept(at(1), level("A", 1, at(1)), order("o1", "v1", at(1)));
    Claimed before = claim(RecordType.STOCK, at(9)).get(0);
    Claimed order = claim(RecordType.ORDER, at(9)).get(0);
    Ledger ledger = ledger(RecordType.STOCK);
    reopen();
    assertThat(claim(RecordType.STOCK, at(9))).containsExactly(before);
    assertThat(claim(RecordType.ORDER, at(9))).containsExactly(order);
    assertThat(ledger(RecordType.STOCK)).isEqualTo(ledger);
    done(before, order);
    accept(at(2), level("B", 1, at(1)), order("o2", "v1", at(2)));
    assertThat(claim(RecordType.STOCK, at(9)).get(0).id()).isNotEqualTo(before.id());
    assertThat(claim(RecordType.ORDER, at(9)).get(0).id()).isNotEqualTo(order.id());
  }
}
