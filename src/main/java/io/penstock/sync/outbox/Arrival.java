package io.penstock.sync.outbox;

import io.penstock.record.SyncRecord;
import java.util.List;

/**
 * A record that came in, with the connections that want it.
 *
 * @param targets connection ids of the same tenant; may be empty for a fact, which is then only
 *     kept for the feed
 */
public record Arrival(SyncRecord record, List<String> targets) {}
