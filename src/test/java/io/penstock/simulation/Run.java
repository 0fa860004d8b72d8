package io.penstock.simulation;

import io.penstock.record.RecordType;
import io.penstock.sync.intake.IntakeOptions;
import io.penstock.sync.push.PushOptions;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One seed: tenants, traffic and trouble, then healing, after which everything must arrive within a
 * bound. The promises are checked all the while.
 */
final class Run {
  static final PushOptions PUSH =
      new PushOptions(Duration.ofMillis(200), Duration.ofSeconds(10), 6, Duration.ofSeconds(20));
  static final IntakeOptions POLL =
      new IntakeOptions(Duration.ofSeconds(2), Duration.ofSeconds(10));

  /** From the last fault until everything has arrived. */
  private static final Duration BOUND = Duration.ofMinutes(3);

  /** How long nothing more may come once everything has arrived. */
  private static final Duration STILL = Duration.ofSeconds(25);

  /** How long there is traffic where the process dies at one point. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  private static final Duration STEP = Duration.ofSeconds(5);
  private static final Duration STOP_MAX = Duration.ofMinutes(1);

  /**
   * @param violation the first broken promise; null for none
   * @param hash of all that happened
   */
  record Result(
      long seed,
      @Nullable String violation,
      long hash,
      long effects,
      long repeats,
      int lives,
      Duration healing) {}

  private final long seed;
  private final CrashPoints points;
  private final boolean byChance;
  private final VirtualTime time;
  private final Trace trace;
  private final Faults faults;
  private final Witness witness;
  private final SimulatedStore store;
  private final Map<ConnectionRef, Platform> platforms = new LinkedHashMap<>();
  private final List<Tenant> tenants = new ArrayList<>();
  private SimulatedVertx current;
  private @Nullable Life life;
  private int lives;

  private Run(long seed, Set<Defect> defects, @Nullable CrashPoints chosen) {
    this.seed = seed;
    points = chosen == null ? CrashPoints.none() : chosen;
    byChance = chosen == null;
    points.onDeath(this::die);
    time = new VirtualTime(seed);
    trace = new Trace(time);
    faults = new Faults(time, defects, byChance);
    witness = new Witness(time, trace);
    current = newVertx();
    store = new SimulatedStore(time, faults, trace, witness, current);
    int count = time.between(1, 2);
    for (int i = 1; i <= count; i++) {
      tenants.add(tenant("t" + i));
    }
    Map<String, PlatformHost> hosts = new LinkedHashMap<>();
    for (Tenant tenant : tenants) {
      for (Connection connection : tenant.connections()) {
        ConnectionRef ref = new ConnectionRef(tenant.id(), connection.id());
        PlatformHost host =
            hosts.computeIfAbsent(
                connection.connector(), name -> new PlatformHost(name, time, faults, witness));
        platforms.put(ref, new Platform(ref, host, time, faults, trace, witness));
      }
    }
    witness.atEachCommit(this::checkCursors);
    witness.atEachCommit(this::checkBounds);
    begin(current);
  }

  static Result of(long seed, Set<Defect> defects) {
    return new Run(seed, defects, null).run();
  }

  /** A short time without any fault but one: the process dies at that point. */
  static Result dyingAt(CrashPoints point, long seed, Set<Defect> defects) {
    return new Run(seed, defects, point).run();
  }

  private SimulatedVertx newVertx() {
    return new SimulatedVertx(time, faults, trace, witness, points);
  }

  private Tenant tenant(String id) {
    List<Connection> connections = new ArrayList<>();
    connections.add(
        connection(
            "shop",
            "sharespine",
            plug(RecordType.ORDER, Direction.EXPORT),
            plug(RecordType.STOCK, Direction.IMPORT),
            plug(RecordType.ORDER_STATUS, Direction.IMPORT),
            plug(RecordType.SHIPMENT, Direction.IMPORT)));
    if (time.isLucky(0.5)) {
      connections.add(
          connection(
              "web",
              "sharespine",
              plug(RecordType.ORDER, Direction.EXPORT),
              plug(RecordType.STOCK, Direction.IMPORT)));
    }
    connections.add(connection("wms", "partner", plug(RecordType.ORDER, Direction.IMPORT)));
    Limits limits = new Limits(1_000, 1_000, time.between(15, 60), false);
    return new Tenant(id, false, connections, List.of(), limits);
  }

  private static Plug plug(RecordType type, Direction direction) {
    return new Plug(type, direction, null);
  }

  private static Connection connection(String id, String connector, Plug... plugs) {
    return new Connection(id, connector, Map.of(), Map.of(), List.of(plugs));
  }

  // --- the two phases

