package io.penstock.store.embedded;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Slots by number, with the log's row that their own row includes; only while a store loads. */
final class SlotIndex {
  private record Entry(Slot slot, long seq) {}

  private final Map<Long, Entry> entries = new HashMap<>();

  void add(Slot slot, long seq) {
    entries.put(slot.id, new Entry(slot, seq));
  }

  @Nullable Slot find(long id) {
    Entry entry = entries.get(id);
    return entry == null ? null : entry.slot();
  }

  long seq(long id) {
    Entry entry = entries.get(id);
    return entry == null ? 0 : entry.seq();
  }
}
