package io.penstock.sync.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.record.RecordType;
import io.penstock.record.Shipment;
import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.store.embedded.EmbeddedStore;
import io.penstock.sync.Ledger;
import io.penstock.sync.Ready;
import io.penstock.sync.StoreUnavailableException;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.intake.ReplayStatus.State;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Limits;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays over a real store whose steps can be held, watched and made to fail. */
class ReplayTest {
  private static final int PAGE = DeadLetters.PAGE_MAX;
  private static final Duration SOON = Duration.ofMillis(20);
  private static final ReplayOptions QUICK =
      new ReplayOptions(SOON, SOON, Duration.ofMillis(200), 2, 2);

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private Store store;
  private TenantDirectory directory;
  private Watched letters;
  private Replays replays;

  /** The real letters; {@code step} stands before each step. */
  private static final class Watched implements DeadLetters {
    final DeadLetters real;
    final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    volatile Function<Step, Future<Stepped>> step;

    Watched(DeadLetters real) {
      this.real = real;
      step = real::replay;
    }

    @Override
    public Future<List<DeadLetter>> list(Filter filter, long after, int limit) {
      return real.list(filter, after, limit);
    }

    @Override
    public Future<List<Hits>> hits(Filter filter) {
      return real.hits(filter);
    }

    @Override
    public Future<Replayed> replay(Filter filter, int limit) {
      return real.replay(filter, limit);
    }

    @Override
    public Future<Stepped> replay(Step wanted) {
      return step.apply(wanted).onSuccess(stepped -> sizes.add(stepped.count()));
    }
  }

