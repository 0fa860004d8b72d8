package io.penstock.sandbox.sharespine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of one type of one tenant, found by each of their keys. Guarded by its tenant. */
final class RecordTable {
  private final Map<String, StoredRecord> byLocalId = new HashMap<>();
  private final TreeMap<Long, StoredRecord> bySequence = new TreeMap<>();
  private final Map<RemoteKey, String> byRemoteId = new HashMap<>();
  private final Map<String, String> bySku = new HashMap<>();

  /** A remote id is unique per connection and record type. */
  private record RemoteKey(String connectionId, String remoteId) {}

  /** Stores a version in place of the one before it. */
  void put(StoredRecord now, String sku) {
    StoredRecord before = byLocalId.put(now.localId(), now);
    if (before != null) {
      bySequence.remove(before.sequence());
      if (!before.remoteIds().equals(now.remoteIds())) {
        before
            .remoteIds()
            .forEach((connection, id) -> byRemoteId.remove(new RemoteKey(connection, id)));
      }
    }
    bySequence.put(now.sequence(), now);
    if (before == null || !before.remoteIds().equals(now.remoteIds())) {
      now.remoteIds()
          .forEach(
              (connection, id) -> byRemoteId.put(new RemoteKey(connection, id), now.localId()));
    }
    if (!sku.isEmpty()) {
      bySku.put(sku, now.localId());
    }
  }

  void forgetSku(String sku) {
    bySku.remove(sku);
  }

  @Nullable StoredRecord byLocalId(String localId) {
    return byLocalId.get(localId);
  }

  @Nullable StoredRecord byRemoteId(String connectionId, String remoteId) {
    String localId = byRemoteId.get(new RemoteKey(connectionId, remoteId));
    return localId == null ? null : byLocalId.get(localId);
  }

  @Nullable StoredRecord bySku(String sku) {
    String localId = bySku.get(sku);
    return localId == null ? null : byLocalId.get(localId);
  }

  /**
   * Everything modified at that second or later, oldest change first: stamps never go backwards, so
   * they follow the sequence.
   */
  List<StoredRecord> since(long second) {
    ArrayList<StoredRecord> found = new ArrayList<>();
    for (StoredRecord record : bySequence.descendingMap().values()) {
      if (record.modifiedSecond() < second) {
        break;
      }
      found.add(record);
    }
    java.util.Collections.reverse(found);
    return found;
  }

  int size() {
    return byLocalId.size();
  }
}
