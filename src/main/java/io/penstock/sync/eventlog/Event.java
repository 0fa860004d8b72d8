package io.penstock.sync.eventlog;

import io.penstock.record.RecordType;
import io.penstock.tenant.Direction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the event log.
 *
 * @param seq its place in the log, given by the store; 0 before it is kept
 * @param summary one sentence for people
 * @param recordId the record it is about; empty where it is about the whole plug
 */
public record Event(
    long seq,
    Instant at,
    String tenant,
    String connection,
    Severity severity,
    @Nullable RecordType type,
    @Nullable Direction direction,
    String code,
    String summary,
    String recordId,
    String displayId) {

  /** How much a person should care. */
  public enum Severity {
    INFO,
    WARNING,
    ERROR
  }
}
