package io.penstock.connector.partner;

import io.penstock.connector.PlatformException;
import io.penstock.connector.PushResult;
import io.penstock.connector.http.Answer;
import java.time.Duration;

/**
 * What each answer of the partner means for a webhook; no other place decides it. Only a wait that
 * the partner asks for is free; every other failure counts, so that a webhook that is never taken
 * ends as a dead letter.
 */
final class Endings {
  /** Wait after a 429 without Retry-After. */
  static final Duration THROTTLED_WAIT = Duration.ofSeconds(10);

  /** Wait when a call was held back here and nobody said how long. */
  static final Duration HELD_BACK_WAIT = Duration.ofSeconds(1);

  /** Longest wait that a partner can ask for. */
  static final Duration WAIT_MAX = Duration.ofDays(1);

  private Endings() {}

  static PushResult of(Answer answer) {
    int status = answer.status();
    if (answer.isSuccess()) {
      return PushResult.accepted();
    }
    return switch (status) {
      case 429, 502, 503, 504 -> busy(answer);
      case 301, 302, 303, 307, 308 ->
          failed(
              answer,
              "the partner answered "
                  + status
                  + ": the address has moved; redirects are not followed, so set url to the new"
                  + " one");
      case 401, 403 ->
          failed(
              answer,
              "the partner answered "
                  + status
                  + ": it does not believe the webhook; check that both sides have the same"
                  + " signingKey and the right time");
      default -> failed(answer, "the partner answered " + status);
    };
  }

  static PushResult of(PlatformException trouble) {
    String reason = String.valueOf(trouble.getMessage());
    Duration asked = trouble.retryAfter();
    if (trouble.kind() == PlatformException.Kind.HELD_BACK) {
      return PushResult.deferred(asked == null ? HELD_BACK_WAIT : asked, reason);
    }
    return PushResult.failed(asked, reason, trouble.exchange());
  }

  private static PushResult busy(Answer answer) {
    Duration asked = answer.retryAfter();
    String reason = "the partner answered " + answer.status();
    if (asked != null) {
      Duration wait = asked.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : asked;
      return PushResult.deferred(
          wait, reason + " and asked for " + wait.toSeconds() + " s of patience");
    }
    return answer.status() == 429
        ? PushResult.deferred(THROTTLED_WAIT, reason + " without saying for how long")
        : failed(answer, reason);
  }

  private static PushResult failed(Answer answer, String reason) {
    return PushResult.failed(null, reason, answer.exchange());
  }
}
