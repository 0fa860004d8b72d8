package io.penstock.sync.push;

import java.time.Duration;

/**
 * How long and how often a record that failed is tried again.
 *
 * @param retryFirst wait before the second attempt; it doubles with each further one
 * @param retryMax the longest wait between two attempts
 * @param attemptsMax attempts after which a record becomes a dead letter; waiting for a permit, an
 *     open breaker or a Retry-After is not an attempt
 * @param lookAgain how often an idle pusher looks into the outbox by itself, so that a lost wake-up
 *     costs no more than this
 */
public record PushOptions(
    Duration retryFirst, Duration retryMax, int attemptsMax, Duration lookAgain) {
  /** About three days in all. */
  public static final PushOptions DEFAULTS =
      new PushOptions(Duration.ofSeconds(1), Duration.ofHours(1), 80, Duration.ofSeconds(30));

  public PushOptions {
    if (retryFirst.toMillis() < 10 || retryFirst.compareTo(retryMax) > 0) {
      throw new IllegalArgumentException(
          "retryFirst: must be at least 10ms and not above retryMax, not " + retryFirst);
    }
    if (retryMax.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("retryMax: must be at most 1d, not " + retryMax);
    }
    if (attemptsMax < 1 || attemptsMax > 10_000) {
      throw new IllegalArgumentException(
          "attemptsMax: must be between 1 and 10000, not " + attemptsMax);
    }
    if (lookAgain.toMillis() < 10 || lookAgain.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "lookAgain: must be between 10ms and 1h, not " + lookAgain);
    }
  }
}
