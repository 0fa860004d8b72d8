package io.penstock.store.embedded;

import io.penstock.record.Hash;
import io.penstock.sync.outbox.Resting;
import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All slots of one target and type: a hash table over the keys, and the line of those that wait.
 *
 * <p>The line is a linked list in the order of due times, which is nearly always the order of
 * arrival, so that joining and leaving it cost nothing. The few that do not fit at its end, because
 * they failed and have a time of their own, stand aside in a sorted set.
 */
final class SlotLane {
  private static final int TABLE_MIN = 8;

  static final Comparator<Slot> BY_DUE =
      Comparator.<Slot>comparingLong(slot -> slot.dueAt)
          .thenComparingLong(slot -> slot.since)
          .thenComparingLong(slot -> slot.id);

  final Lane lane;
  private @Nullable Slot[] table = new @Nullable Slot[TABLE_MIN];
  private int size;
  private @Nullable Slot head;
  private @Nullable Slot tail;
  private final TreeSet<Slot> aside = new TreeSet<>(BY_DUE);
  private int standing;

  long accepted;
  long settled;
  long superseded;
  long dead;
  int waiting;

  /** What waited when the current transaction began. */
  int waitingBefore;

  boolean touched;
  boolean dirty;
  boolean gone;

  SlotLane(Lane lane) {
    this.lane = lane;
  }

  @Nullable Slot find(byte[] bytes, int from, int to, int hash) {
    int mask = table.length - 1;
    for (int at = hash & mask; ; at = (at + 1) & mask) {
      Slot slot = table[at];
      if (slot == null) {
        return null;
      }
      if (slot.hash == hash && Arrays.equals(slot.key, 0, slot.key.length, bytes, from, to)) {
        return slot;
      }
    }
  }

  @Nullable Slot find(byte[] key) {
    return find(key, 0, key.length, Hash.of(key, 0, key.length));
  }

  /** A slot whose key is not here yet. */
  void add(Slot slot) {
    if (2 * (size + 1) > table.length) {
      @Nullable Slot[] old = table;
      table = new @Nullable Slot[2 * old.length];
      for (Slot one : old) {
        if (one != null) {
          put(one);
        }
      }
    }
    put(slot);
    size++;
  }

  private void put(Slot slot) {
    int mask = table.length - 1;
    int at = slot.hash & mask;
    while (table[at] != null) {
      at = (at + 1) & mask;
    }
    table[at] = slot;
  }

  int size() {
    return size;
  }

  void forEach(Consumer<Slot> visit) {
    for (Slot slot : table) {
      if (slot != null) {
        visit.accept(slot);
      }
    }
  }

  /**
   * Visits those in some places of the table. When it grows meanwhile, some may be visited again.
   *
   * @return the place after them, or {@link Resting#END}
   */
  int visit(int from, int places, Consumer<Slot> visit) {
    int to = Math.min(table.length, from + places);
    for (int at = from; at < to; at++) {
      Slot slot = table[at];
      if (slot != null) {
        visit.accept(slot);
      }
    }
    return to == table.length ? Resting.END : to;
  }

  /** Whether nobody stands in the line; those aside have timers of their own. */
  boolean isLineEmpty() {
    return head == null;
  }

  /** How many stand in the line or aside, due or not. */
  int standing() {
    return standing;
  }

  /** To be called for a slot that waits, is not under way and stands nowhere yet. */
  void join(Slot slot) {
    standing++;
    if (tail == null || BY_DUE.compare(tail, slot) < 0) {
      slot.before = tail;
      if (tail == null) {
        head = slot;
      } else {
        tail.behind = slot;
      }
      tail = slot;
    } else {
      slot.aside = true;
      aside.add(slot);
    }
  }

  /** To be called before the slot's times change or it no longer waits. */
  void leave(Slot slot) {
    if (slot.aside) {
      standing--;
      aside.remove(slot);
      slot.aside = false;
      return;
    }
    if (slot != head && slot.before == null) {
      return; // it stood nowhere, since it is under way
    }
    standing--;
    Slot before = slot.before;
    Slot behind = slot.behind;
    if (before == null) {
      head = behind;
    } else {
      before.behind = behind;
    }
    if (behind == null) {
      tail = before;
    } else {
      behind.before = before;
    }
    slot.before = null;
    slot.behind = null;
  }

  /** The one that is due first, whether it is time or not; null when none waits for a claim. */
  @Nullable Slot first() {
    Slot sideways = aside.isEmpty() ? null : aside.first();
    if (sideways == null || (head != null && BY_DUE.compare(head, sideways) < 0)) {
      return head;
    }
    return sideways;
  }
}
