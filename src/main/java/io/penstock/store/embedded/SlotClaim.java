package io.penstock.store.embedded;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.tenant.ConnectionRef;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a pusher holds of a lane. Filled and settled by the writer's thread, read by the pusher's in
 * between; the futures of {@link EmbeddedStates} hand it over.
 */
final class SlotClaim extends StateClaim {
  private static final int FIRST_ENTRIES = 16;
  private static final @Nullable Slot[] NO_SLOTS = new @Nullable Slot[0];
  private static final long[] NO_NUMBERS = new long[0];
  private static final int[] NO_COUNTS = new int[0];
  private static final boolean[] NO_MARKS = new boolean[0];
  private static final String[] NO_NAMES = new String[0];

  private final Memory memory;

  // Nothing until something was claimed: most plugs of many tenants look and find nothing.
  private @Nullable Slot[] slots = NO_SLOTS;
  private long[] versions = NO_NUMBERS;
  private long[] acceptedAts = NO_NUMBERS;
  private int[] attempts = NO_COUNTS;
  private boolean[] firsts = NO_MARKS;
  private String[] sources = NO_NAMES;
  private long generation;
  private @Nullable SlotLane lane;

  SlotClaim(ConnectionRef target, RecordType type, Memory memory) {
    super(target, type);
    this.memory = memory;
  }

  void clear() {
    block.clear();
    nextDue = null;
  }

  /**
   * Fills an empty claim.
   *
   * @param whole fills it with {@code max} or leaves it empty
   * @return whether it is full now, so that there may be more
   */
  boolean fill(SlotBook book, int max, boolean whole, long now) {
    SlotLane lane = lane(book);
    generation = book.generation();
    if (lane == null || (whole && lane.standing() < max)) {
      return false;
    }
    int taken = 0;
    while (taken < max) {
      Slot slot = book.take(lane, now);
      if (slot == null) {
        break;
      }
      add(taken++, slot, max);
    }
    if (whole && taken < max) {
      giveBack(book); // some of those who stood there were not due
      clear();
      return false;
    }
    Slot next = lane.first();
    nextDue = next == null ? null : Nanos.instant(next.dueAt);
    return taken == max;
  }

  /** Looked up once, for a lane stays the same until its tenant or the whole book goes. */
  private @Nullable SlotLane lane(SlotBook book) {
    if (lane == null || lane.gone || generation != book.generation()) {
      lane = book.find(Lane.Name.of(target(), type()));
    }
    return lane;
  }

  private void add(int at, Slot slot, int max) {
    if (at == slots.length) {
      room(at, max);
    }
    slots[at] = slot;
    versions[at] = slot.version;
    acceptedAts[at] = slot.acceptedAt;
    attempts[at] = slot.attempts;
    firsts[at] = !slot.pushed;
    sources[at] = slot.source;
    block.add(at, slot.changedAt, slot.key, 0, slot.key.length, slot.value, 0, slot.valueLength);
  }

  private void room(int used, int max) {
    int entries = Math.min(max, Math.max(FIRST_ENTRIES, 2 * used));
    slots = Arrays.copyOf(slots, entries);
    versions = Arrays.copyOf(versions, entries);
    acceptedAts = Arrays.copyOf(acceptedAts, entries);
    attempts = Arrays.copyOf(attempts, entries);
    firsts = Arrays.copyOf(firsts, entries);
    sources = Arrays.copyOf(sources, entries);
  }

  /** The slot as the book has it now; null when its tenant is gone. */
  @Nullable Slot slot(SlotBook book, int at) {
    Slot slot = slots[at];
    if (slot == null || slot.gone) {
      return null;
    }
    if (generation == book.generation()) {
      return slot;
    }
    SlotLane lane = book.find(slot.lane.lane.name());
    Slot again = lane == null ? null : lane.find(slot.key);
    return again == null || again.id != slot.id ? null : again;
  }

  void giveBack(SlotBook book) {
    for (int i = 0; i < size(); i++) {
      Slot slot = slot(book, i);
      if (slot != null) {
        book.giveBack(slot);
      }
    }
  }

  @Override
  public long acceptedAt(int at) {
    return acceptedAts[at];
  }

  @Override
  public int attempts(int at) {
    return attempts[at];
  }

  @Override
  protected long id(int at) {
    Slot slot = slots[at];
    return slot == null ? 0 : slot.id;
  }

  @Override
  protected long version(int at) {
    return versions[at];
  }

  @Override
  protected String deliveryId(int at) {
    return memory.deliveryId(id(at), versions[at]);
  }

  @Override
  protected String source(int at) {
    return sources[at];
  }

  @Override
  protected boolean first(int at) {
    return firsts[at];
  }
}
