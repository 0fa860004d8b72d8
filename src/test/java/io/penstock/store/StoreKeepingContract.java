package io.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.sync.Ledger;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.sync.outbox.OrderFeed;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ApiKey;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Route;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every store promises beside the outbox, and that the ledger balances whatever happens. */
public abstract class StoreKeepingContract extends StoreContract {
  private static final DeadLetters.Filter ALL =
      new DeadLetters.Filter(Set.of(), null, null, null, null);

  protected static Tenant tenant(String id) {
    return new Tenant(
        id,
        true,
        List.of(
            new Connection(
                "erp",
                "partner",
                Map.of("url", "https://erp.example.com"),
                Map.of("secret", new Secret("whsec_very-secret")),
                List.of(
                    new Plug(RecordType.ORDER, Direction.IMPORT, null),
                    new Plug(RecordType.STOCK, Direction.EXPORT, Duration.ofSeconds(30))))),
        List.of(new Route(RecordType.STOCK, "erp", List.of("erp"))),
        new Limits(1, 2, 3, true));
  }

  private static Event event(String tenant, Event.Severity severity, String summary) {
    return new Event(
        0,
        T0,
        tenant,
        "shop",
        severity,
        RecordType.STOCK,
        Direction.IMPORT,
        "pushed",
        summary,
        "A",
        "A");
  }

