package io.penstock.sync.push;

import io.penstock.connector.PushResult;
import java.time.Duration;
import java.time.Instant;

/**
 * Until when a whole plug waits, because our own limits, an open breaker or the platform's word
 * forbid its calls. Plain; time is an argument.
 */
final class Hold {
  private static final Duration DEFAULT = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofMinutes(10);

  private Instant until = Instant.MIN;

  /** Holds for what the result asks; never shorter than before. */
  Instant extend(PushResult result, Instant now) {
    Duration wait = result.retryAfter() == null ? DEFAULT : result.retryAfter();
    Instant asked = now.plus(wait.compareTo(MAX) > 0 ? MAX : wait);
    until = asked.isAfter(until) ? asked : until;
    return until;
  }

  boolean isOn(Instant now) {
    return now.isBefore(until);
  }

  Instant until() {
    return until;
  }
}
