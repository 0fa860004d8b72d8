package io.penstock.simulation;

import io.penstock.connector.Delivery;
import io.penstock.connector.Link;
import io.penstock.connector.Page;
import io.penstock.connector.PushResult;
import io.penstock.connector.Report;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.record.StockLevel;
import io.penstock.record.SyncRecord;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
 * or does not, and tells the witness what took effect.
 */
final class Platform {
  private static final int IN_FLIGHT_MAX = 3;

  /** What a plug may ask in vain while it is held: once for each call that was on its way. */
  private static final int HELD_BACK_MAX = 4 * IN_FLIGHT_MAX;

  /** One call on its way. */
  private static final class Call {
    final Runnable effect;
    boolean isOver;

    Call(Runnable effect) {
      this.effect = effect;
    }

    void takeEffect() {
      if (!isOver) {
        isOver = true;
        effect.run();
      }
    }
  }

  /** How one plug stands. */
  private static final class Plug {
    final int batchMax;
    final List<Call> underWay = new ArrayList<>();
    int open;
    Instant notBefore = Instant.MIN;
    int heldBack;

    Plug(int batchMax) {
      this.batchMax = batchMax;
    }
  }

  private final ConnectionRef self;
  private final VirtualTime time;
  private final Faults faults;
  private final Trace trace;
  private final Witness witness;
  private final Shop shop;
  private final Map<RecordType, Plug> plugs = new LinkedHashMap<>();

  Platform(ConnectionRef self, VirtualTime time, Faults faults, Trace trace, Witness witness) {
    this.self = self;
    this.time = time;
    this.faults = faults;
    this.trace = trace;
    this.witness = witness;
    this.shop = new Shop(time, faults);
  }

  ConnectionRef self() {
    return self;
  }

  Shop shop() {
    return shop;
  }

  /** What was on its way has arrived or never will; nobody hears the answer. */
  void crash() {
    for (Plug plug : plugs.values()) {
      for (Call call : plug.underWay) {
        if (time.isLucky(0.5)) {
          call.takeEffect();
        }
        call.isOver = true;
      }
      plug.underWay.clear();
      plug.open = 0;
      plug.heldBack = 0;
    }
  }

  private Plug plug(RecordType type) {
    return plugs.computeIfAbsent(type, key -> new Plug(type.isFact() ? 2 : 5));
  }

  private Future<List<PushResult>> push(
      SimulatedVertx life, RecordType type, List<Delivery> batch) {
    Plug plug = plug(type);
    String name = self + " " + type.code();
    witness.check(batch.size() <= plug.batchMax && !batch.isEmpty(), "batches have a bound", name);
    witness.check(++plug.open <= IN_FLIGHT_MAX, "calls under way have a bound", name);
    trace.line("push " + name + " " + batch.size() + ", " + plug.open + " open");
    Instant now = time.instant();
    if (now.isBefore(plug.notBefore)) {
      plug.heldBack++;
      witness.check(plug.heldBack <= HELD_BACK_MAX, "a plug that is held is left alone", name);
      Duration left = Duration.between(now, plug.notBefore);
      return answer(life, plug, 0, all(batch, PushResult.deferred(heard(left), "held back")));
    }
    batch.forEach(delivery -> witness.called(self, delivery));
    if (!faults.troublesPush()) {
      return take(life, plug, batch, false);
    }
    return switch (time.between(0, 4)) {
      case 0 -> {
        Duration wait = Duration.ofSeconds(time.between(1, 15));
        plug.notBefore = now.plus(wait);
        plug.heldBack = 0;
        trace.line(name + " throttled for " + wait);
        yield answer(life, plug, 0, all(batch, PushResult.deferred(heard(wait), "throttled")));
      }
      case 1 -> take(life, plug, batch, true);
      case 2 -> failed(life, plug, batch, null, "time-out");
      case 3 -> failed(life, plug, batch, Duration.ofSeconds(time.between(1, 15)), "503");
      default -> {
        plug.open--;
        throw new IllegalStateException("a mistake of our own, as the seed wants it");
      }
    };
  }

  private Duration heard(Duration wait) {
    return faults.has(Defect.HOLD_IGNORED) ? Duration.ofMillis(1) : wait;
  }

  private Future<List<PushResult>> failed(
      SimulatedVertx life,
      Plug plug,
      List<Delivery> batch,
      @Nullable Duration retryAfter,
      String reason) {
    boolean dropped = faults.has(Defect.RETRY_AFTER_IGNORED);
    boolean success = faults.has(Defect.TIME_OUT_IS_SUCCESS) && retryAfter == null;
    Duration told = dropped ? null : retryAfter;
    PushResult result = success ? PushResult.accepted() : PushResult.failed(told, reason, "");
    Promise<List<PushResult>> answered = Promise.promise();
    life.after(
        faults.callMillis(),
        () -> {
          plug.open--;
          if (retryAfter != null) {
            Instant until = time.instant().plus(retryAfter);
            batch.forEach(delivery -> witness.toldToWait(delivery.id(), until));
          }
          answered.complete(all(batch, result));
        });
    return answered.future();
  }

  /**
   * @param lost whether the answer is: then the gateway cannot know what happened
   */
  private Future<List<PushResult>> take(
      SimulatedVertx life, Plug plug, List<Delivery> batch, boolean lost) {
    List<PushResult> results = new ArrayList<>();
    batch.forEach(delivery -> results.add(result(delivery.record())));
    Call call =
        new Call(
            () -> {
              for (int i = 0; i < batch.size(); i++) {
                if (results.get(i).outcome() == PushResult.Outcome.ACCEPTED) {
                  witness.effect(batch.get(i));
                  if (lost) {
                    witness.outcomeUnknown(batch.get(i).id());
                  }
                }
              }
            });
    plug.underWay.add(call);
    long arrives = faults.callMillis();
    life.after(arrives, call::takeEffect);
    Promise<List<PushResult>> answered = Promise.promise();
    life.after(
        arrives + time.between(0, 100),
        () -> {
          plug.underWay.remove(call);
          plug.open--;
          boolean success = !lost || faults.has(Defect.TIME_OUT_IS_SUCCESS);
          answered.complete(
              success ? results : all(batch, PushResult.failed(null, "time-out", "")));
        });
    return answered.future();
  }

  private Future<List<PushResult>> answer(
      SimulatedVertx life, Plug plug, long millis, List<PushResult> results) {
    Promise<List<PushResult>> answered = Promise.promise();
    life.after(
        millis,
        () -> {
          plug.open--;
          answered.complete(results);
        });
    return answered.future();
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

  Link link(SimulatedVertx life) {
    return new Link() {
      @Override
      public Future<Void> declare() {
        return Future.succeededFuture();
      }

      @Override
      public Future<Void> poll(RecordType type, Cursor from, Function<Page, Future<Void>> pages) {
        return shop.poll(life, from, pages);
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
        return Platform.this.push(life, type, batch);
      }

      @Override
      public Future<Void> report(List<Report> reports) {
        return Future.succeededFuture();
      }

      @Override
      public String waitingFor() {
        return "";
      }

      @Override
      public Future<Void> close() {
        return Future.succeededFuture();
      }
    };
  }
}