  @Test
  void deadStateIsReplayed() {
    accept(at(1), level("A", 1, at(1)));
    Claimed claimed = claim(RecordType.STOCK, at(9)).get(0);
    dead(claimed);
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(1, 0, 0, 1, 0));
    assertThat(claim(RecordType.STOCK, at(99))).isEmpty();
    DeadLetter letter = await(store.deadLetters().list(ALL, 0, 10)).get(0);
    assertThat(letter.reason()).isEqualTo("SKU unknown");
    assertThat(letter.exchange()).isEqualTo("POST /x 404");
    assertThat(letter.attempts()).isEqualTo(1);
    assertThat(letter.target()).isEqualTo("shop");
    assertThat(letter.source()).isEqualTo("erp");
    assertThat(letter.record()).contains("\"quantity\":\"1\"");
    assertThat(letter.acceptedAt()).isEqualTo(at(1));
    assertThat(letter.diedAt()).isEqualTo(at(60));
    DeadLetters.Replayed replayed = await(store.deadLetters().replay(ALL, 10));
    assertThat(replayed).isEqualTo(new DeadLetters.Replayed(1, Set.of(SHOP)));
    assertThat(await(store.deadLetters().list(ALL, 0, 10))).isEmpty();
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(1, 0, 0, 0, 1));
    Claimed again = claim(RecordType.STOCK, Instant.now().plusSeconds(60)).get(0);
    assertThat(again.deliveryId()).isEqualTo(claimed.deliveryId());
    assertThat(again.attempts()).isZero();
    done(again);
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(1, 1, 0, 0, 0));
  }

  @Test
  void replayOfAnOutdatedStateIsSuperseded() {
    accept(at(1), level("A", 1, at(1)));
    dead(claim(RecordType.STOCK, at(9)).get(0));
    accept(at(2), level("A", 2, at(2)));
    done(claim(RecordType.STOCK, at(9)).get(0));
    DeadLetters.Replayed replayed = await(store.deadLetters().replay(ALL, 10));
    assertThat(replayed).isEqualTo(new DeadLetters.Replayed(1, Set.of()));
    assertThat(ledger(RecordType.STOCK)).isEqualTo(stock(2, 1, 1, 0, 0));
    assertThat(claim(RecordType.STOCK, Instant.now().plusSeconds(60))).isEmpty();
  }

  @Test
  void deadFactIsReplayedBehindWhatOvertookItWithItsDeliveryId() {
    accept(at(1), order("o1", "v1", at(1)));
    accept(at(2), order("o1", "v2", at(2)));
    Claimed died = claim(RecordType.ORDER, at(9)).get(0);
    dead(died);
    Claimed overtook = claim(RecordType.ORDER, at(9)).get(0);
    assertThat(overtook.record().version()).isEqualTo("v2");
    DeadLetters.Replayed replayed = await(store.deadLetters().replay(ALL, 10));
    assertThat(replayed.ready()).containsExactly(SHOP);
    Instant later = Instant.now().plusSeconds(60);
    assertThat(claim(RecordType.ORDER, later, overtook)).isEmpty();
    done(overtook);
    Claimed again = claim(RecordType.ORDER, later).get(0);
    assertThat(again.record()).isEqualTo(died.record());
    assertThat(again.deliveryId()).isEqualTo(died.deliveryId());
    assertThat(again.first()).isTrue();
    done(again);
    assertThat(ledger(RecordType.ORDER))
        .isEqualTo(new Ledger("acme", RecordType.ORDER, 2, 2, 0, 0, 0));
  }

  @Test
  void lettersAreFilteredAndUnreadableOnesStay() {
    accept(at(1), level("A", 1, at(1)), order("o1", "v1", at(1)));
    dead(claim(RecordType.STOCK, at(9)).get(0));
    dead(claim(RecordType.ORDER, at(9)).get(0));
    DeadLetter.Unreadable raw =
        new DeadLetter.Unreadable(RecordType.ORDER, "order without id", "{\"number\":1}");
    for (int poll = 0; poll < 3; poll++) {
      await(
          store
              .outbox()
              .accept(new Acceptance(SHOP, at(2), List.of(), List.of(raw), null, List.of(), null)));
    }
    assertThat(await(store.deadLetters().list(ALL, 0, 10))).hasSize(3);
    assertThat(hits(ALL)).isEqualTo(2);
    DeadLetter unreadable = await(store.deadLetters().list(ALL, 2, 10)).get(0);
    assertThat(unreadable.target()).isNull();
    assertThat(unreadable.record()).isEqualTo("{\"number\":1}");
    assertThat(hits(new DeadLetters.Filter(Set.of("acme"), "shop", null, null, null))).isEqualTo(2);
    assertThat(hits(new DeadLetters.Filter(Set.of("other"), null, null, null, null))).isZero();
    assertThat(hits(new DeadLetters.Filter(Set.of(), null, RecordType.STOCK, null, null)))
        .isEqualTo(1);
    assertThat(hits(new DeadLetters.Filter(Set.of(), null, null, null, "sku UNKNOWN")))
        .isEqualTo(2);
    assertThat(hits(new DeadLetters.Filter(Set.of(), null, null, unreadable.id(), null))).isZero();
    assertThat(await(store.deadLetters().replay(ALL, 10)).count()).isEqualTo(2);
    assertThat(await(store.deadLetters().list(ALL, 0, 10))).containsExactly(unreadable);
  }

  private long hits(DeadLetters.Filter filter) {
    return await(store.deadLetters().hits(filter)).stream()
        .mapToLong(DeadLetters.Hits::count)
        .sum();
  }

  @Test
  void eventsAreReadOnFromAPlace() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      events.add(
          event("acme", i % 2 == 0 ? Event.Severity.INFO : Event.Severity.ERROR, "event " + i));
    }
    await(store.eventLog().append(events));
    await(store.eventLog().append(List.of(event("other", Event.Severity.INFO, "not yours"))));
    List<Event> first = await(store.eventLog().read("acme", 0, null, 4));
    assertThat(first)
        .extracting(Event::summary)
        .containsExactly("event 0", "event 1", "event 2", "event 3");
    List<Event> rest = await(store.eventLog().read("acme", first.get(3).seq(), null, 100));
    assertThat(rest).hasSize(6);
    assertThat(await(store.eventLog().read("acme", 0, Event.Severity.ERROR, 100))).hasSize(5);
    assertThat(await(store.eventLog().read("acme", first.get(0).seq(), Event.Severity.INFO, 2)))
        .extracting(Event::summary)
        .containsExactly("event 2", "event 4");
    assertThat(await(store.eventLog().read("acme", 0, Event.Severity.WARNING, 100))).isEmpty();
    Event kept = first.get(0);
    assertThat(kept)
        .isEqualTo(
            new Event(
                kept.seq(),
                T0,
                "acme",
                "shop",
                Event.Severity.INFO,
                RecordType.STOCK,
                Direction.IMPORT,
                "pushed",
                "event 0",
                "A",
                "A"));
  }

  @Test
  void settlementTellsItsEventInTheSameCommit() {
    accept(at(1), level("A", 1, at(1)));
    Claimed claimed = claim(RecordType.STOCK, at(9)).get(0);
    await(
        settling(
            List.of(
                Settlement.done(claimed, at(9), event("acme", Event.Severity.INFO, "pushed")))));
    assertThat(await(store.eventLog().read("acme", 0, null, 10))).hasSize(1);
  }

  @Test
  void tenantComesBackAsItWasSecretsIncluded() {
    await(store.tenants().put(tenant("acme")));
    await(store.tenants().put(tenant("beta")));
    await(store.tenants().put(tenant("acme").paused(false)));
    reopen();
    assertThat(await(store.tenants().load()).tenants())
        .containsExactly(tenant("acme").paused(false), tenant("beta"));
    assertThat(await(store.tenants().load()).damaged()).isEmpty();
  }

  @Test
  void removedTenantLeavesNothing() {
    await(store.tenants().put(tenant("acme")));
    await(
        store
            .outbox()
            .accept(
                new Acceptance(
                    ERP,
                    at(1),
                    List.of(
                        new Arrival(level("A", 1, at(1)), List.of("shop")),
                        new Arrival(level("B", 1, at(1)), List.of("shop")),
                        new Arrival(order("o1", "v1", at(1)), List.of("shop")),
                        new Arrival(order("o2", "v1", at(1)), List.of("shop"))),
                    List.of(),
                    new Acceptance.CursorMove(RecordType.ORDER, new Cursor("c")),
                    List.of(event("acme", Event.Severity.INFO, "took")),
                    null)));
    ConnectionRef neighbour = new ConnectionRef("beta", "erp");
    await(
        store
            .outbox()
            .accept(
                acceptance(
                    neighbour,
                    at(1),
                    List.of(new Arrival(level("A", 1, at(1)), List.of("shop"))))));
    Claimed inFlight = claim(RecordType.STOCK, at(9)).get(0);
    dead(claim(RecordType.ORDER, at(9)).get(0));
    await(store.tenants().remove("acme"));
    assertThat(await(store.tenants().load()).tenants()).isEmpty();
    assertThat(claim(RecordType.STOCK, at(9))).isEmpty();
    assertThat(claim(RecordType.ORDER, at(9))).isEmpty();
    assertThat(await(store.outbox().cursor(ERP, RecordType.ORDER))).isEqualTo(Cursor.START);
    assertThat(await(store.orderFeed().read(Set.of(), 0, 10))).isEmpty();
    assertThat(await(store.eventLog().read("acme", 0, null, 10))).isEmpty();
    assertThat(await(store.deadLetters().list(ALL, 0, 10))).isEmpty();
    assertThat(store.outbox().waiting("acme")).isZero();
    done(inFlight);
    assertThat(await(store.outbox().ledger(null)))
        .containsExactly(new Ledger("beta", RecordType.STOCK, 1, 0, 0, 0, 1));
    assertThat(store.outbox().waiting("beta")).isEqualTo(1);
    assertThat(accept(at(3), order("o1", "v1", at(1))).fresh()).containsExactly(true);
    assertThat(claim(RecordType.ORDER, at(9)).get(0).first()).isTrue();
  }

  @Test
  void apiKeysAreKeptAndRevoked() {
    ApiKey key = new ApiKey("pk_1", "till", "ab".repeat(32), Set.of("acme", "beta"), T0);
    await(store.apiKeys().add(key));
    assertThat(store.apiKeys().add(key).map(true).otherwise(false).await()).isFalse();
    reopen();
    assertThat(await(store.apiKeys().list())).containsExactly(key);
    assertThat(await(store.apiKeys().revoke("pk_1"))).isTrue();
    assertThat(await(store.apiKeys().revoke("pk_1"))).isFalse();
    assertThat(await(store.apiKeys().list())).isEmpty();
  }

  @Test
  void feedHasNoGapAndNoDoubleWhileItIsWritten() {
    int orders = 600;
    List<Future<?>> writes = new ArrayList<>();
    List<String> read = new ArrayList<>();
    long after = 0;
    Set<String> mine = Set.of("t0", "t1", "t2");
    for (int i = 0; i < orders; i++) {
      ConnectionRef source = new ConnectionRef("t" + i % 4, "shop");
      writes.add(
          store
              .outbox()
              .accept(
                  acceptance(
                      source, at(i), List.of(new Arrival(order("o" + i, "v", at(i)), List.of())))));
      if (i % 20 == 0) {
        after = readOn(mine, after, read);
      }
    }
    writes.forEach(StoreContract::await);
    for (long before = -1; before != after; ) {
      before = after;
      after = readOn(mine, after, read);
    }
    assertThat(read).doesNotHaveDuplicates().hasSize(orders * 3 / 4);
  }

  private long readOn(Set<String> tenants, long after, List<String> read) {
    List<OrderFeed.Entry> page = await(store.orderFeed().read(tenants, after, 50));
    page.forEach(entry -> read.add(entry.order().id()));
    assertThat(page).extracting(OrderFeed.Entry::seq).isSorted().allMatch(seq -> seq > after);
    return page.isEmpty() ? after : page.get(page.size() - 1).seq();
  }

  @Test
  void ledgerBalancesWhateverHappens() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.out.println("seed " + seed + " (repeat with -Dpenstock.seed=" + seed + ")");
    Random random = new Random(seed);
    Map<Long, Claimed> held = new HashMap<>();
    for (int step = 0; step < 3_000; step++) {
      Instant now = at(step);
      int dice = random.nextInt(100);
      if (dice < 45) {
        int back = random.nextInt(5);
        accept(
            now,
            level("S" + random.nextInt(30), step, now.minusSeconds(back)),
            order("o" + random.nextInt(20), "v" + random.nextInt(10), now.minusSeconds(back)));
      } else if (dice < 60) {
        RecordType type = random.nextBoolean() ? RecordType.STOCK : RecordType.ORDER;
        claim(type, now, held.values().toArray(new Claimed[0]))
            .forEach(claimed -> assertThat(held.put(claimed.id(), claimed)).isNull());
      } else if (dice < 95) {
        settleSome(random, held, now);
      } else {
        await(store.deadLetters().replay(ALL, 1 + random.nextInt(5)));
      }
      if (step % 100 == 0) {
        assertThat(await(store.outbox().ledger(null)))
            .as("seed " + seed)
            .allMatch(Ledger::balances);
      }
      if (step % 1_000 == 999) {
        reopen();
        held.clear();
      }
    }
    assertThat(ledger(RecordType.STOCK).accepted()).isPositive();
    assertThat(ledger(RecordType.ORDER).settled()).isPositive();
    long letters = hits(ALL);
    assertThat(ledger(RecordType.STOCK).dead() + ledger(RecordType.ORDER).dead())
        .isEqualTo(letters);
  }

  private void settleSome(Random random, Map<Long, Claimed> held, Instant now) {
    List<Settlement> settlements = new ArrayList<>();
    for (Claimed claimed : List.copyOf(held.values())) {
      if (random.nextInt(3) == 0) {
        held.remove(claimed.id());
        settlements.add(
            switch (random.nextInt(4)) {
              case 0 -> Settlement.dead(claimed, now, "no", "", null);
              case 1 ->
                  Settlement.retry(
                      claimed, now, now.plusSeconds(random.nextInt(30)), true, "later", null);
              default -> Settlement.done(claimed, now, null);
            });
      }
    }
    await(settling(settlements));
  }
}
