package io.penstock.connector.http;

import io.netty.handler.codec.DateFormatter;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
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
    if (text == null || text.isBlank()) {
      return null;
    }
    String value = text.trim();
    if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return value.length() > SECONDS_DIGITS_MAX
          ? LONGEST
          : bounded(Duration.ofSeconds(Long.parseLong(value)));
    }
    Date until = DateFormatter.parseHttpDate(value);
    if (until == null) {
      return null;
    }
    String sent = headers.get("Date");
    Date theirNow = sent == null ? null : DateFormatter.parseHttpDate(sent);
    Instant from = theirNow == null ? now : theirNow.toInstant();
    return bounded(Duration.between(from, until.toInstant()));
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
