package io.penstock.sync.outbox;

import io.penstock.sync.eventlog.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the tries of one {@link StateClaim} ended, one ending per entry. An ending for a version that
 * is no longer the newest changes neither the slot nor the ledger: that version counted as
 * superseded when the newer one came.
 */
public final class StateEndings {
  /** What becomes of an entry. */
  public enum Kind {
    /** Nothing happened that has to be kept: it waits on as it was. */
    HELD,
    DONE,
    RETRY,
    DEAD
  }

  /**
   * What a bad ending needs beside its kind.
   *
   * @param dueAt when a retry may be; null for at once
   * @param exchange the last request and answer in short, secrets masked
   */
  public record Detail(@Nullable Instant dueAt, String reason, String exchange) {
    private static final Detail NONE = new Detail(null, "", "");
  }

  private final StateClaim claim;
  private final Instant at;
  private final Kind[] kinds;
  private Detail @Nullable [] details;
  private final List<Event> events = new ArrayList<>(0);

  /** All of them ended like this. */
  public static StateEndings all(Kind kind, StateClaim claim, Instant at) {
    return new StateEndings(kind, claim, at);
  }

  private StateEndings(Kind kind, StateClaim claim, Instant at) {
    this.claim = claim;
    this.at = at;
    this.kinds = new Kind[claim.size()];
    Arrays.fill(kinds, kind);
  }

  public void held(int at) {
    kinds[at] = Kind.HELD;
  }

  public void done(int at) {
    kinds[at] = Kind.DONE;
  }

  /** A counted failure. */
  public void retry(int at, Instant dueAt, String reason) {
    kinds[at] = Kind.RETRY;
    detail(at, new Detail(dueAt, reason, ""));
  }

  public void dead(int at, String reason, String exchange) {
    kinds[at] = Kind.DEAD;
    detail(at, new Detail(null, reason, exchange));
  }

  /** What to tell people, in the same commit. */
  public void tell(Event event) {
    events.add(event);
  }

  private void detail(int at, Detail detail) {
    if (details == null) {
      details = new Detail[kinds.length];
    }
    details[at] = detail;
  }

  public Instant at() {
    return at;
  }

  public StateClaim claim() {
    return claim;
  }

  public Kind kind(int at) {
    return kinds[at];
  }

  public Detail detail(int at) {
    Detail detail = details == null ? null : details[at];
    return detail == null ? Detail.NONE : detail;
  }

  public List<Event> events() {
    return events;
  }

  /** Whether there is anything to put on disk. */
  public boolean isNothing() {
    for (Kind kind : kinds) {
      if (kind != Kind.HELD) {
        return false;
      }
    }
    return events.isEmpty();
  }
}
