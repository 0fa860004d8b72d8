package io.penstock.connector.http;

import java.time.Duration;

/**
 * At most so many calls in any interval of this length.
 *
 * @param limit 1 to {@link #LIMIT_MAX} calls
 * @param length {@link #SHORTEST} to {@link #LONGEST}
 */
public record QuotaWindow(int limit, Duration length) {
  public static final int LIMIT_MAX = 100_000_000;
  public static final Duration SHORTEST = Duration.ofMillis(10);
  public static final Duration LONGEST = Duration.ofDays(31);

  public QuotaWindow {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException(
          "limit: must be between 1 and " + LIMIT_MAX + ", not " + limit);
    }
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "length: must be between " + SHORTEST + " and " + LONGEST + ", not " + length);
    }
  }

  @Override
  public String toString() {
    return limit + " calls in " + length.toMillis() / 1e3 + " s";
  }
}
