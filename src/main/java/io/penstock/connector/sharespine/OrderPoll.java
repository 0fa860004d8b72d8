package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.connector.Page;
import io.penstock.connector.http.Answer;
import io.penstock.connector.http.HttpDate;
import io.penstock.record.Cursor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads orders. The first time window by window through the query endpoint, from the connection's
 * start to the platform's present; then whatever changed since the greatest stamp seen, minus an
 * overlap. Everything may come again; the outbox knows what it has.
 *
 * <p>The operator {@code lt} is ASSUMED (A5): where the platform refuses the query, the plain list
 * is read, which without a filter is everything. That a list can be cut off is ASSUMED (A9): then
 * its cursor does not move and the time is halved until a window is whole.
 */
final class OrderPoll {
  /** What a platform says that has no such query. */
  private static final Set<Integer> NO_QUERY = Set.of(400, 404, 405, 501);

  private static final Duration WINDOW_MIN = Duration.ofSeconds(1);
  private static final Duration WINDOW_MAX = Duration.ofDays(3650);

  private final TenantApi api;
  private final SharespineOptions options;
  private final Instant firstSince;
  private final Echoes echoes;
  private final InstantSource clock;

  OrderPoll(
      TenantApi api,
      SharespineOptions options,
      Instant firstSince,
      Echoes echoes,
      InstantSource clock) {
    this.api = api;
    this.options = options;
    this.firstSince = firstSince;
    this.echoes = echoes;
    this.clock = clock;
  }

  /** The windows from there on; the plain list where the first read goes without windows, too. */
  Cursor from(@Nullable Instant since) {
    if (since == null) {
      return Cursor.START;
    }
    return options.windowedFirstRead()
        ? new OrderCursor(since, options.windowLength(), null).toCursor()
        : OrderCursor.since(since).toCursor();
  }

  /**
   * As {@link #poll}, but a list that was cut off is not left for the next poll: it is read on at
   * once. Ends with a failure where that leads nowhere.
   */
  Future<Void> pollToTheEnd(Cursor from, Function<Page, Future<Void>> pages) {
    Cursor[] last = {from};
    return poll(
            from,
            page -> {
              last[0] = page.next();
              return pages.apply(page);
            })
        .compose(
            read -> {
              OrderCursor at = OrderCursor.parse(last[0]);
              if (at == null || at.window() == null) {
                return Future.succeededFuture();
              }
              return last[0].equals(from)
                  ? Future.failedFuture("the list of orders is cut off and cannot be read whole")
                  : pollToTheEnd(last[0], pages);
            });
  }

  Future<Void> poll(Cursor from, Function<Page, Future<Void>> pages) {
    OrderCursor at = OrderCursor.parse(from);
    if (at == null) {
      if (!options.windowedFirstRead()) {
        return everything(from, pages);
      }
      at = new OrderCursor(firstSince, options.windowLength(), null);
    }
    if (at.window() == null) {
      return changes(at, pages);
    }
    Promise<Void> ended = Promise.promise();
    windows(at, pages, ended);
    return ended.future();
  }

  /** A loop and no chain of futures: a dense shop has thousands of windows. */
  private void windows(OrderCursor at, Function<Page, Future<Void>> pages, Promise<Void> ended) {
    Duration length = at.window();
    if (length == null) {
      ended.complete();
      return;
    }
    window(at, length, pages)
        .onComplete(
            next -> {
              if (next.succeeded()) {
                windows(next.result(), pages, ended);
              } else {
                ended.fail(next.cause());
              }
            });
  }

  private Future<Void> everything(Cursor start, Function<Page, Future<Void>> pages) {
    return list(null, start, pages);
  }

  private Future<Void> changes(OrderCursor at, Function<Page, Future<Void>> pages) {
    return list(at.from(), at.toCursor(), pages);
  }

  private Future<Void> list(
      @Nullable Instant since, Cursor start, Function<Page, Future<Void>> pages) {
    OrderPages into = new OrderPages(pages, start, echoes, options.recordMaxBytes());
    return readAll(since, 0, into)
        .compose(answer -> into.last(afterList(since, into, answer).toCursor()));
  }

  private OrderCursor afterList(@Nullable Instant since, OrderPages read, Answer answer) {
    Instant from = since == null ? firstSince : since;
    if (cut(read)) {
      Instant again = from.minus(options.overlap());
      return new OrderCursor(again, options.windowLength(), null);
    }
    return OrderCursor.since(later(from, bounded(read.greatest(), answer)));
  }

  private Future<Answer> readAll(@Nullable Instant since, int offset, OrderPages into) {
    int before = into.count();
    ListReader reader = new ListReader(options.recordMaxBytes(), into);
    return api.stream(listPath(since, offset), reader)
        .compose(answer -> Refusals.mustBeSuccess(answer, "the order list"))
        .compose(answer -> reader.end().map(answer))
        .compose(
            answer -> {
              boolean more =
                  options.paging() == SharespineOptions.Paging.OFFSET
                      && into.count() - before >= options.pageMax();
              // Steps are shorter than pages: a record that changes meanwhile moves the others up.
              int step = Math.max(1, options.pageMax() - options.pageMax() / 10);
              return more ? readAll(since, offset + step, into) : Future.succeededFuture(answer);
            });
  }

