package io.penstock.connector.http;

import org.jspecify.annotations.Nullable;

/**
 * Who is next among many who wait for the same thing: deficit round robin. Each {@link Flow} with
 * something waiting stands once in a ring and gives out as many items a turn as its weight, so how
 * much one of them has waiting never moves the others. Every operation takes constant time; nothing
 * is allocated once a flow's own ring has grown to what it needs.
 *
 * <p>Who gives up waiting keeps the turn it stood for. If the turn comes while it is away, it is
 * owed one, and served before the ring when it comes back: so those whom a short patience sends
 * away are served in their order too, and not by luck. Not thread-safe.
 */
final class FairQueue<T> {
  /** One who waits, with a bounded queue of its own. */
  static final class Flow<T> {
    private final int weight;
    private final int itemsMax;
    private @Nullable Object[] items = new @Nullable Object[2];
    private int head;
    private int size;
    private int left;
    private boolean standing;
    private boolean owed;
    private long turn;
    private @Nullable Flow<T> next;

    private Flow(int weight, int itemsMax) {
      this.weight = weight;
      this.itemsMax = itemsMax;
    }

    int size() {
      return size;
    }
  }

  /** Flows in the order of their turns. */
  private static final class Ring<T> {
    private @Nullable Flow<T> first;
    private @Nullable Flow<T> last;

    private void append(Flow<T> flow) {
      flow.next = null;
      if (last == null) {
        first = flow;
      } else {
        last.next = flow;
      }
      last = flow;
    }

    private void removeFirst(Flow<T> flow) {
      first = flow.next;
      if (first == null) {
        last = null;
      }
      flow.next = null;
    }
  }

  private final Ring<T> owed = new Ring<>();
  private final Ring<T> ring = new Ring<>();
  private int size;
  private long turns;

  Flow<T> flow(int weight, int itemsMax) {
    if (weight < 1 || itemsMax < 1) {
      throw new IllegalArgumentException("weight " + weight + ", itemsMax " + itemsMax);
    }
    return new Flow<>(weight, itemsMax);
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** False when the flow has as many waiting as it may. */
  boolean offer(Flow<T> flow, T item) {
    if (flow.size == flow.itemsMax) {
      return false;
    }
    if (flow.size == flow.items.length) {
      grow(flow);
    }
    flow.items[(flow.head + flow.size) & (flow.items.length - 1)] = item;
    flow.size++;
    size++;
    if (!flow.standing) {
      stand(flow, flow.owed ? owed : ring);
    }
    return true;
  }

  /** Who is next; null when nobody waits. */
  @Nullable T peek() {
    Ring<T> from = atTurn();
    return from.first == null ? null : item(from.first, 0);
  }

  @Nullable T poll() {
    Ring<T> from = atTurn();
    Flow<T> flow = from.first;
    if (flow == null) {
      return null;
    }
    T item = item(flow, 0);
    removeHead(flow);
    flow.left--;
    if (flow.size == 0) {
      from.removeFirst(flow);
      flow.standing = false;
    } else if (flow.left == 0 || from == owed) {
      from.removeFirst(flow);
      stand(flow, ring);
    }
    return item;
  }

  /** Takes out one who waits no longer; false when it does not wait. Quick at a flow's head. */
  boolean remove(Flow<T> flow, T item) {
    for (int i = 0; i < flow.size; i++) {
      if (item(flow, i) == item) {
        for (int j = i; j > 0; j--) {
          flow.items[(flow.head + j) & (flow.items.length - 1)] = item(flow, j - 1);
        }
        removeHead(flow);
        return true;
      }
    }
    return false;
  }

  /** How many turns of others come before this flow's. */
  long turnsAhead(Flow<T> flow) {
    Flow<T> first = ring.first;
    return !flow.standing || first == null ? 0 : Math.max(0, flow.turn - first.turn);
  }

  /** Where the next turn is; flows that went away lose theirs here. */
  private Ring<T> atTurn() {
    while (owed.first != null && owed.first.size == 0) {
      miss(owed.first, owed);
    }
    if (owed.first != null) {
      return owed;
    }
    while (ring.first != null && ring.first.size == 0) {
      miss(ring.first, ring);
    }
    return ring;
  }

  private void miss(Flow<T> flow, Ring<T> from) {
    from.removeFirst(flow);
    flow.standing = false;
    flow.owed = true;
  }

  private void stand(Flow<T> flow, Ring<T> in) {
    flow.standing = true;
    flow.owed = false;
    flow.left = flow.weight;
    if (in == ring) {
      flow.turn = ++turns;
    }
    in.append(flow);
  }

  private void removeHead(Flow<T> flow) {
    flow.items[flow.head] = null;
    flow.head = (flow.head + 1) & (flow.items.length - 1);
    flow.size--;
    size--;
  }

  private static <T> void grow(Flow<T> flow) {
    @Nullable Object[] larger = new @Nullable Object[2 * flow.items.length];
    for (int i = 0; i < flow.size; i++) {
      larger[i] = flow.items[(flow.head + i) & (flow.items.length - 1)];
    }
    flow.items = larger;
    flow.head = 0;
  }

  @SuppressWarnings("unchecked") // only offer() puts items in
  private static <T> T item(Flow<T> flow, int index) {
    return (T) flow.items[(flow.head + index) & (flow.items.length - 1)];
  }
}
