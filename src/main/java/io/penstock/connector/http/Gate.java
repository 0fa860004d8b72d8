package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Where one connection's calls wait: first for a place among those under way, then for a permit of
 * the {@link RateLimiter}. Who would wait longer than {@link HttpOptions#longestWait()} is not let
 * in and told when to come again, so that work waits in the outbox and not here.
 *
 * <p>A platform's word (429, or 503 with Retry-After) closes the gate for all of the connection's
 * calls. A 429 that does not say for how long closes it for a time that doubles while they go on.
 * After it one call tries, and only its answer lets the others follow.
 */
final class Gate {
  private static final long BACKOFF_FIRST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long BACKOFF_LONGEST_NANOS = Duration.ofMinutes(1).toNanos();

  private final Vertx vertx;
  private final ConnectionRef who;
  private final Pace pace;
  private final HttpOptions options;
  private final Clocks clocks;
  private final LongConsumer waited;
  private final RateLimiter limiter;
  private final Deque<Promise<Void>> queue = new ArrayDeque<>();
  private final Promise<Void> drained = Promise.promise();
  private int underWay;
  private boolean closing;
  private boolean trying;
  private long backoff = BACKOFF_FIRST_NANOS;

  Gate(
      Vertx vertx,
      ConnectionRef who,
      Pace pace,
      HttpOptions options,
      Clocks clocks,
      LongConsumer waited) {
    this.vertx = vertx;
    this.who = who;
    this.pace = pace;
    this.options = options;
    this.clocks = clocks;
    this.waited = waited;
    this.limiter =
        new RateLimiter(pace.requestsPerSecond(), pace.requestsBurst(), clocks.nanos().getAsLong());
  }

  ConnectionRef who() {
    return who;
  }

  /** Lets a call in; whoever was let in must {@link #leave}. */
  Future<Void> enter() {
    if (closing) {
      return Future.failedFuture(Trouble.heldBack(who, 0, "the connection is being closed"));
    }
    long arrived = now();
    long longestWait = options.longestWait().toNanos();
    if (limiter.fenceWait(arrived) > longestWait) {
      return Future.failedFuture(tooSoon(arrived, limiter.fenceWait(arrived)));
    }
    if (underWay < placesOpen()) {
      underWay++;
      return permit(arrived).onSuccess(let -> waited.accept(now() - arrived));
    }
    return place()
        .compose(mine -> permit(arrived))
        .onSuccess(let -> waited.accept(now() - arrived));
  }

  void leave() {
    underWay--;
    while (underWay < placesOpen() && !queue.isEmpty()) {
      underWay++;
      queue.remove().complete();
    }
    if (closing && underWay == 0) {
      drained.tryComplete();
    }
  }

  /** After the platform asked us to wait, one call tries before the others follow. */
  private int placesOpen() {
    return trying ? 1 : pace.inFlightMax();
  }

  /** Takes the platform's word. The answer returned says how long the gate is closed by it. */
  Answer learn(Answer answer) {
    boolean told = answer.retryAfter() != null;
    if (answer.status() == 429 || (answer.status() == 503 && told)) {
      Duration wait = answer.retryAfter() == null ? Duration.ofNanos(backoff) : answer.retryAfter();
      if (!told) {
        backoff = Math.min(2 * backoff, BACKOFF_LONGEST_NANOS);
      }
      limiter.fence(now() + wait.toNanos());
      trying = true;
      return new Answer(
          answer.who(), answer.call(), answer.status(), answer.headers(), answer.body(), wait);
    }
    backoff = BACKOFF_FIRST_NANOS;
    trying = false;
    return answer;
  }

  String waitingFor() {
    long now = now();
    long fence = limiter.fenceWait(now);
    if (fence > 0) {
      return "rate limit until " + clockAfter(fence) + ", because the platform asked us to wait";
    }
    long wait = limiter.nextWait(now);
    if (wait > options.longestWait().toNanos()) {
      return "rate limit until " + clockAfter(wait) + ", our own limit of " + rate();
    }
    if (!queue.isEmpty()) {
      return "a place among the " + pace.inFlightMax() + " calls that may be under way at once";
    }
    return "";
  }

  Instant clockAfter(long nanos) {
    return clocks.wall().instant().plusNanos(nanos).truncatedTo(ChronoUnit.MILLIS);
  }

  /** Refuses who comes from now on, and completes when the last call has left. */
  Future<Void> close() {
    closing = true;
    if (underWay == 0) {
      drained.tryComplete();
    }
    return drained.future();
  }

  private Future<Void> place() {
    if (queue.size() >= options.callsWaitingMax()) {
      String why = queue.size() + " calls of this connection wait already";
      return Future.failedFuture(Trouble.heldBack(who, options.longestWait().toNanos(), why));
    }
    Promise<Void> mine = Promise.promise();
    queue.add(mine);
    long timer =
        vertx.setTimer(
            millis(options.longestWait().toNanos()),
            late -> {
              if (queue.remove(mine)) {
                String why = pace.inFlightMax() + " calls of this connection are under way";
                mine.fail(Trouble.heldBack(who, options.longestWait().toNanos(), why));
              }
            });
    return mine.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  private Future<Void> permit(long arrived) {
    long now = now();
    long patience = Math.max(0, options.longestWait().toNanos() - (now - arrived));
    long wait = limiter.reserve(now, patience);
    if (wait > patience) {
      leave();
      return Future.failedFuture(tooSoon(now, wait));
    }
    if (wait == 0) {
      return Future.succeededFuture();
    }
    return vertx.timer(millis(wait), TimeUnit.MILLISECONDS).compose(this::recheck);
  }

  /** A call that came back while this one waited may have brought a Retry-After. */
  private Future<Void> recheck(Object waited) {
    long now = now();
    long fence = limiter.fenceWait(now);
    if (fence == 0) {
      return Future.succeededFuture();
    }
    leave();
    return Future.failedFuture(tooSoon(now, fence));
  }

  private PlatformException tooSoon(long now, long wait) {
    String why =
        limiter.fenceWait(now) > 0
            ? "the platform asked us to wait until "
            : "our own limit of " + rate() + " says to wait until ";
    return Trouble.heldBack(who, wait, why + clockAfter(wait));
  }

  private String rate() {
    return pace.requestsPerSecond() + " requests per second";
  }

  private long now() {
    return clocks.nanos().getAsLong();
  }

  private static long millis(long nanos) {
    return Math.max(1, (nanos + 999_999) / 1_000_000);
  }
}
