package io.penstock.simulation;

import io.penstock.connector.Delivery;
import io.penstock.connector.Link;
import io.penstock.connector.Page;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PushResult;
import io.penstock.connector.Report;
import io.penstock.connector.http.Answer;
import io.penstock.connector.http.Call;
import io.penstock.connector.http.Exchange;
import io.penstock.connector.http.Pace;
import io.penstock.connector.http.SimulatedOutlets;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.record.StockLevel;
import io.penstock.record.SyncRecord;
import io.penstock.simulation.CrashPoints.Moment;
import io.penstock.simulation.CrashPoints.Step;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One system that a tenant is connected to. It outlives the gateway's crashes, takes what is pushed
 * or does not, and tells the witness what took effect. Calls come down the real ladder.
 */
final class Platform {
  private static final int IN_FLIGHT_MAX = 3;
  private static final Pace PACE = new Pace(50, 10, 4);

  /** What a plug may ask in vain while it is held: once for each call that was on its way. */
  private static final int HELD_BACK_MAX = 4 * IN_FLIGHT_MAX;

  private static final String POLL = "/orders";

  /** What comes of one call. */
  private enum Fate {
    TAKEN,
    TAKEN_AND_UNHEARD,
    UNREACHABLE,
    THROTTLED,
    FAILED_WITH_WAIT,
    FAILED
  }

  /** One call on its way. */
  private static final class OnWay {
    final Call call;
    final List<Delivery> batch;
    final List<PushResult> results;
    Fate fate;
    boolean isOver;
    @Nullable Duration wait;

    OnWay(Call call, List<Delivery> batch, List<PushResult> results, Fate fate) {
      this.call = call;
      this.batch = batch;
      this.results = results;
      this.fate = fate;
    }
  }

  /** How one plug stands. */
  private static final class Plug {
    final int batchMax;
    int open;
    Instant heldUntil = Instant.MIN;
    int heldBack;

    Plug(int batchMax) {
      this.batchMax = batchMax;
    }
  }

  private final ConnectionRef self;
  private final PlatformHost host;
  private final VirtualTime time;
  private final Faults faults;
  private final Trace trace;
  private final Witness witness;
  private final Shop shop;

  /** Whether it takes states by the block, which carries no ids. */
  private final boolean packed;

  private final Map<RecordType, Plug> plugs = new LinkedHashMap<>();
  private final Map<String, List<Delivery>> batches = new LinkedHashMap<>();
  private final List<OnWay> onWay = new ArrayList<>();

  /** Until when it refuses everything, whatever the gateway knows. */
  private Instant closedUntil = Instant.MIN;

  /** Until when the gateway, as it lives now, was told to stay away. */
  private Instant toldUntil = Instant.MIN;

  /** After so many failures in a row the next may leave; when exactly, the breaker knows. */
  private Instant nextTry = Instant.MIN;

  private int failuresInARow;
  private int numbers;

  Platform(
      ConnectionRef self,
      PlatformHost host,
      VirtualTime time,
      Faults faults,
      Trace trace,
      Witness witness) {
    this.self = self;
    this.host = host;
    this.time = time;
    this.faults = faults;
    this.trace = trace;
    this.witness = witness;
    this.shop = new Shop(time);
    this.packed = time.isLucky(0.5);
  }

  Shop shop() {
    return shop;
  }

  /** What was on its way has arrived or never will; nobody hears the answer. */
  void crash() {
    for (OnWay one : onWay) {
      if (time.isLucky(0.5)) {
        takeEffect(one);
      }
      one.isOver = true;
    }
    onWay.clear();
    batches.clear();
    plugs.clear();
    toldUntil = Instant.MIN;
    nextTry = Instant.MIN;
    failuresInARow = 0;
    host.crash();
  }

  /**
   * The tenant was changed: plugs and the connection's breaker begin anew, but what this platform
   * has told the gateway still holds.
   */
  void reopened() {
    plugs.clear();
    nextTry = Instant.MIN;
    failuresInARow = 0;
  }

  private Plug plug(RecordType type) {
    return plugs.computeIfAbsent(type, key -> new Plug(type.isFact() ? 2 : 5));
  }

  // --- what the gateway's link makes of a batch

  private Future<List<PushResult>> push(Exchange exchange, RecordType type, List<Delivery> batch) {
    Plug plug = plug(type);
    String name = self + " " + type.code();
    witness.check(batch.size() <= plug.batchMax && !batch.isEmpty(), "batches have a bound", name);
    witness.check(plug.open < IN_FLIGHT_MAX, "calls under way have a bound", name);
    if (time.instant().isBefore(plug.heldUntil)) {
      witness.check(++plug.heldBack <= HELD_BACK_MAX, "a plug that is held is left alone", name);
    } else {
      plug.heldBack = 0;
    }
    if (faults.makesMistake()) {
      throw new IllegalStateException("a mistake of our own, as the seed wants it");
    }
    String path = "/" + type.code() + "/" + ++numbers;
    batches.put(path, batch);
    plug.open++;
    trace.line("push " + name + " " + batch.size() + ", " + plug.open + " open");
    return exchange
        .send(Call.put(path, Buffer.buffer()))
        .transform(
            heard -> {
              plug.open--;
              batches.remove(path);
              return Future.succeededFuture(
                  heard.succeeded()
                      ? results(plug, batch, heard.result())
                      : all(batch, trouble(plug, heard.cause())));
            });
  }

