package io.penstock.sync.intake;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the next poll starts, counted from the end of the one before. Plain: no timer, no clock.
 *
 * @param every after a success
 * @param failureMax the longest wait after failures in a row
 */
record PollPlan(Duration every, Duration failureMax) {
  private static final int DOUBLINGS_MAX = 20;

  /** A tenant's first poll falls somewhere in its interval, so that a start is no stampede. */
  Duration first(double random) {
    return fraction(every, random);
  }

  Duration afterSuccess() {
    return every;
  }

  /**
   * Doubles with each failure up to the bound, never before the platform allows it; jitter only
   * adds.
   */
  Duration afterFailure(int failures, @Nullable Duration retryAfter, double random) {
    long doubled = every.toMillis() << Math.min(failures - 1, DOUBLINGS_MAX);
    Duration longest = failureMax.compareTo(every) > 0 ? failureMax : every;
    Duration wait = Duration.ofMillis(Math.min(doubled, longest.toMillis()));
    if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
      wait = retryAfter;
    }
    return wait.plus(fraction(wait, random / 10));
  }

  private static Duration fraction(Duration whole, double share) {
    return Duration.ofMillis((long) (whole.toMillis() * share));
  }
}
