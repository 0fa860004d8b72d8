package io.penstock.sync.outbox;

import io.penstock.record.SyncRecord;
import io.penstock.sync.eventlog.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that came in, with the connections that want it.
 *
 * @param targets connection ids of the same tenant; may be empty for a fact, which is then only
 *     kept for the feed
 * @param event what to tell people, in the same commit and only when the record is fresh; null for
 *     nothing
 */
public record Arrival(SyncRecord record, List<String> targets, @Nullable Event event) {
  /** One that nobody is told about. */
  public Arrival(SyncRecord record, List<String> targets) {
    this(record, targets, null);
  }
}