  private Result run() {
    Duration trouble = byChance ? Duration.ofSeconds(time.between(10, 60)) : SHORT;
    for (Tenant tenant : tenants) {
      new Partner(tenant, time, faults, witness, store, () -> life).start();
    }
    platforms.forEach((ref, platform) -> sell(ref, platform));
    int ends = byChance ? time.between(0, 4) : 0;
    for (int i = 0; i < ends; i++) {
      time.afterMillis(time.between(0, (int) trouble.toMillis()), this::endLife);
    }
    int replays = byChance ? time.between(0, 3) : 1;
    for (int i = 0; i < replays; i++) {
      time.afterMillis(
          time.between(0, (int) trouble.toMillis()),
          () -> {
            if (life != null) {
              life.replay();
            }
          });
    }
    int changes = byChance ? time.between(0, 3) : 1;
    for (int i = 0; i < changes; i++) {
      time.afterMillis(time.between(0, (int) trouble.toMillis()), this::change);
    }
    until(trouble);
    faults.heal();
    trace.line("healed");
    Duration latest = trouble.plus(BOUND);
    String missing = "";
    while (missing != null && witness.violation() == null) {
      until(time.elapsed().plus(STEP));
      missing = missing();
      if (missing != null && time.elapsed().compareTo(latest) >= 0) {
        witness.violated("within " + BOUND + " of healing " + missing);
      }
    }
    Duration healing = time.elapsed().minus(trouble);
    until(time.elapsed().plus(STILL));
    if (life == null) {
      until(time.elapsed().plus(STILL)); // it died at the very end
      missing = missing();
      witness.check(missing == null, "what arrived has arrived", String.valueOf(missing));
    }
    return new Result(
        seed,
        witness.violation(),
        trace.hash(),
        witness.effects(),
        witness.repeats(),
        lives,
        healing);
  }

  /** In small steps, for nothing is to be learnt from what follows a broken promise. */
  private void until(Duration moment) {
    while (witness.violation() == null && time.elapsed().compareTo(moment) < 0) {
      Duration next = time.elapsed().plusMillis(100);
      time.runUntil(next.compareTo(moment) < 0 ? next : moment);
    }
  }

  private void sell(ConnectionRef ref, Platform platform) {
    if (faults.healed() || ref.connection().equals("wms")) {
      return;
    }
    platform.shop().sell();
    time.afterMillis(time.between(50, 4_000), () -> sell(ref, platform));
  }

  // --- start and end

  private void begin(SimulatedVertx vertx) {
    lives++;
    trace.line("start " + lives);
    current = vertx;
    Life begun = new Life(time, vertx, store, platforms, faults, tenants);
    life = vertx.isAlive() ? begun : null; // it may die as soon as it begins
  }

  private void endLife() {
    Life ending = life;
    if (ending == null) {
      return; // it is down
    }
    switch (time.between(0, 3)) {
      case 0 -> stop(ending);
      case 1 -> store.duringCommit(this::crash);
      default -> crash();
    }
  }

  /** What was stopped may be cut off by a crash, but nothing else may keep it from its end. */
  private void change() {
    Life now = life;
    if (now == null) {
      return;
    }
    Tenant tenant = tenants.get(time.between(0, tenants.size() - 1));
    trace.line("change " + tenant.id());
    boolean[] isOver = {false};
    now.change(tenant).onComplete(stopped -> isOver[0] = true);
    time.after(
        STOP_MAX,
        () -> witness.check(isOver[0] || life != now, "a change ends within a bound", tenant.id()));
  }

  private void crash() {
    Life ending = life;
    if (ending == null || faults.healed()) {
      return;
    }
    life = null;
    current.end();
    ended();
  }

  /** At a point that was chosen; what else belongs to this turn of the loop reaches nobody. */
  private void die() {
    life = null;
    current.end();
    time.afterMillis(0, this::ended);
  }

  private void ended() {
    trace.line("crash");
    platforms.values().forEach(Platform::crash);
    witness.crashed();
    again();
  }

  private void stop(Life ending) {
    trace.line("stop");
    life = null;
    boolean[] isOver = {false};
    ending
        .stop()
        .onComplete(
            stopped -> {
              isOver[0] = true;
              trace.line("stopped");
              ending.vertx().end();
              platforms.values().forEach(Platform::crash);
              again();
            });
    time.after(STOP_MAX, () -> witness.check(isOver[0], "a stop ends within a bound", STOP_MAX));
  }

  private void again() {
    SimulatedVertx next = newVertx();
    store.crash(next);
    time.afterMillis(time.between(10, 5_000), () -> begin(next));
  }

  // --- promises that need the whole

  private void checkCursors(SimulatedStore kept) {
    platforms.forEach(
        (ref, platform) -> {
          if (kept.hasMoved(ref)) {
            String cursor = kept.cursorNow(ref, RecordType.ORDER);
            platform.shop().checkCursor(ref, cursor, kept, witness);
          }
        });
  }

  /** Two requests and a page of each shop may be on their way when the bound is reached. */
  private void checkBounds(SimulatedStore kept) {
    for (Tenant tenant : tenants) {
      long waiting = kept.waitingNow(tenant.id());
      int targets = tenant.connections().size();
      long onWay = 2L * Partner.BATCH_MAX * targets + 2L * Shop.PAGE * targets;
      long most = tenant.limits().waitingMax() + onWay;
      witness.check(waiting <= most, "what waits for a tenant has a bound", waiting);
    }
  }

  private @Nullable String missing() {
    for (Map.Entry<ConnectionRef, Platform> each : platforms.entrySet()) {
      if (!each.getValue().shop().isAllKept(each.getKey(), store)) {
        return "all orders are read: " + each.getKey();
      }
    }
    String late = witness.missing();
    if (late != null) {
      return late;
    }
    for (Tenant tenant : tenants) {
      if (store.waitingNow(tenant.id()) > 0) {
        return "nothing waits: " + tenant.id();
      }
    }
    return null;
  }
}
