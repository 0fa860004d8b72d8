package io.penstock.store.embedded;

import io.penstock.record.RecordJson;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import java.time.Instant;

/**
 * A version of a fact in the form it is kept in.
 *
 * @param json the record as {@link RecordJson} writes it
 */
record Fact(
    RecordType type, String id, String key, String version, Instant changedAt, byte[] json) {
  static Fact of(SyncRecord record) {
    return new Fact(
        record.type(),
        record.id(),
        record.key(),
        record.version(),
        record.changedAt(),
        RecordJson.encode(record));
  }
}
