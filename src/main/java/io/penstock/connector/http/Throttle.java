package io.penstock.connector.http;

import java.time.Duration;

/**
 * What a platform's refusals mean: until when nothing leaves, and that one call tries before the
 * others follow. A refusal that does not say for how long counts for a time that doubles while they
 * go on. An answer to a call that left before the last refusal proves nothing. Not thread-safe.
 */
final class Throttle {
  private static final long BACKOFF_FIRST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long BACKOFF_LONGEST_NANOS = Duration.ofMinutes(1).toNanos();

  private long fence;
  private long refusedAt;
  private boolean trying;
  private long backoff = BACKOFF_FIRST_NANOS;

  Throttle(long now) {
    this.fence = now;
    this.refusedAt = now;
  }

  /**
   * @param told nanoseconds the platform asked for, or {@link QuotaHeaders#UNKNOWN}
   * @return for how long nothing may leave
   */
  long refused(long now, long told) {
    long wait = told;
    if (told == QuotaHeaders.UNKNOWN) {
      wait = backoff;
      backoff = Math.min(2 * backoff, BACKOFF_LONGEST_NANOS);
    }
    if (now + wait - fence > 0) {
      fence = now + wait;
    }
    refusedAt = now;
    trying = true;
    return wait;
  }

  /** A call that left at {@code sentAt} was not refused. */
  void taken(long sentAt) {
    if (sentAt - refusedAt >= 0) {
      backoff = BACKOFF_FIRST_NANOS;
      trying = false;
    }
  }

  /** Nanoseconds until the fence is passed, 0 when there is none ahead. */
  long remaining(long now) {
    return Math.max(0, fence - now);
  }

  /** Whether only one call may be under way. */
  boolean isTrying() {
    return trying;
  }
}
