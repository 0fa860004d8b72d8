package io.penstock.store.embedded;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.sync.outbox.Outbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Sums over all slots for those who watch. The writer is asked for them every few seconds and has
 * better things to do than to look at millions of slots, so each call looks for the oldest in a
 * bounded number of them and the next call goes on there. Used by the writer's thread only.
 */
final class Census {
  /** Slots that one call looks at, but for the rest of a lane that was begun. */
  static final int SLOTS_A_CALL = 20_000;

  private static final long NONE = Long.MAX_VALUE;

  private static final class Sum {
    long waiting;
    long dead;
  }

  /** Lanes that the round under way has not looked at yet. */
  private final ArrayDeque<SlotLane> ahead = new ArrayDeque<>();

  private final Map<RecordType, Long> oldest = new EnumMap<>(RecordType.class);
  private Map<RecordType, Long> found = new EnumMap<>(RecordType.class);

  List<Outbox.Total> take(SlotBook book) {
    look(book);
    Map<RecordType, Sum> sums = new EnumMap<>(RecordType.class);
    for (SlotLane lane : book.lanes()) {
      Sum sum = sums.computeIfAbsent(lane.lane.name().type(), type -> new Sum());
      sum.waiting += lane.waiting;
      sum.dead += lane.dead;
    }
    List<Outbox.Total> totals = new ArrayList<>();
    sums.forEach(
        (type, sum) -> {
          long since = sum.waiting == 0 ? NONE : oldest.getOrDefault(type, NONE);
          totals.add(
              new Outbox.Total(
                  type, sum.waiting, sum.dead, since == NONE ? null : Nanos.instant(since)));
        });
    return totals;
  }

  private void look(SlotBook book) {
    if (ahead.isEmpty()) {
      for (SlotLane lane : book.lanes()) {
        if (lane.waiting > 0) {
          ahead.add(lane);
        }
      }
    }
    int left = SLOTS_A_CALL;
    while (left > 0 && !ahead.isEmpty()) {
      SlotLane lane = ahead.remove();
      if (!lane.gone && lane.waiting > 0) {
        found.merge(lane.lane.name().type(), since(lane), Math::min);
        left -= lane.size();
      }
    }
    if (ahead.isEmpty()) {
      oldest.clear();
      oldest.putAll(found);
      found = new EnumMap<>(RecordType.class);
    }
  }

  private static long since(SlotLane lane) {
    long[] since = {NONE};
    lane.forEach(slot -> since[0] = slot.waiting ? Math.min(since[0], slot.since) : since[0]);
    return since[0];
  }
}
