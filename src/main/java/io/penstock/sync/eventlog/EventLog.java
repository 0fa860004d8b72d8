package io.penstock.sync.eventlog;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps events, bounded by age and count; the oldest go first. */
public interface EventLog {
  int PAGE_MAX = 1_000;

  /** Completes when they are on disk. */
  Future<Void> append(List<Event> events);

  /**
   * Events of one tenant after a place in the log, oldest first.
   *
   * @param after 0 for the oldest kept
   * @param severity only this severity, null for all
   * @param limit at most {@link #PAGE_MAX}
   */
  Future<List<Event>> read(String tenant, long after, Event.@Nullable Severity severity, int limit);
}
