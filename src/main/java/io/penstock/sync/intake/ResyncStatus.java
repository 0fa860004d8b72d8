package io.penstock.sync.intake;

import io.penstock.record.RecordType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a resync is, or how it ended.
 *
 * @param since read from changes at this time on; null for everything
 * @param endedAt null while it is under way
 * @param pages that were put on disk
 * @param read records in them, those that a repeated page brought again included
 * @param fresh records that were not known before
 * @param failures attempts in a row that failed, up to now
 * @param lastError of the last failed attempt; empty where none failed
 * @param waitsUntil when it goes on; null unless it waits
 */
public record ResyncStatus(
    String connection,
    RecordType type,
    @Nullable Instant since,
    Instant begunAt,
    @Nullable Instant endedAt,
    State state,
    long pages,
    long read,
    long fresh,
    int failures,
    String lastError,
    @Nullable Instant waitsUntil) {

  /** Where a resync stands. */
  public enum State {
    RUNNING,
    DONE,
    STOPPED
  }

  public boolean isOf(String other, RecordType otherType) {
    return connection.equals(other) && type == otherType;
  }

  static ResyncStatus begun(
      String connection, RecordType type, @Nullable Instant since, Instant at) {
    return new ResyncStatus(connection, type, since, at, null, State.RUNNING, 0, 0, 0, 0, "", null);
  }

  ResyncStatus tookPage(int records, int newOnes) {
    return running(pages + 1, read + records, fresh + newOnes, 0, lastError, null);
  }

  ResyncStatus failed(String error, Instant until) {
    return running(pages, read, fresh, failures + 1, error, until);
  }

  /** Nothing failed: there is no room, or it goes on after a pause. */
  ResyncStatus waiting(String why, Instant until) {
    return running(pages, read, fresh, failures, why, until);
  }

  private ResyncStatus running(
      long nowPages, long nowRead, long nowFresh, int failed, String why, @Nullable Instant until) {
    return new ResyncStatus(
        connection,
        type,
        since,
        begunAt,
        null,
        State.RUNNING,
        nowPages,
        nowRead,
        nowFresh,
        failed,
        why,
        until);
  }

  ResyncStatus ended(State how, Instant at) {
    return new ResyncStatus(
        connection, type, since, begunAt, at, how, pages, read, fresh, failures, lastError, null);
  }
}
