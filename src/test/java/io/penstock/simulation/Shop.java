package io.penstock.simulation;

import io.penstock.connector.Page;
import io.penstock.record.Cursor;
import io.penstock.record.Order;
import io.penstock.record.SyncRecord;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where orders come from: a list by whole seconds in which changes appear late, some orders come
 * twice, pages are shuffled, and orders change while they are read.
 */
final class Shop {
  /** How long a change may stay out of the list; each poll reads that much again. */
  private static final Duration LATE_MAX = Duration.ofSeconds(1);

  private static final Duration OVERLAP = LATE_MAX.plusSeconds(2);
  static final int PAGE = 4;

  private record Listed(String id, Instant stamp) {}

  /** An order with what the list says of it, which lags behind. */
  private static final class Entry {
    Order order;
    Instant listed;
    boolean isListed;

    Entry(Order order) {
      this.order = order;
      this.listed = order.changedAt();
    }
  }

  private final VirtualTime time;
  private final Map<String, Entry> orders = new LinkedHashMap<>();

  Shop(VirtualTime time) {
    this.time = time;
  }

  /** A customer orders, or changes what was ordered. */
  void sell() {
    boolean isNew = orders.isEmpty() || time.isLucky(0.5);
    String id = "o" + (isNew ? orders.size() + 1 : time.between(1, orders.size()));
    Entry known = orders.get(id);
    Instant now = time.instant().truncatedTo(ChronoUnit.SECONDS);
    int version = known == null ? 1 : Integer.parseInt(known.order.version()) + 1;
    Order order = order(id, String.valueOf(version), now);
    Entry entry = known == null ? new Entry(order) : known;
    orders.put(id, entry);
    entry.order = order;
    time.afterMillis(
        time.between(0, (int) LATE_MAX.toMillis()),
        () -> {
          if (!entry.listed.isAfter(now)) {
            entry.listed = now;
            entry.isListed = true;
          }
        });
  }

  private static Order order(String id, String version, Instant at) {
    return new Order(
        id, version, id, null, at, at, null, null, null, null, null, null, null, null, List.of(),
        List.of(), null, null, Map.of());
  }

  /**
   * @param call one call to the platform; the list is as it is when the first call is answered
   */
  Future<Void> poll(Cursor from, Supplier<Future<Void>> call, Function<Page, Future<Void>> pages) {
    Instant since = from.text().isEmpty() ? Instant.MIN : Instant.parse(from.text());
    return call.get()
        .compose(
            answered -> {
              List<Listed> list = new ArrayList<>();
              orders.forEach(
                  (id, entry) -> {
                    if (entry.isListed && !entry.listed.isBefore(since)) {
                      list.add(new Listed(id, entry.listed));
                    }
                  });
              list.sort(Comparator.comparing(Listed::stamp).thenComparing(Listed::id));
              return page(list, 0, from, call, pages);
            });
  }

  private Future<Void> page(
      List<Listed> list,
      int at,
      Cursor before,
      Supplier<Future<Void>> call,
      Function<Page, Future<Void>> pages) {
    if (at >= list.size()) {
      return Future.succeededFuture();
    }
    List<Listed> part = list.subList(at, Math.min(at + PAGE, list.size()));
    List<SyncRecord> records = new ArrayList<>();
    for (Listed one : part) {
      records.add(now(one.id()));
      if (time.isLucky(0.1)) {
        records.add(time.between(0, records.size()), now(one.id()));
      }
    }
    Instant newest = part.get(part.size() - 1).stamp().minus(OVERLAP);
    boolean further = before.text().isEmpty() || newest.isAfter(Instant.parse(before.text()));
    Cursor next = further ? new Cursor(newest.toString()) : before;
    Future<Void> kept = pages.apply(new Page(records, List.of(), next));
    return kept.compose(on -> call.get())
        .compose(answered -> page(list, at + PAGE, next, call, pages));
  }

  private Order now(String id) {
    Entry entry = orders.get(id);
    if (entry == null) {
      throw new IllegalStateException("no order " + id);
    }
    return entry.order;
  }

  /** What the cursor has passed is on disk. */
  void checkCursor(ConnectionRef self, String cursor, SimulatedStore store, Witness witness) {
    if (cursor.isEmpty()) {
      return;
    }
    Instant passed = Instant.parse(cursor);
    for (Entry entry : orders.values()) {
      if (entry.order.changedAt().isBefore(passed)) {
        witness.check(
            store.facts().isKnown(self, entry.order),
            "the cursor is never ahead of the data",
            self + " " + entry.order.id() + " version " + entry.order.version());
      }
    }
  }

  /** Whether everything that was ever ordered is on disk as it is now. */
  boolean isAllKept(ConnectionRef self, SimulatedStore store) {
    return orders.values().stream().allMatch(entry -> store.facts().isKnown(self, entry.order));
  }
}
