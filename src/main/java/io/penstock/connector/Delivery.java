package io.penstock.connector;

import io.penstock.record.SyncRecord;

/**
 * A record on its last stretch.
 *
 * @param id stable over all attempts; what the other side may know it by
 * @param source the connection it came from, or {@code api}
 * @param first whether its target was never sent anything about this key before
 * @param attempt 0 where this surely is the first; above it, an earlier try may have taken effect,
 *     also one that a crash has made us forget
 */
public record Delivery(String id, String source, SyncRecord record, boolean first, int attempt) {}
