package io.penstock.sync.outbox;

import io.penstock.record.RecordType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transfer that will not be tried again by itself, or something a platform sent that could not be
 * read.
 *
 * @param target null for what could not be read
 * @param record the record's JSON, or the raw text of what could not be read
 * @param exchange the last request and answer in short, secrets masked
 */
public record DeadLetter(
    long id,
    String tenant,
    String source,
    @Nullable String target,
    RecordType type,
    String recordId,
    String displayId,
    String reason,
    int attempts,
    Instant acceptedAt,
    Instant diedAt,
    String record,
    String exchange) {

  /** Not even a record: kept so that a person can see it, and cannot be replayed. */
  public record Unreadable(RecordType type, String reason, String raw) {}
}
