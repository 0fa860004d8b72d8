package io.penstock.api;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A check whose answer is kept for a moment and which cannot hang: many probes, one question. Lives
 * on one event loop.
 */
final class CachedCheck {
  /**
   * @param error empty when the check passed
   */
  record Outcome(HealthCheck check, String error) {
    boolean passed() {
      return error.isEmpty();
    }
  }

  private final HealthCheck check;
  private final long timeoutMillis;
  private final long everyNanos;
  private final LongSupplier nanoClock;
  private @Nullable Future<Outcome> last;
  private long askedAtNanos;

  CachedCheck(HealthCheck check, Duration timeout, Duration every, LongSupplier nanoClock) {
    this.check = check;
    this.timeoutMillis = timeout.toMillis();
    this.everyNanos = every.toNanos();
    this.nanoClock = nanoClock;
  }

  String name() {
    return check.name();
  }

  Future<Outcome> ask() {
    Future<Outcome> known = last;
    long now = nanoClock.getAsLong();
    if (known != null && (!known.isComplete() || now - askedAtNanos < everyNanos)) {
      return known;
    }
    askedAtNanos = now;
    Future<Outcome> asked =
        Future.succeededFuture()
            .compose(start -> check.probe().get())
            .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
            .map(good -> new Outcome(check, ""))
            .otherwise(cause -> new Outcome(check, sentence(cause)));
    last = asked;
    return asked;
  }

  private static String sentence(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? cause.toString() : message;
  }
}
