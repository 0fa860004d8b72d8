package io.penstock.connector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one delivery ended.
 *
 * @param retryAfter how long the platform asked us to wait; null where it did not say
 * @param counted whether the try counts as an attempt: waiting for a permit or an open breaker does
 *     not
 * @param reason one sentence for people; empty when accepted
 * @param exchange request and answer in short, secrets masked; empty where there was none
 */
public record PushResult(
    Outcome outcome,
    @Nullable Duration retryAfter,
    boolean counted,
    String reason,
    String exchange) {

  /** The three endings of a try. */
  public enum Outcome {
    ACCEPTED,
    DEFERRED,
    REJECTED
  }

  private static final PushResult ACCEPTED = new PushResult(Outcome.ACCEPTED, null, true, "", "");

  public static PushResult accepted() {
    return ACCEPTED;
  }

  /** Not now: our own limits or the platform's word forbid the call. Costs no attempt. */
  public static PushResult deferred(Duration retryAfter, String reason) {
    return new PushResult(Outcome.DEFERRED, retryAfter, false, reason, "");
  }

  /** Tried and failed in a way that may pass. */
  public static PushResult failed(@Nullable Duration retryAfter, String reason, String exchange) {
    return new PushResult(Outcome.DEFERRED, retryAfter, true, reason, exchange);
  }

  /** Will never succeed as it is; a person has to look. */
  public static PushResult rejected(String reason, String exchange) {
    return new PushResult(Outcome.REJECTED, null, true, reason, exchange);
  }
}
