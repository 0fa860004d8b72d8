package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * How a call went, as its {@link Door}s see it.
 *
 * @param sentAt nanoseconds, when the last door let it in
 * @param endedAt likewise
 * @param answer null when there is none
 * @param said what the answer says about quotas
 */
record Trip(
    long sentAt,
    long endedAt,
    @Nullable Answer answer,
    @Nullable Throwable trouble,
    QuotaHeaders said) {

  /** False when the other side surely never saw it. */
  boolean wasSent() {
    if (answer != null) {
      return true;
    }
    return !(trouble instanceof PlatformException known)
        || (known.kind() != PlatformException.Kind.HELD_BACK
            && known.kind() != PlatformException.Kind.UNREACHABLE);
  }

  /** Whether the platform refused it for its rate, or asked us to stay away for a time. */
  boolean isRefused() {
    return answer != null
        && (answer.status() == 429 || (answer.status() == 503 && answer.retryAfter() != null));
  }

  /** What it says about the host's strength. */
  Concurrency.Ending ending() {
    if (answer != null) {
      boolean told = answer.retryAfter() != null;
      return switch (answer.status()) {
        case 429 -> Concurrency.Ending.IGNORED;
        case 502, 504 -> Concurrency.Ending.DROPPED;
        case 503 -> told ? Concurrency.Ending.IGNORED : Concurrency.Ending.DROPPED;
        default -> Concurrency.Ending.SUCCESS;
      };
    }
    if (trouble instanceof PlatformException known) {
      return switch (known.kind()) {
        case UNREACHABLE -> Concurrency.Ending.DROPPED;
        case OUTCOME_UNKNOWN ->
            known.retryAfter() == null ? Concurrency.Ending.DROPPED : Concurrency.Ending.IGNORED;
        case STATUS, UNREADABLE -> Concurrency.Ending.SUCCESS;
        case HELD_BACK -> Concurrency.Ending.IGNORED;
      };
    }
    return Concurrency.Ending.IGNORED;
  }
}
