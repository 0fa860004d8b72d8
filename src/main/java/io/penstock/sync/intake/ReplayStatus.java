package io.penstock.sync.intake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a replay is, or how it ended.
 *
 * @param id its name for as long as it is kept in memory
 * @param wish what was asked for
 * @param endedAt null while it is under way
 * @param matched letters that the filter hit when it began
 * @param replayed letters it put back into the outbox
 * @param failures steps in a row that failed, up to now
 * @param lastError of the last failed step; empty where none failed
 * @param waitsFor why it does not go on now; empty unless it waits
 * @param waitsUntil when it looks again; null unless it waits
 */
public record ReplayStatus(
    String id,
    Replays.Wish wish,
    Instant begunAt,
    @Nullable Instant endedAt,
    State state,
    long matched,
    long replayed,
    int failures,
    String lastError,
    String waitsFor,
    @Nullable Instant waitsUntil) {

  /** Where a replay stands. */
  public enum State {
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }

  static ReplayStatus begun(String id, Replays.Wish wish, Instant at, long matched) {
    return new ReplayStatus(id, wish, at, null, State.RUNNING, matched, 0, 0, "", "", null);
  }

  ReplayStatus stepped(int count) {
    return running(replayed + count, 0, lastError, "", null);
  }

  /** Nothing failed: there is no room. */
  ReplayStatus waiting(String why, Instant until) {
    return running(replayed, failures, lastError, why, until);
  }

  ReplayStatus failed(String error, Instant until) {
    return running(replayed, failures + 1, error, "the store: " + error, until);
  }

  private ReplayStatus running(
      long count, int failed, String error, String why, @Nullable Instant until) {
    return new ReplayStatus(
        id, wish, begunAt, null, State.RUNNING, matched, count, failed, error, why, until);
  }

  ReplayStatus ended(State how, Instant at, String error) {
    return new ReplayStatus(
        id, wish, begunAt, at, how, matched, replayed, failures, error, "", null);
  }
}
