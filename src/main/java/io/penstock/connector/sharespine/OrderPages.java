package io.penstock.connector.sharespine;

import io.penstock.connector.Page;
import io.penstock.record.Cursor;
import io.penstock.record.Order;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a list of orders into pages while it is read. The platform promises no order within a list,
 * so only the last page may move the cursor: the others carry the one that the list started with.
 */
final class OrderPages implements ListReader.Elements {
  private static final int UNREADABLE_MAX = 50;

  private final Function<Page, Future<Void>> pages;
  private final Cursor start;
  private final Echoes echoes;
  private final long recordMaxBytes;
  private final List<Order> orders = new ArrayList<>();
  private final List<Echoes.Told> told = new ArrayList<>();
  private int inPage;
  private final List<Page.Unreadable> unreadable = new ArrayList<>();
  private @Nullable Instant greatest;
  private int count;

  OrderPages(Function<Page, Future<Void>> pages, Cursor start, Echoes echoes, long recordMaxBytes) {
    this.pages = pages;
    this.start = start;
    this.echoes = echoes;
    this.recordMaxBytes = recordMaxBytes;
  }

  @Override
  public Future<Void> take(byte[] bytes, int from, int length) throws IOException {
    OrderReader.Reading reading = OrderReader.read(bytes, from, length);
    return room()
        .onSuccess(
            ready -> {
              count++;
              Order order = reading.order();
              if (order != null) {
                add(order, reading.rest());
              } else if (reading.unreadable() != null) {
                unreadable.add(reading.unreadable());
              }
            });
  }

  @Override
  public Future<Void> tooLarge(String beginning) {
    return room()
        .onSuccess(
            ready -> {
              count++;
              unreadable.add(OrderReader.tooLarge(beginning, recordMaxBytes));
            });
  }

  /** Hands over what is left, with the cursor to go on from. */
  Future<Void> last(Cursor next) {
    return handOver(next);
  }

  /** Elements of the list, readable or not. */
  int count() {
    return count;
  }

  /** The latest change in the list; null where there was none. */
  @Nullable Instant greatest() {
    return greatest;
  }

  private void add(Order order, long rest) {
    if (greatest == null || order.changedAt().isAfter(greatest)) {
      greatest = order.changedAt();
    }
    inPage++;
    Echoes.Told shown = echoes.tell(order, rest);
    if (shown != null) {
      told.add(shown);
    }
    if (!echoes.isEcho(order.id(), order.version())) {
      orders.add(order);
    }
  }

  private Future<Void> room() {
    boolean full = inPage == Page.RECORDS_MAX || unreadable.size() == UNREADABLE_MAX;
    return full ? handOver(start) : Future.succeededFuture();
  }

  private Future<Void> handOver(Cursor next) {
    orders.sort(Comparator.comparing(Order::changedAt).thenComparing(Order::id));
    Page page = new Page(List.copyOf(orders), unreadable, next);
    List<Echoes.Told> shown = List.copyOf(told);
    inPage = 0;
    orders.clear();
    told.clear();
    unreadable.clear();
    return pages.apply(page).onSuccess(kept -> shown.forEach(echoes::delivered));
  }
}
