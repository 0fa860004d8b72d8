package io.penstock.sync.intake;

import java.time.Duration;

/**
 * How polling goes where a plug does not say.
 *
 * @param every from the end of one poll to the start of the next
 * @param failureMax the longest wait after polls that failed in a row
 */
public record IntakeOptions(Duration every, Duration failureMax) {
  public static final IntakeOptions DEFAULTS =
      new IntakeOptions(Duration.ofMinutes(5), Duration.ofMinutes(15));

  public IntakeOptions {
    positive("every", every);
    positive("failureMax", failureMax);
  }

  private static void positive(String key, Duration value) {
    if (value.compareTo(Duration.ofMillis(100)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(key + ": must be between 100ms and 1d, not " + value);
    }
  }
}