  private String listPath(@Nullable Instant since, int offset) {
    StringBuilder path = new StringBuilder(api.paths().order());
    char separator = '?';
    if (since != null) {
      String stamp = seconds(since.minus(options.overlap()));
      path.append(separator).append(api.paths().modifiedAtOrAfter()).append('=');
      path.append(TenantApi.encode(stamp));
      separator = '&';
    }
    if (options.paging() == SharespineOptions.Paging.OFFSET) {
      path.append(separator).append(api.paths().offset()).append('=').append(offset);
      path.append('&').append(api.paths().limit()).append('=').append(options.pageMax());
    }
    return path.toString();
  }

  /** The answer is where to go on; without a window the first read is over. */
  private Future<OrderCursor> window(
      OrderCursor at, Duration length, Function<Page, Future<Void>> pages) {
    OrderPages into = new OrderPages(pages, at.toCursor(), echoes, options.recordMaxBytes());
    ListReader reader = new ListReader(options.recordMaxBytes(), into);
    Instant to = at.from().plus(length);
    return api.streamQuery(
            api.paths().order() + api.paths().query(), between(at.from(), to), reader)
        .compose(
            answer -> {
              if (NO_QUERY.contains(answer.status())) {
                return everything(at.toCursor(), pages).map(OrderCursor.since(at.from()));
              }
              return Refusals.mustBeSuccess(answer, "the order query")
                  .compose(whole -> reader.end())
                  .compose(whole -> afterWindow(at, length, into, answer, pages));
            });
  }

  private Future<OrderCursor> afterWindow(
      OrderCursor at,
      Duration length,
      OrderPages read,
      Answer answer,
      Function<Page, Future<Void>> pages) {
    if (cut(read)) {
      if (length.compareTo(WINDOW_MIN) <= 0) {
        return Future.failedFuture(
            answer.unreadable(
                "more than "
                    + options.listCap()
                    + " orders changed within one second; raise listCap"));
      }
      Duration half = length.dividedBy(2).truncatedTo(ChronoUnit.SECONDS);
      Duration shorter = half.compareTo(WINDOW_MIN) < 0 ? WINDOW_MIN : half;
      return go(new OrderCursor(at.from(), shorter, at.greatest()), read);
    }
    Instant to = at.from().plus(length);
    Instant seen = bounded(read.greatest(), answer);
    Instant greatest = at.greatest() == null ? seen : later(at.greatest(), seen);
    Instant present = present(answer);
    // Where the platform does not tell its time, an empty window is taken for the present, and at
    // the latest ours: what is after it is asked for as a change.
    boolean empty = read.count() == 0;
    boolean over = present != null ? to.isAfter(present) : empty || to.isAfter(clock.instant());
    if (over) {
      Instant nothing = present != null || empty ? at.from() : firstSince;
      OrderCursor done = OrderCursor.since(greatest == null ? nothing : greatest);
      return read.last(done.toCursor())
          .compose(kept -> present == null ? changes(done, pages) : Future.<Void>succeededFuture())
          .map(done);
    }
    Duration next = nextLength(length, read.count());
    return go(new OrderCursor(to, next, greatest), read);
  }

  /** Empty windows grow fast; ones that were cut before grow back to the usual length. */
  private Duration nextLength(Duration length, int count) {
    Duration twice = length.multipliedBy(2);
    if (count == 0) {
      return twice.compareTo(WINDOW_MAX) > 0 ? WINDOW_MAX : twice;
    }
    Duration usual = options.windowLength();
    if (length.compareTo(usual) >= 0) {
      return usual;
    }
    boolean dense = count > options.listCap() / 4;
    return dense ? length : twice.compareTo(usual) > 0 ? usual : twice;
  }

  private static Future<OrderCursor> go(OrderCursor next, OrderPages read) {
    return read.last(next.toCursor()).map(next);
  }

  private boolean cut(OrderPages read) {
    return options.listCap() > 0 && read.count() >= options.listCap();
  }

  /** A stamp in the platform's own future must not make us skip what is stamped before it. */
  private static @Nullable Instant bounded(@Nullable Instant greatest, Answer answer) {
    Instant present = present(answer);
    boolean future = greatest != null && present != null && greatest.isAfter(present);
    return future ? present : greatest;
  }

  private static @Nullable Instant present(Answer answer) {
    return HttpDate.read(answer.headers().get("Date"));
  }

  private static Instant later(Instant one, @Nullable Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }

  private static ObjectNode between(Instant from, Instant to) {
    ObjectNode query = Fields.JSON.createObjectNode();
    ArrayNode clauses = query.putObject("filter").put("type", "and").putArray("subclauses");
    // Stamps have whole seconds, so after the second before is at or after.
    clause(clauses.addObject(), "gt", from.minusSeconds(1));
    clause(clauses.addObject(), "lt", to);
    return query;
  }

  private static void clause(ObjectNode clause, String type, Instant stamp) {
    clause.put("type", type).put("field", "lastModified");
    clause.putObject("value").put("type", "datetime").put("value", seconds(stamp));
  }

  private static String seconds(Instant stamp) {
    return stamp.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
