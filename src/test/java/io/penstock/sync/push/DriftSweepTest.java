package io.penstock.sync.push;

import static io.penstock.store.StoreContract.await;
import static io.penstock.store.StoreContract.level;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Holding;
import io.penstock.connector.Holding.Held;
import io.penstock.fake.FaultyOutbox;
import io.penstock.fake.ScriptedLink;
import io.penstock.fake.StateTransfers;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.store.embedded.EmbeddedStore;
import io.penstock.sync.Ready;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps between a real store and a platform that holds what the test says. */
class DriftSweepTest {
  private static final ConnectionRef SHOP = new ConnectionRef("acme", "shop");
  private static final ConnectionRef ERP = new ConnectionRef("acme", "erp");
  private static final Instant T0 = Instant.parse("2026-11-28T10:00:00Z");
  private static final DriftOptions REPAIR = new DriftOptions(Duration.ofDays(1), true, 10);

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final StateTransfers transfers = new StateTransfers();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Store store;
  private Instant now = T0;

  @BeforeEach
  void open() {
    store = await(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS));
  }

  @AfterEach
  void close() {
    await(store.close());
    await(vertx.close());
  }

  private void accept(SyncRecord... records) {
    List<Arrival> arrivals = new ArrayList<>();
    for (SyncRecord record : records) {
      arrivals.add(new Arrival(record, List.of("shop")));
    }
    Acceptance acceptance = new Acceptance(ERP, now, arrivals, List.of(), null, List.of(), null);
    await(store.outbox().accept(acceptance));
  }

  /** As many levels, "S0" and so on. */
  private void acceptLevels(int count) {
    SyncRecord[] levels = new SyncRecord[count];
    for (int i = 0; i < count; i++) {
      levels[i] = level("S" + i, 7, T0);
    }
    accept(levels);
  }

  /** Everything that waits is pushed a second later. */
  private Set<String> push() {
    now = now.plusSeconds(1);
    Set<String> pushed = new TreeSet<>();
    List<Claimed> claimed =
        await(transfers.claim(store.outbox(), SHOP, RecordType.STOCK, Set.of(), 500, now));
    List<Settlement> done = new ArrayList<>();
    for (Claimed one : claimed) {
      pushed.add(one.record().displayId());
      done.add(Settlement.done(one, now, null));
    }
    await(transfers.settle(store.outbox(), done));
    now = now.plusSeconds(1);
    return pushed;
  }

  private DriftFound sweep(DriftOptions options, Map<String, Long> before, Holding holding) {
    DriftSweep sweep =
        new DriftSweep(
            new FaultyOutbox(store.outbox()).states(),
            store.eventLog(),
            new Ready(vertx.eventBus()),
            new ScriptedLink(1, 1).holds(holding),
            "sharespine",
            SHOP,
            RecordType.STOCK,
            options,
            before,
            () -> false,
            (InstantSource) () -> now,
            new DriftMeters(registry));
    DriftFound found = await(sweep.run());
    now = now.plusSeconds(1);
    return found;
  }

  /** Holds all as sent but these. */
  private static Holding allBut(String... skus) {
    Set<String> different = Set.of(skus);
    return sent ->
        different.contains(sent.displayId()) ? Held.different("5 in place of 7") : Held.SAME;
  }

  private List<String> told() {
    return await(store.eventLog().read("acme", 0, null, 100)).stream().map(Event::summary).toList();
  }

  private double counted(String outcome) {
    return registry.get("penstock.drift").tag("outcome", outcome).counter().count();
  }

  @Test
  void whatDiffersIsSentAgainAndToldAndCounted() {
    acceptLevels(4);
    push();
    DriftFound found = sweep(REPAIR, Map.of(), allBut("S1"));
    assertThat(found.compared()).isEqualTo(4);
    assertThat(found.repaired()).isEqualTo(1);
    assertThat(push()).containsExactly("S1");
    assertThat(counted("repaired")).isEqualTo(1);
    assertThat(told()).singleElement().asString().contains("S1 (5 in place of 7)", "shop");
    assertThat(sweep(REPAIR, found.differing(), allBut()).differing()).isEmpty();
  }

  @Test
  void whatStillDiffersAfterItWasSentAgainIsLeftUntilItWasRightOnce() {
    acceptLevels(4);
    push();
    DriftFound first = sweep(REPAIR, Map.of(), allBut("S1"));
    push();
    DriftFound second = sweep(REPAIR, first.differing(), allBut("S1"));
    assertThat(second.repaired()).isZero();
    assertThat(second.left()).isEqualTo(1);
    DriftFound third = sweep(REPAIR, second.differing(), allBut("S1"));
    assertThat(third.repaired()).isZero();
    DriftFound fourth = sweep(REPAIR, third.differing(), allBut());
    assertThat(sweep(REPAIR, fourth.differing(), allBut("S1")).repaired()).isEqualTo(1);
  }

  @Test
  void aNewValueThatDiffersIsSentAgainThoughItsForerunnerWas() {
    acceptLevels(1);
    push();
    DriftFound first = sweep(REPAIR, Map.of(), allBut("S0"));
    push();
    accept(level("S0", 8, now));
    push();
    assertThat(sweep(REPAIR, first.differing(), allBut("S0")).repaired()).isEqualTo(1);
  }

  @Test
  void whereMostDiffersNothingIsSent() {
    acceptLevels(20);
    push();
    DriftFound found = sweep(REPAIR, Map.of(), sent -> Held.different("6 in place of 7"));
    assertThat(found.repaired()).isZero();
    assertThat(found.left()).isEqualTo(20);
    assertThat(push()).isEmpty();
    assertThat(told()).singleElement().asString().contains("seems to change what it is sent");
  }

  @Test
  void oneSweepSendsNoMoreThanItsBoundAndTheNextGoesOn() {
    acceptLevels(40);
    push();
    String[] drifted = new String[15];
    for (int i = 0; i < drifted.length; i++) {
      drifted[i] = "S" + i;
    }
    DriftFound first = sweep(REPAIR, Map.of(), allBut(drifted));
    assertThat(first.repaired()).isEqualTo(10);
    Set<String> rest = new TreeSet<>(List.of(drifted));
    rest.removeAll(push());
    assertThat(rest).hasSize(5);
    sweep(REPAIR, first.differing(), allBut(rest.toArray(String[]::new)));
    assertThat(push()).isEqualTo(rest);
  }

  @Test
  void whatIsMissingOrCannotBeComparedIsNotSent() {
    acceptLevels(3);
    push();
    DriftFound found =
        sweep(
            REPAIR, Map.of(), sent -> sent.displayId().equals("S0") ? Held.MISSING : Held.UNKNOWN);
    assertThat(found.missing()).isEqualTo(1);
    assertThat(found.compared()).isZero();
    assertThat(push()).isEmpty();
    assertThat(told()).singleElement().asString().contains("S0 (unknown there)");
  }

  @Test
  void whoOnlyWantsToKnowIsToldAndNothingIsSent() {
    acceptLevels(3);
    push();
    DriftFound found =
        sweep(new DriftOptions(Duration.ofDays(1), false, 10), Map.of(), allBut("S2"));
    assertThat(found.left()).isEqualTo(1);
    assertThat(push()).isEmpty();
    assertThat(told()).singleElement().asString().contains("as drift.repair says");
  }
}
