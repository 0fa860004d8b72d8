package io.penstock.connector.http;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the two forms of {@code Retry-After}: seconds, and an HTTP date. */
final class RetryAfter {
  /** A platform that asks for more is asked again after this. */
  static final Duration LONGEST = Duration.ofDays(1);

  private static final int SECONDS_DIGITS_MAX = 9;

  private RetryAfter() {}

  /**
   * How long to wait; null where the header is missing or not understood. A date is compared with
   * the platform's own {@code Date} where it sends one, so that our clock and its need not agree.
   */
  static @Nullable Duration read(MultiMap headers, Instant now) {
    String text = headers.get("Retry-After");
    String value = text == null ? "" : text.trim(); // of control characters, too
    if (value.isEmpty()) {
      return null;
    }
    if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return value.length() > SECONDS_DIGITS_MAX
          ? LONGEST
          : bounded(Duration.ofSeconds(Long.parseLong(value)));
    }
    Instant until = HttpDate.read(value);
    if (until == null) {
      return null;
    }
    Instant theirNow = HttpDate.read(headers.get("Date"));
    return bounded(Duration.between(theirNow == null ? now : theirNow, until));
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
