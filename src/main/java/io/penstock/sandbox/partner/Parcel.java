package io.penstock.sandbox.partner;

import java.util.Arrays;

/**
 * Updates that travel in one request. Kept as numbers: its bytes are written anew for each try, and
 * are the same each time.
 */
final class Parcel {
  private final int[] slots;
  private final long[] changedAt;
  private final long[] values;
  private int size;

  Parcel(int capacity) {
    slots = new int[capacity];
    changedAt = new long[capacity];
    values = new long[capacity];
  }

  void add(int slot, long at, long value) {
    slots[size] = slot;
    changedAt[size] = at;
    values[size] = value;
    size++;
  }

  int size() {
    return size;
  }

  int slot(int line) {
    return slots[line];
  }

  long changedAt(int line) {
    return changedAt[line];
  }

  long value(int line) {
    return values[line];
  }

  /** The lines with these numbers, as a parcel of their own. */
  Parcel only(int[] lines) {
    Parcel part = new Parcel(lines.length);
    Arrays.stream(lines).forEach(line -> part.add(slots[line], changedAt[line], values[line]));
    return part;
  }
}
