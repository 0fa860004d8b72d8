package io.penstock.store.embedded;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One key of one target, with its newest value: what is known of it, whether it waits, and where it
 * stands in its lane's line. A value is written over the one before, in the same array when it
 * fits, so that an update of a known key leaves no garbage.
 *
 * <p>Used by the writer's thread only. All times are nanoseconds since 1970.
 */
final class Slot {
  private static final int VALUE_BYTES_MIN = 8;

  final SlotLane lane;
  final long id;
  final byte[] key;
  final int hash;

  byte[] value = new byte[VALUE_BYTES_MIN];
  int valueLength;

  /** Counts the values of this key; a settlement names the one it is about. */
  long version;

  long changedAt;

  /** Of one that died: its target does not have it. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * Since when it waits without having been reached; the oldest decides a backlog's age. Where it
   * does not wait: when it was pushed, or {@link #NEVER}.
   */
  long since;

  long acceptedAt;
  long dueAt;
  int attempts;
  String source = "";
  String reason = "";
  boolean waiting;
  boolean pushed;

  /** Claimed and not yet settled; a crash forgets it. */
  boolean underWay;

  /** Differs from its row. */
  boolean dirty;

  /** Its tenant was removed. */
  boolean gone;

  boolean aside;
  @Nullable Slot before;
  @Nullable Slot behind;

  Slot(SlotLane lane, long id, byte[] key, int hash) {
    this.lane = lane;
    this.id = id;
    this.key = key;
    this.hash = hash;
  }

  void value(byte[] from, int start, int length) {
    if (length > value.length) {
      value = new byte[(length + VALUE_BYTES_MIN - 1) / VALUE_BYTES_MIN * VALUE_BYTES_MIN];
    }
    System.arraycopy(from, start, value, 0, length);
    valueLength = length;
  }

  byte[] valueCopy() {
    return Arrays.copyOf(value, valueLength);
  }

  /** Whether its target was sent what it is now. */
  boolean isResting() {
    return !waiting && since != NEVER;
  }

  boolean isExactly(long wanted) {
    return waiting && version == wanted;
  }
}