  private List<PushResult> results(Plug plug, List<Delivery> batch, Answer answer) {
    int status = answer.status();
    Duration told = answer.retryAfter();
    if (answer.isSuccess()) {
      List<PushResult> results = new ArrayList<>();
      batch.forEach(delivery -> results.add(result(delivery.record())));
      return results;
    }
    if (status == 429) {
      return all(batch, held(plug, told == null ? Duration.ofSeconds(1) : told, "throttled"));
    }
    if (told != null) {
      Instant until = time.instant().plus(told);
      batch.forEach(delivery -> witness.toldToWait(delivery.id(), until));
    }
    boolean dropped = faults.has(Defect.RETRY_AFTER_IGNORED);
    return all(batch, PushResult.failed(dropped ? null : told, "status " + status, ""));
  }

  private PushResult trouble(Plug plug, Throwable cause) {
    if (!(cause instanceof PlatformException trouble)) {
      throw new IllegalStateException("no trouble of the platform's", cause);
    }
    if (trouble.kind() == PlatformException.Kind.HELD_BACK) {
      Duration wait = trouble.retryAfter();
      return held(plug, wait == null ? Duration.ofSeconds(1) : wait, "held back");
    }
    return faults.has(Defect.TIME_OUT_IS_SUCCESS)
        ? PushResult.accepted()
        : PushResult.failed(null, trouble.kind().name(), "");
  }

  private PushResult held(Plug plug, Duration wait, String reason) {
    Instant until = time.instant().plus(wait);
    plug.heldUntil = until.isAfter(plug.heldUntil) ? until : plug.heldUntil;
    return PushResult.deferred(
        faults.has(Defect.HOLD_IGNORED) ? Duration.ofMillis(1) : wait, reason);
  }

  private static List<PushResult> all(List<Delivery> batch, PushResult result) {
    List<PushResult> results = new ArrayList<>();
    batch.forEach(delivery -> results.add(result));
    return results;
  }

  /** Some records are wrong for good, and some fail until we give up. */
  private static PushResult result(SyncRecord record) {
    int kind =
        record instanceof StockLevel stock
            ? stock.quantity().intValue() % 23
            : Math.floorMod(record.id().hashCode(), 23);
    return switch (kind) {
      case 3 -> PushResult.rejected("never", "");
      case 7 -> PushResult.failed(null, "not yet", "");
      default -> PushResult.accepted();
    };
  }

  // --- what becomes of a call that has left the gateway

  Future<Answer> call(SimulatedVertx life, Call call) {
    Step step = call.method() == HttpMethod.PUT ? Step.PUSH : Step.FETCH;
    Promise<Answer> heard = Promise.promise();
    if (life.dies(step, Moment.BEFORE)) {
      return heard.future();
    }
    List<Delivery> batch = batches.getOrDefault(call.path(), List.of());
    leaves();
    batch.forEach(delivery -> witness.called(self, delivery));
    List<PushResult> results = new ArrayList<>();
    batch.forEach(delivery -> results.add(result(delivery.record())));
    OnWay one = new OnWay(call, batch, results, fate(step));
    onWay.add(one);
    long arrives = faults.callMillis();
    life.after(
        arrives,
        () -> {
          arrive(one);
          boolean unused = life.dies(step, Moment.IN);
        });
    life.after(
        arrives + time.between(0, 100),
        () -> {
          onWay.remove(one);
          host.ends();
          hear(life, one, heard);
          boolean unused = life.dies(step, Moment.AFTER);
        });
    return heard.future();
  }

  private void leaves() {
    Instant now = time.instant();
    host.leaves();
    witness.check(onWay.size() < PACE.inFlightMax(), "calls of one connection have a bound", self);
    witness.check(!now.isBefore(toldUntil), "no call before the moment the platform named", self);
    if (failuresInARow >= PlatformHost.CONNECTION_FAILURES) {
      witness.check(!now.isBefore(nextTry), "an open breaker lets one call try", self);
      nextTry = now.plus(PlatformHost.OPEN_FOR);
    }
  }

  private Fate fate(Step step) {
    boolean isTrouble = step == Step.PUSH ? faults.troublesPush() : faults.failsPoll();
    Fate[] troubles = Fate.values();
    return isTrouble ? troubles[time.between(1, troubles.length - 1)] : Fate.TAKEN;
  }

