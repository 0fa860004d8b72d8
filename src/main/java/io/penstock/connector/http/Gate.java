package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one connection's calls wait for a permit: of our own {@link RateLimiter}, and of the {@link
 * Quota} that the platform's answers tell, if they tell one. Who would wait longer than its
 * patience is not let in and told when to come again, so that work waits in the outbox and not
 * here.
 *
 * <p>A platform's word (429, or 503 with Retry-After) closes the gate for all of the connection's
 * calls; see {@link Throttle}.
 */
final class Gate implements Door {
  /**
   * What a gate has learned, for the next one of the same connection: a change of the tenant opens
   * everything anew, and the platform's word holds all the same.
   */
  record Word(Pace pace, RateLimiter limiter, Throttle throttle, @Nullable Quota quota) {

    /** How long it says anything that a new gate would not know; nanoseconds, 0 for not at all. */
    long holdsFor(long now) {
      return Math.max(limiter.restsIn(now), quota == null ? 0 : QUOTA_HOLDS_FOR);
    }
  }

  private static final long QUOTA_HOLDS_FOR = Duration.ofHours(1).toNanos();

  private final Vertx vertx;
  private final ConnectionRef who;
  private final Pace pace;
  private final HttpOptions options;
  private final Clocks clocks;
  private final boolean learns;
  private final RateLimiter limiter;
  private final Throttle throttle;
  private @Nullable Quota quota;
  private int underWay;
  private long closedFor;

  /**
   * @param learns false where the platform's headers speak of a quota that is shared
   * @param before what the connection's last gate had learned; null where there was none
   */
  Gate(
      Vertx vertx,
      ConnectionRef who,
      Pace pace,
      HttpOptions options,
      Clocks clocks,
      boolean learns,
      @Nullable Word before) {
    this.vertx = vertx;
    this.who = who;
    this.pace = pace;
    this.options = options;
    this.clocks = clocks;
    this.learns = learns;
    long now = now();
    if (before == null) {
      this.limiter = new RateLimiter(pace.requestsPerSecond(), pace.requestsBurst(), now);
      this.throttle = new Throttle(now);
      return;
    }
    if (before.pace().equals(pace)) {
      this.limiter = before.limiter();
    } else {
      this.limiter = new RateLimiter(pace.requestsPerSecond(), pace.requestsBurst(), now);
      this.limiter.fence(now + before.limiter().fenceWait(now));
    }
    this.throttle = before.throttle();
    this.quota = learns ? before.quota() : null;
  }

  /** To be asked for when all calls are over; the gate is not used any more after that. */
  Word word() {
    return new Word(pace, limiter, throttle, quota);
  }

  /** After the platform asked us to wait, one call tries before the others follow. */
  boolean isTrying() {
    return throttle.isTrying();
  }

  /** Why nobody can pass within that time; null where somebody may. */
  @Nullable PlatformException refusal(long patience) {
    long now = now();
    long fence = limiter.fenceWait(now);
    return fence > patience ? tooSoon(now, fence) : null;
  }

  @Override
  public @Nullable Future<Void> enter(Priority priority, long patience) {
    return enter(priority, patience, now());
  }

  @Override
  public @Nullable PlatformException shut() {
    return refusal(0);
  }

  private @Nullable Future<Void> enter(Priority priority, long patience, long arrived) {
    long now = now();
    long left = Math.max(0, patience - (now - arrived));
    Quota learned = quota;
    long wait = learned == null ? 0 : learned.nextWait(now, priority);
    if (wait > left) {
      return Future.failedFuture(Trouble.heldBack(clocks, who, wait, used(now, wait)));
    }
    if (wait > 0) {
      // Then it asks again: that is when it can leave at the earliest, and others may go first.
      return timer(wait).compose(again -> done(enter(priority, patience, arrived)));
    }
    wait = limiter.reserve(now, left);
    if (wait > left) {
      return Future.failedFuture(tooSoon(now, wait));
    }
    underWay++;
    if (learned != null) {
      learned.reserve(now, priority);
    }
    return wait == 0 ? null : timer(wait).compose(this::recheck);
  }

  /** A call that came back while this one waited may have brought a Retry-After. */
  private Future<Void> recheck(Object waited) {
    long now = now();
    long fence = limiter.fenceWait(now);
    if (fence == 0) {
      return Future.succeededFuture();
    }
    underWay--;
    if (quota != null) {
      quota.cancelled();
    }
    return Future.failedFuture(tooSoon(now, fence));
  }

  @Override
  public void leave(Trip trip) {
    learn(trip);
    underWay--;
    if (quota != null) {
      if (trip.wasSent()) {
        quota.answered(trip.endedAt());
      } else {
        quota.cancelled();
      }
    }
  }

  private void learn(Trip trip) {
    if (trip.answer() == null) {
      return;
    }
    if (trip.isRefused()) {
      closedFor = throttle.refused(trip.endedAt(), trip.said().refusedFor());
      limiter.fence(trip.endedAt() + closedFor);
    } else {
      throttle.taken(trip.sentAt());
    }
    if (learns && !trip.said().windows().isEmpty()) {
      if (quota == null) {
        quota = new Quota(List.of(), underWay, trip.endedAt());
      }
      quota.learn(trip.sentAt(), trip.endedAt(), trip.said());
    }
  }

  /** For how many nanoseconds the last refusal closed the gate. */
  long closedFor() {
    return closedFor;
  }

  @Override
  public String waitingFor() {
    long now = now();
    long fence = limiter.fenceWait(now);
    if (fence > 0) {
      return "rate limit until " + clockAfter(fence) + ", because the platform asked us to wait";
    }
    long longest = options.longestWait().toNanos();
    long wait = limiter.nextWait(now);
    if (wait > longest) {
      return "rate limit until " + clockAfter(wait) + ", our own limit of " + rate();
    }
    wait = quota == null ? 0 : quota.nextWait(now, Priority.HIGH);
    return wait > longest ? used(now, wait) : "";
  }

  Instant clockAfter(long nanos) {
    return clocks.after(nanos);
  }

  private String used(long now, long wait) {
    String most = quota == null ? "" : quota.fullest(now);
    return "quota until " + clockAfter(wait) + ", because " + most;
  }

  private PlatformException tooSoon(long now, long wait) {
    String why =
        limiter.fenceWait(now) > 0
            ? "the platform asked us to wait until "
            : "our own limit of " + rate() + " says to wait until ";
    return Trouble.heldBack(clocks, who, wait, why + clockAfter(wait));
  }

  private String rate() {
    return pace.requestsPerSecond() + " requests per second";
  }

  private Future<Void> timer(long nanos) {
    Promise<Void> over = Promise.promise();
    vertx.setTimer(Math.max(1, (nanos + 999_999) / 1_000_000), fired -> over.complete());
    return over.future();
  }

  private static Future<Void> done(@Nullable Future<Void> future) {
    return future == null ? Future.succeededFuture() : future;
  }

  private long now() {
    return clocks.nanos().getAsLong();
  }
}
