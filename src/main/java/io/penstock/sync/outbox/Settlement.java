package io.penstock.sync.outbox;

import io.penstock.sync.eventlog.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The ending of one try. A settlement for a version that is no longer the slot's newest changes
 * neither the slot nor the ledger: that version counted as superseded when the newer one came.
 *
 * @param event what to tell people, in the same commit; null for nothing
 */
public record Settlement(
    Claimed claimed,
    Ending ending,
    Instant at,
    @Nullable Instant dueAt,
    boolean counted,
    String reason,
    String exchange,
    @Nullable Event event) {

  /** What becomes of the transfer. */
  public enum Ending {
    DONE,
    RETRY,
    DEAD
  }

  public static Settlement done(Claimed claimed, Instant at, @Nullable Event event) {
    return new Settlement(claimed, Ending.DONE, at, null, true, "", "", event);
  }

  public static Settlement retry(
      Claimed claimed,
      Instant at,
      Instant dueAt,
      boolean counted,
      String reason,
      @Nullable Event event) {
    return new Settlement(claimed, Ending.RETRY, at, dueAt, counted, reason, "", event);
  }

  public static Settlement dead(
      Claimed claimed, Instant at, String reason, String exchange, @Nullable Event event) {
    return new Settlement(claimed, Ending.DEAD, at, null, true, reason, exchange, event);
  }
}
