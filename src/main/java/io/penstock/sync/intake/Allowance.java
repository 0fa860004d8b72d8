package io.penstock.sync.intake;

import io.penstock.tenant.Limits;

/**
 * How many updates one tenant may still send: a token bucket, plain, with time as an argument. It
 * is asked before anything shared is touched, so one tenant's flood ends here.
 */
final class Allowance {
  private static final double NANOS_PER_SECOND = 1e9;

  private double tokens;
  private long asOfNanos;
  private Limits limits;

  Allowance(Limits limits, long nowNanos) {
    this.limits = limits;
    this.tokens = limits.updatesBurst();
    this.asOfNanos = nowNanos;
  }

  /**
   * Takes {@code count} tokens if they are there. A count above the whole burst is let through when
   * the bucket is full, and paid for afterwards, for otherwise it could never pass.
   *
   * @return 0 when taken, else the nanoseconds after which the same request would pass
   */
  synchronized long take(int count, Limits now, long nowNanos) {
    refill(now, nowNanos);
    double needed = Math.min(count, limits.updatesBurst());
    if (tokens >= needed) {
      tokens -= count;
      return 0;
    }
    return (long) Math.ceil((needed - tokens) / limits.updatesPerSecond() * NANOS_PER_SECOND);
  }

  synchronized long remaining(Limits now, long nowNanos) {
    refill(now, nowNanos);
    return Math.max(0, (long) tokens);
  }

  private void refill(Limits now, long nowNanos) {
    limits = now;
    double gained = (nowNanos - asOfNanos) / NANOS_PER_SECOND * limits.updatesPerSecond();
    tokens = Math.min(limits.updatesBurst(), tokens + Math.max(0, gained));
    asOfNanos = nowNanos;
  }
}
