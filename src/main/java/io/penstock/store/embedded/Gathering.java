package io.penstock.store.embedded;

import java.time.Duration;

/**
 * Decides how long a group waits for company: until a fixed time after the last group began. So
 * what comes after a pause never waits, and under load there are only so many groups a second.
 *
 * <p>Times are {@link System#nanoTime}'s.
 */
final class Gathering {
  private final long everyNanos;
  private boolean any;
  private long lastBegan;

  /**
   * @param every from the start of one group to the start of the next at least
   */
  Gathering(Duration every) {
    this.everyNanos = every.toNanos();
  }

  /** How many nanoseconds the next group is still to wait; zero or less when it may begin. */
  long left(long now) {
    return any ? lastBegan + everyNanos - now : 0;
  }

  void begins(long now) {
    any = true;
    lastBegan = now;
  }
}
