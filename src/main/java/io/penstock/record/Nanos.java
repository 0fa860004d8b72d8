package io.penstock.record;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Instants as nanoseconds since 1970. Before 1678 and after 2261 they meet at the border: whatever
 * a platform sends there is a mistake of its clock, and still has an order.
 */
public final class Nanos {
  private static final long SECONDS_MAX = Long.MAX_VALUE / TimeUnit.SECONDS.toNanos(1) - 1;

  private Nanos() {}

  public static long of(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (seconds > SECONDS_MAX) {
      return Long.MAX_VALUE;
    }
    if (seconds < -SECONDS_MAX) {
      return Long.MIN_VALUE;
    }
    return TimeUnit.SECONDS.toNanos(seconds) + instant.getNano();
  }

  public static Instant instant(long nanos) {
    long second = TimeUnit.SECONDS.toNanos(1);
    return Instant.ofEpochSecond(Math.floorDiv(nanos, second), Math.floorMod(nanos, second));
  }
}
