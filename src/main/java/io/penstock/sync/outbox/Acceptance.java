package io.penstock.sync.outbox;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.sync.eventlog.Event;
import io.penstock.tenant.ConnectionRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that goes to disk in one commit when something came in: the records, the cursor that covers
 * them, what could not be read, what to tell people, and the answer to a repeat of the request.
 *
 * @param source where it came from; its connection is {@code api} for the gateway's own API
 * @param at the time of arrival
 */
public record Acceptance(
    ConnectionRef source,
    Instant at,
    List<Arrival> arrivals,
    List<DeadLetter.Unreadable> unreadable,
    @Nullable CursorMove cursor,
    List<Event> events,
    @Nullable Receipt receipt) {

  public Acceptance {
    arrivals = List.copyOf(arrivals);
    unreadable = List.copyOf(unreadable);
    events = List.copyOf(events);
  }

  /** How far the source's plug has been read with these records. */
  public record CursorMove(RecordType type, Cursor next) {}
}