  @BeforeEach
  void open() throws Exception {
    store = get(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS));
    directory = new TenantDirectory(store.tenants());
    tenant("acme", 100_000);
    letters = new Watched(store.deadLetters());
    Ready ready = new Ready(vertx.eventBus());
    InstantSource clock = InstantSource.system();
    IntakeMeters meters = new IntakeMeters(new SimpleMeterRegistry());
    Intake intake = new Intake(directory, store.outbox(), ready, clock, System::nanoTime, meters);
    replays = new Replays(vertx, letters, intake, store.eventLog(), ready, QUICK, clock);
  }

  @AfterEach
  void close() throws Exception {
    get(replays.stop());
    get(store.close());
    get(vertx.close());
  }

  @Test
  void allAreReplayedAPageAtATimeAndTheLedgerAddsUp() throws Exception {
    dead("acme", 2 * PAGE + 7);
    ReplayStatus begun = begin("acme");
    assertThat(begun.matched()).isEqualTo(2 * PAGE + 7);
    ReplayStatus end = ended(begun);
    assertThat(end.state()).isEqualTo(State.DONE);
    assertThat(end.replayed()).isEqualTo(end.matched());
    assertThat(letters.sizes).containsExactly(PAGE, PAGE, 7);
    assertThat(line("acme").dead()).isZero();
    assertThat(line("acme").waiting()).isEqualTo(end.replayed());
    assertThat(line("acme").balances()).isTrue();
    await().until(() -> events().contains("replay.done"));
    assertThat(events()).containsExactly("replay.begun", "replay.done");
  }

  @Test
  void aCancelLetsTheStepUnderWayFinishAndTakesNoFurtherOne() throws Exception {
    dead("acme", 3 * PAGE);
    Promise<Void> gate = Promise.promise();
    letters.step = step -> letters.sizes.isEmpty() ? letters.real.replay(step) : behind(gate, step);
    ReplayStatus begun = begin("acme");
    await().until(() -> now(begun).replayed() == PAGE);
    Future<ReplayStatus> cancelled = replays.cancel(begun.id(), "a test");
    assertThat(now(begun).state()).isEqualTo(State.RUNNING);
    gate.complete();
    ReplayStatus end = get(cancelled);
    assertThat(end.state()).isEqualTo(State.CANCELLED);
    assertThat(end.lastError()).isEqualTo("cancelled with a test");
    assertThat(end.replayed()).isEqualTo(2 * PAGE);
    assertThat(line("acme").waiting()).isEqualTo(2 * PAGE);
    assertThat(line("acme").dead()).isEqualTo(PAGE);
    assertThat(line("acme").balances()).isTrue();
    assertThat(events()).containsExactly("replay.begun", "replay.cancelled");
    assertThat(ended(begin("acme")).replayed()).as("the next takes the rest").isEqualTo(PAGE);
  }

  @Test
  void whatDiesAgainWhileItRunsIsNotReplayedInARing() throws Exception {
    dead("acme", PAGE + 100);
    letters.step =
        step -> letters.real.replay(step).compose(stepped -> killAll("acme").map(stepped));
    ReplayStatus end = ended(begin("acme"));
    assertThat(end.state()).isEqualTo(State.DONE);
    assertThat(end.replayed()).isEqualTo(PAGE + 100);
    assertThat(line("acme").dead()).isEqualTo(PAGE + 100);
    assertThat(line("acme").balances()).isTrue();
  }

  @Test
  void itWaitsAtTheTenantsBoundAndGoesOnWhenThereIsRoom() throws Exception {
    dead("acme", 500);
    tenant("acme", 300);
    ReplayStatus begun = begin("acme");
    await().until(() -> !now(begun).waitsFor().isEmpty());
    assertThat(now(begun).waitsFor()).contains("acme", "300 transfers waiting");
    assertThat(now(begun).waitsUntil()).isNotNull();
    assertThat(line("acme").waiting()).isEqualTo(300);
    settleAll("acme");
    ReplayStatus end = ended(begun);
    assertThat(end.state()).isEqualTo(State.DONE);
    assertThat(end.replayed()).isEqualTo(500);
    assertThat(line("acme").settled()).isEqualTo(300);
    assertThat(line("acme").balances()).isTrue();
  }

  @Test
  void aTenantThatIsFullHoldsUpNoneOfTheOthers() throws Exception {
    tenant("other", 100_000);
    dead("acme", 10);
    dead("other", 10);
    tenant("acme", 1);
    ReplayStatus begun = begin();
    await().until(() -> now(begun).replayed() == 11);
    assertThat(line("other").waiting()).isEqualTo(10);
    assertThat(get(replays.cancel(begun.id(), "a test")).state()).isEqualTo(State.CANCELLED);
    assertThat(events()).as("the log is each tenant's own").isEmpty();
  }

  @Test
  void aStepThatFailsIsTriedAgainAndNothingIsReplayedTwice() throws Exception {
    dead("acme", PAGE + 1);
    int[] failures = {3};
    letters.step =
        step ->
            letters.sizes.isEmpty() || failures[0]-- <= 0
                ? letters.real.replay(step)
                : Future.failedFuture(trouble());
    ReplayStatus end = ended(begin("acme"));
    assertThat(end.state()).isEqualTo(State.DONE);
    assertThat(end.replayed()).isEqualTo(PAGE + 1);
    assertThat(end.failures()).as("in a row").isZero();
    assertThat(line("acme").balances()).isTrue();
  }

  @Test
  void aStoreThatStaysAwayEndsItWithASentence() throws Exception {
    dead("acme", PAGE + 1);
    letters.step =
        step ->
            letters.sizes.isEmpty() ? letters.real.replay(step) : Future.failedFuture(trouble());
    ReplayStatus end = ended(begin("acme"));
    assertThat(end.state()).isEqualTo(State.FAILED);
    assertThat(end.lastError()).contains("PT0.2S", "the disk is gone");
    assertThat(end.replayed()).isEqualTo(PAGE);
    assertThat(line("acme").waiting()).isEqualTo(PAGE);
    await().until(() -> events().contains("replay.failed"));
  }

  @Test
  void oneAtATimeForTheSameTenantsAndABoundForAll() throws Exception {
    dead("acme", 1);
    Promise<Void> gate = Promise.promise();
    letters.step = step -> behind(gate, step);
    ReplayStatus first = begin("acme");
    assertThat(refusal("acme")).contains(first.id());
    ReplayStatus second = begin();
    assertThat(refusal("other")).isEqualTo("2 replays are under way, which is the bound");
    gate.complete();
    ended(first);
    ended(second);
    assertThat(now(first).replayed() + now(second).replayed()).isEqualTo(1);
  }

  @Test
  void ofThoseThatEndedTheNewestAreKept() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(0, ended(begin("tenant-" + i)).id());
    }
    assertThat(replays.list()).extracting(ReplayStatus::id).isEqualTo(ids.subList(0, 3));
    assertThat(replays.find(ids.get(4))).isNull();
    assertThat(get(replays.cancel(ids.get(4), "a test"))).isNull();
  }

  @Test
  void aStopEndsThemAndBeginsNoFurther() throws Exception {
    dead("acme", 2);
    tenant("acme", 1);
    ReplayStatus begun = begin("acme");
    await().until(() -> !now(begun).waitsFor().isEmpty());
    get(replays.stop());
    assertThat(now(begun).state()).isEqualTo(State.CANCELLED);
    assertThat(now(begun).lastError()).isEqualTo("the gateway was stopped");
    assertThat(events()).endsWith("replay.cancelled");
    assertThat(refusal("acme")).isEqualTo("the gateway is stopping");
  }

  /** Answers on the caller's context, as a store does. */
  private Future<DeadLetters.Stepped> behind(Promise<Void> gate, DeadLetters.Step step) {
    Context caller = vertx.getOrCreateContext();
    Promise<DeadLetters.Stepped> answer = Promise.promise();
    gate.future()
        .onComplete(
            opened -> caller.runOnContext(go -> letters.real.replay(step).onComplete(answer)));
    return answer.future();
  }

  private static StoreUnavailableException trouble() {
    return new StoreUnavailableException("the disk is gone", false, null);
  }

  private void tenant(String id, int waitingMax) throws Exception {
    Limits limits = new Limits(5_000, 50_000, waitingMax, false);
    get(directory.put(new Tenant(id, false, List.of(), List.of(), limits)));
  }

  private static Replays.Wish wish(String... tenants) {
    DeadLetters.Filter filter = new DeadLetters.Filter(Set.of(tenants), null, null, null, null);
    return new Replays.Wish(filter, null, "a test");
  }

  private ReplayStatus begin(String... tenants) throws Exception {
    Replays.Answer answer =
        await()
            .until(
                () -> get(replays.begin(wish(tenants))),
                // One of the same tenants has ended, but the event log may not say so yet.
                one -> one instanceof Replays.Answer.Begun);
    return ((Replays.Answer.Begun) answer).status();
  }

  private String refusal(String... tenants) throws Exception {
    return ((Replays.Answer.Refused) get(replays.begin(wish(tenants)))).why();
  }

  private ReplayStatus now(ReplayStatus begun) {
    return Stream.ofNullable(replays.find(begun.id())).findFirst().orElseThrow();
  }

  private ReplayStatus ended(ReplayStatus begun) {
    await().until(() -> now(begun).state() != State.RUNNING);
    return now(begun);
  }

  private static ConnectionRef shop(String tenant) {
    return new ConnectionRef(tenant, "shop");
  }

  private void dead(String tenant, int count) throws Exception {
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Shipment one = new Shipment("s-" + i, "order-" + i, "track", null, Instant.EPOCH);
      arrivals.add(new Arrival(one, List.of("shop")));
    }
    ConnectionRef source = new ConnectionRef(tenant, "api");
    get(
        store
            .outbox()
            .accept(
                new Acceptance(source, Instant.now(), arrivals, List.of(), null, List.of(), null)));
    get(killAll(tenant));
  }

  private Future<Void> killAll(String tenant) {
    return settle(tenant, one -> Settlement.dead(one, Instant.now(), "no", "POST /x 400", null));
  }

  private void settleAll(String tenant) throws Exception {
    get(settle(tenant, one -> Settlement.done(one, Instant.now(), null)));
  }

  private Future<Void> settle(String tenant, Function<Claimed, Settlement> how) {
    return store
        .outbox()
        .claim(shop(tenant), RecordType.SHIPMENT, Set.of(), 500, Instant.now().plusSeconds(60))
        .compose(
            claimed ->
                claimed.isEmpty()
                    ? Future.<Void>succeededFuture()
                    : store
                        .outbox()
                        .settle(claimed.stream().map(how).toList())
                        .compose(settled -> settle(tenant, how)));
  }

  private Ledger line(String tenant) throws Exception {
    return get(store.outbox().ledger(tenant)).stream()
        .filter(one -> one.type() == RecordType.SHIPMENT)
        .findFirst()
        .orElseThrow();
  }

  private List<String> events() throws Exception {
    return get(store.eventLog().read("acme", 0, null, 10)).stream()
        .map(Event::code)
        .filter(code -> code.startsWith("replay."))
        .toList();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