  private void arrive(OnWay one) {
    if (one.fate == Fate.UNREACHABLE) {
      return;
    }
    host.arrives();
    Instant now = time.instant();
    if (now.isBefore(closedUntil)) {
      one.fate = Fate.THROTTLED;
      Duration left = Duration.between(now, closedUntil);
      one.wait = Duration.ofSeconds(left.toSeconds() + 1);
    } else if (one.fate == Fate.THROTTLED || one.fate == Fate.FAILED_WITH_WAIT) {
      Duration wait = Duration.ofSeconds(time.between(1, 15));
      one.wait = wait;
      if (one.fate == Fate.THROTTLED) {
        closedUntil = now.plus(wait);
      }
    }
    takeEffect(one);
  }

  private void takeEffect(OnWay one) {
    boolean isTaken = one.fate == Fate.TAKEN || one.fate == Fate.TAKEN_AND_UNHEARD;
    if (one.isOver || !isTaken) {
      return;
    }
    one.isOver = true;
    for (int i = 0; i < one.batch.size(); i++) {
      if (one.results.get(i).outcome() == PushResult.Outcome.ACCEPTED) {
        witness.effect(one.batch.get(i));
        if (one.fate == Fate.TAKEN_AND_UNHEARD) {
          witness.outcomeUnknown(one.batch.get(i).id());
        }
      }
    }
  }

  private void hear(SimulatedVertx life, OnWay one, Promise<Answer> heard) {
    Duration wait = one.wait;
    trace.line(self + " " + one.call.path() + " " + one.fate + (wait == null ? "" : " " + wait));
    switch (one.fate) {
      case TAKEN -> answer(one, 200, heard);
      case THROTTLED -> {
        Instant until = time.instant().plus(wait == null ? Duration.ZERO : wait);
        // The answer still has to climb the ladder; a breaker that counts takes a turn of the loop.
        life.after(1, () -> toldUntil = until.isAfter(toldUntil) ? until : toldUntil);
        answer(one, 429, heard);
      }
      case FAILED_WITH_WAIT -> answer(one, 500, heard);
      case FAILED -> answer(one, 503, heard);
      case UNREACHABLE -> {
        failed();
        heard.fail(SimulatedOutlets.unreachable(self, one.call));
      }
      case TAKEN_AND_UNHEARD -> {
        failed();
        heard.fail(SimulatedOutlets.outcomeUnknown(self, one.call));
      }
    }
  }

  private void answer(OnWay one, int status, Promise<Answer> heard) {
    if (status >= 500) {
      failed();
    } else {
      failuresInARow = 0;
      nextTry = Instant.MIN;
    }
    boolean isDropped = status == 429 && faults.has(Defect.GATE_DEAF);
    Duration told = isDropped ? null : one.wait;
    heard.complete(
        new Answer(
            self, one.call, status, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), told));
  }

  private void failed() {
    failuresInARow++;
  }

  // --- the link

  Link link(SimulatedOutlets outlets, SimulatedStore store) {
    Exchange exchange = outlets.open(self, host.base(), PACE, host.quota());
    return new Link() {
      @Override
      public Future<Void> declare() {
        return Future.succeededFuture();
      }

      @Override
      public Future<Void> poll(RecordType type, Cursor from, Function<Page, Future<Void>> pages) {
        return shop.poll(from, () -> fetch(exchange), pages);
      }

      @Override
      public int batchMax(RecordType type) {
        return plug(type).batchMax;
      }

      @Override
      public int inFlightMax(RecordType type) {
        return IN_FLIGHT_MAX;
      }

      @Override
      public Future<List<PushResult>> push(RecordType type, List<Delivery> batch) {
        return Platform.this.push(exchange, type, batch);
      }

      @Override
      public boolean takesPacked(RecordType type) {
        return packed && !type.isFact();
      }

      @Override
      public Future<List<PushResult>> pushPacked(RecordType type, StateBlock states) {
        StateClaim claim = store.claimOf(states);
        List<Delivery> batch = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
          String id = claim.claimed(i).deliveryId();
          batch.add(new Delivery(id, "", states.record(i, type), false, 0));
        }
        return Platform.this.push(exchange, type, batch);
      }

      @Override
      public Future<Void> report(List<Report> reports) {
        return Future.succeededFuture();
      }

      @Override
      public String waitingFor() {
        return exchange.waitingFor();
      }

      @Override
      public Future<Void> close() {
        return exchange.close();
      }
    };
  }

  private static Future<Void> fetch(Exchange exchange) {
    return exchange
        .send(Call.get(POLL))
        .compose(
            answer ->
                answer.isSuccess()
                    ? Future.succeededFuture()
                    : Future.failedFuture(answer.failure("status " + answer.status())));
  }
}
