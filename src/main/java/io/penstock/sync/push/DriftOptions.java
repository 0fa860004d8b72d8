package io.penstock.sync.push;

import java.time.Duration;

/**
 * How what platforms hold is compared with what they were sent.
 *
 * @param every each plug about once in this time, the tenants one after the other; zero for never
 * @param repair whether what differs is sent again, or only counted and told
 * @param repairsMax states of one plug that one sweep sends again at most
 */
public record DriftOptions(Duration every, boolean repair, int repairsMax) {
  private static final Duration EVERY_MIN = Duration.ofMillis(100);
  private static final Duration EVERY_MAX = Duration.ofDays(30);

  public static final DriftOptions DEFAULTS = new DriftOptions(Duration.ofDays(1), true, 1_000);

  public DriftOptions {
    boolean never = every.isZero();
    if (!never && (every.compareTo(EVERY_MIN) < 0 || every.compareTo(EVERY_MAX) > 0)) {
      throw new IllegalArgumentException(
          "every: must be 0ms for never, or between 100ms and 30d, not " + every);
    }
    if (repairsMax < 1 || repairsMax > 100_000) {
      throw new IllegalArgumentException(
          "repairsMax: must be between 1 and 100000, not " + repairsMax);
    }
  }
}
