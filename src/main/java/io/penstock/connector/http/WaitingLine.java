package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where calls of many connections wait for something they share. High priority goes first, but for
 * every eighth turn; within a priority the tenants take turns, so one who floods makes itself wait.
 *
 * <p>Connections live on different event loops. What they share is guarded by this object's lock,
 * held for well under a microsecond: to hand each call to an event loop that owns the line, and
 * back, would cost two queues and two wake-ups. Futures complete on the event loop of the one who
 * waits. The line's own timer belongs to no tenant, because it must not go when one of them goes.
 */
final class WaitingLine {
  /** What decides; asked under the line's lock. */
  interface Turnstile {
    /** Waiting will end when somebody leaves, and nobody knows when that is. */
    long UNTIL_ANOTHER_LEAVES = Long.MAX_VALUE;

    /**
     * @return 0 when the member has passed, else nanoseconds before which it cannot
     */
    long pass(Member member, Priority priority, long now);

    /** How long one turn lasts when many wait, in nanoseconds. */
    long turnNanos();

    /** Why somebody waits, in words. */
    String reason(long now);
  }

  /** One connection's standing. */
  static final class Member {
    final ConnectionRef who;
    final Lanes lanes;
    int underWay;

    private Member(ConnectionRef who, Lanes lanes) {
      this.who = who;
      this.lanes = lanes;
    }
  }

  /** A tenant's place in both queues, shared by its connections. */
  private static final class Lanes {
    final FairQueue.Flow<Waiter> high;
    final FairQueue.Flow<Waiter> low;
    int members;

    Lanes(FairQueue.Flow<Waiter> high, FairQueue.Flow<Waiter> low) {
      this.high = high;
      this.low = low;
    }

    FairQueue.Flow<Waiter> of(Priority priority) {
      return priority == Priority.HIGH ? high : low;
    }
  }

  private record Waiter(Member member, Priority priority, Context context, Promise<Void> promise) {}

  private static final int LOW_EVERY = 8;
  private static final long COME_BACK_MAX_NANOS = Duration.ofMinutes(10).toNanos();

  private final Vertx vertx;
  private final ContextInternal own;
  private final Turnstile turnstile;
  private final Clocks clocks;
  private final int waitingMax;
  private final Map<String, Lanes> tenants = new HashMap<>();
  private final FairQueue<Waiter> high = new FairQueue<>();
  private final FairQueue<Waiter> low = new FairQueue<>();
  private int highInARow;
  private boolean armed;
  private long armedFor;

  /**
   * @param waitingMax calls of one tenant and priority that may wait
   */
  WaitingLine(Vertx vertx, Turnstile turnstile, Clocks clocks, int waitingMax) {
    this.vertx = vertx;
    this.own = ((VertxInternal) vertx).createEventLoopContext();
    this.turnstile = turnstile;
    this.clocks = clocks;
    this.waitingMax = Math.max(1, waitingMax);
  }

  synchronized Member join(ConnectionRef who) {
    Lanes lanes =
        tenants.computeIfAbsent(
            who.tenant(), fresh -> new Lanes(high.flow(1, waitingMax), low.flow(1, waitingMax)));
    lanes.members++;
    return new Member(who, lanes);
  }

  synchronized void quit(Member member) {
    if (--member.lanes.members == 0) {
      tenants.remove(member.who.tenant());
    }
  }

  /**
   * Lets a call pass, or makes it wait for up to {@code patience} nanoseconds. Call it on the event
   * loop of the one who waits.
   *
   * @return null when it has passed at once. The future fails with {@code HELD_BACK}.
   */
  @Nullable Future<Void> enter(Member member, Priority priority, long patience) {
    long now = clocks.nanos().getAsLong();
    Waiter waiter;
    synchronized (this) {
      boolean first = high.isEmpty() && (priority == Priority.HIGH || low.isEmpty());
      long wait = first ? turnstile.pass(member, priority, now) : 0;
      if (first && wait == 0) {
        return null;
      }
      if (wait > patience && wait != Turnstile.UNTIL_ANOTHER_LEAVES) {
        return Future.failedFuture(late(member, priority, wait, now));
      }
      waiter = new Waiter(member, priority, vertx.getOrCreateContext(), Promise.promise());
      if (!queue(priority).offer(member.lanes.of(priority), waiter)) {
        return Future.failedFuture(late(member, priority, patience, now));
      }
      if (first) {
        arm(wait, now);
      }
    }
    return waiting(waiter, patience);
  }

  /** Something may have become free. */
  void pump() {
    synchronized (this) {
      pumpNow(clocks.nanos().getAsLong());
    }
  }

  synchronized int size() {
    return high.size() + low.size();
  }

  private Future<Void> waiting(Waiter waiter, long patience) {
    long timer =
        vertx.setTimer(Math.max(1, (patience + 999_999) / 1_000_000), late -> giveUp(waiter));
    return waiter.promise.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  private void giveUp(Waiter waiter) {
    PlatformException late;
    synchronized (this) {
      Member member = waiter.member;
      long now = clocks.nanos().getAsLong();
      if (!queue(waiter.priority).remove(member.lanes.of(waiter.priority), waiter)) {
        return; // its turn came just now
      }
      late = late(member, waiter.priority, 0, now);
    }
    waiter.promise.tryFail(late);
  }

  /** Its turn is known from how many stand before it, so it is told to come back about then. */
  private PlatformException late(Member member, Priority priority, long wait, long now) {
    long ahead = queue(priority).turnsAhead(member.lanes.of(priority));
    double turn = Math.min((ahead + 1.0) * turnstile.turnNanos(), COME_BACK_MAX_NANOS);
    return Trouble.heldBack(clocks, member.who, Math.max(wait, (long) turn), turnstile.reason(now));
  }

  private void pumpNow(long now) {
    while (true) {
      boolean lowsTurn = !low.isEmpty() && (high.isEmpty() || highInARow >= LOW_EVERY);
      long wait = pass(lowsTurn ? low : high, now);
      if (wait > 0 && lowsTurn) {
        wait = Math.min(wait, pass(high, now));
      }
      if (wait > 0) {
        arm(wait, now);
        return;
      }
    }
  }

  private long pass(FairQueue<Waiter> queue, long now) {
    Waiter waiter = queue.peek();
    if (waiter == null) {
      return Turnstile.UNTIL_ANOTHER_LEAVES;
    }
    long wait = turnstile.pass(waiter.member, waiter.priority, now);
    if (wait == 0) {
      queue.poll();
      highInARow = queue == high ? highInARow + 1 : 0;
      waiter.context.runOnContext(turn -> waiter.promise.tryComplete());
    }
    return wait;
  }

  private void arm(long wait, long now) {
    if (wait == Turnstile.UNTIL_ANOTHER_LEAVES || (armed && armedFor - (now + wait) <= 0)) {
      return;
    }
    armed = true;
    long due = now + wait;
    armedFor = due;
    own.setTimer(
        Math.max(1, (wait + 999_999) / 1_000_000),
        fired -> {
          synchronized (this) {
            armed = armed && armedFor != due;
            pumpNow(clocks.nanos().getAsLong());
          }
        });
  }

  private FairQueue<Waiter> queue(Priority priority) {
    return priority == Priority.HIGH ? high : low;
  }
}
