package io.penstock.store.embedded;

import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;

/**
 * One record type of one connection, as a source or as a target. Its number stands for the three
 * names in every other table and is never given twice.
 */
record Lane(long id, Name name) {

  /** What a lane is known by outside this store. */
  record Name(String tenant, String connection, RecordType type) {
    static Name of(ConnectionRef connection, RecordType type) {
      return new Name(connection.tenant(), connection.connection(), type);
    }
  }

  ConnectionRef connection() {
    return new ConnectionRef(name.tenant(), name.connection());
  }
}
