package io.penstock.connector;

import io.penstock.record.RecordType;
import io.penstock.tenant.Direction;
import java.time.Instant;
import java.util.List;

/**
 * What a platform's own users should read about one of its records.
 *
 * @param summary one stable line, without ids or times, so that repeats can be grouped
 * @param body what happened and what to do, one paragraph each
 */
public record Report(
    boolean error,
    RecordType type,
    Direction direction,
    String summary,
    List<String> body,
    String recordId,
    String displayId,
    String message,
    Instant at) {}
