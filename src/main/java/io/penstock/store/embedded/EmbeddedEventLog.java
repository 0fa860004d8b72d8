package io.penstock.store.embedded;

import io.penstock.sync.eventlog.Event;
import io.penstock.sync.eventlog.EventLog;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The face of {@link EventRows}. */
final class EmbeddedEventLog implements EventLog {
  private static final long EVENT_BYTES = 512;

  private final GroupCommit writer;
  private final Readers readers;

  EmbeddedEventLog(GroupCommit writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Future<Void> append(List<Event> events) {
    List<Event> all = List.copyOf(events);
    return writer.submit(
        all.size(),
        EVENT_BYTES * all.size(),
        transaction -> {
          for (Event event : all) {
            EventRows.append(transaction, event);
          }
          return null;
        });
  }

  @Override
  public Future<List<Event>> read(
      String tenant, long after, Event.@Nullable Severity severity, int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw new IllegalArgumentException("limit must be between 1 and " + PAGE_MAX);
    }
    return readers.read(sql -> EventRows.read(sql, tenant, after, severity, limit));
  }
}
