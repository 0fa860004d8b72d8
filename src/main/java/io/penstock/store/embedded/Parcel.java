package io.penstock.store.embedded;

import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.Receipt;
import io.penstock.sync.outbox.StateBatch;
import io.penstock.tenant.ConnectionRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An acceptance in the form it waits for the writer in. It holds bytes, and nothing of the records
 * they were made of: thousands of polled pages may wait, and an order's objects are many times as
 * large as its bytes.
 */
final class Parcel {
  /** What an operation weighs in the queue beside its records. */
  static final long OPERATION_BYTES = 512;

  /**
   * What one arrival became.
   *
   * @param fact null where a state stands, which is in {@link #states}
   */
  record Item(@Nullable Fact fact, List<String> targets, @Nullable Event event) {}

  private final ConnectionRef source;
  private final Instant at;
  private final List<Item> items;
  private final StateBatch states = new StateBatch();

  /** For each entry of the batch its place among the items. */
  private final List<Integer> places = new ArrayList<>();

  private final List<DeadLetter.Unreadable> unreadable;
  private final Acceptance.@Nullable CursorMove cursor;
  private final List<Event> events;
  private final @Nullable Receipt receipt;
  private int rows;
  private long bytes = OPERATION_BYTES;

  private Parcel(Acceptance acceptance) {
    source = acceptance.source();
    at = acceptance.at();
    items = new ArrayList<>(acceptance.arrivals().size());
    unreadable = acceptance.unreadable();
    cursor = acceptance.cursor();
    events = acceptance.events();
    receipt = acceptance.receipt();
    rows = 1 + events.size() + unreadable.size();
    states.arrivedAt(at);
  }

  static Parcel of(Acceptance acceptance) {
    Parcel parcel = new Parcel(acceptance);
    Map<StateBatch.Group, Integer> groups = new HashMap<>();
    for (Arrival arrival : acceptance.arrivals()) {
      parcel.put(arrival, groups);
    }
    parcel.bytes += parcel.states.block().length();
    return parcel;
  }

  private void put(Arrival arrival, Map<StateBatch.Group, Integer> groups) {
    List<String> targets = arrival.targets();
    if (arrival.record().type().isFact()) {
      Fact fact = Fact.of(arrival.record());
      items.add(new Item(fact, targets, arrival.event()));
      rows += Math.max(1, targets.size()) + (arrival.event() == null ? 0 : 1);
      bytes += 2L * fact.json().length + OPERATION_BYTES;
      return;
    }
    StateBatch.Group group = new StateBatch.Group(source, arrival.record().type(), targets);
    states.block().add(groups.computeIfAbsent(group, states::group), arrival.record());
    places.add(items.size());
    items.add(new Item(null, targets, arrival.event()));
  }

  ConnectionRef source() {
    return source;
  }

  Instant at() {
    return at;
  }

  List<Item> items() {
    return items;
  }

  boolean hasStates() {
    return !places.isEmpty();
  }

  StateBatch states() {
    return states;
  }

  /** The place among the items of what stands at that place of the batch. */
  int place(int inBatch) {
    return places.get(inBatch);
  }

  List<DeadLetter.Unreadable> unreadable() {
    return unreadable;
  }

  Acceptance.@Nullable CursorMove cursor() {
    return cursor;
  }

  List<Event> events() {
    return events;
  }

  @Nullable Receipt receipt() {
    return receipt;
  }

  /** About how many rows it makes. */
  int rows() {
    return rows;
  }

  /** What it holds in memory. */
  long bytes() {
    return bytes;
  }
}
