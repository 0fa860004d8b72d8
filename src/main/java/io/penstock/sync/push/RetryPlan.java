package io.penstock.sync.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether and when a failed record is tried again. Plain: no timer, no clock. */
record RetryPlan(PushOptions options) {
  private static final int DOUBLINGS_MAX = 30;

  boolean isUsedUp(int attempts) {
    return attempts >= options.attemptsMax();
  }

  /**
   * @param attempts counted tries so far, at least 1
   * @param retryAfter the platform's word, a hard fence; null where it gave none
   * @param random in [0, 1); jitter only ever adds
   */
  Duration wait(int attempts, @Nullable Duration retryAfter, double random) {
    long first = options.retryFirst().toMillis();
    long doubled = first << Math.min(attempts - 1, DOUBLINGS_MAX);
    long bounded = Math.min(doubled <= 0 ? Long.MAX_VALUE : doubled, options.retryMax().toMillis());
    if (retryAfter != null) {
      bounded = Math.max(bounded, retryAfter.toMillis());
    }
    return Duration.ofMillis(bounded + (long) (bounded * random / 5));
  }
}
