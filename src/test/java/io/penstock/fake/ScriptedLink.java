package io.penstock.fake;

import io.penstock.connector.Delivery;
import io.penstock.connector.Holding;
import io.penstock.connector.Link;
import io.penstock.connector.Page;
import io.penstock.connector.PushResult;
import io.penstock.connector.Report;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A link that answers as it was told, and remembers what it was asked. Safe from any thread. */
public final class ScriptedLink implements Link {
  public final List<Delivery> pushed = Collections.synchronizedList(new ArrayList<>());
  public final List<Cursor> polledFrom = Collections.synchronizedList(new ArrayList<>());
  public final List<Report> reports = Collections.synchronizedList(new ArrayList<>());

  private final Deque<Function<Delivery, Future<PushResult>>> answers = new ArrayDeque<>();
  private final Deque<Function<Cursor, Future<Page>>> pages = new ArrayDeque<>();
  public final List<Cursor> rereadFrom = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Function<Cursor, Future<Page>>> pagesAgain = new ArrayDeque<>();
  private @Nullable Holding holding;
  private final int inFlightMax;
  private final int batchMax;

  public ScriptedLink(int inFlightMax, int batchMax) {
    this.inFlightMax = inFlightMax;
    this.batchMax = batchMax;
  }

  /** The next push is answered so; without a script a push is accepted. */
  public synchronized ScriptedLink answer(Function<Delivery, Future<PushResult>> answer) {
    answers.add(answer);
    return this;
  }

  public ScriptedLink answer(PushResult result) {
    return answer(delivery -> Future.succeededFuture(result));
  }

  /** The next poll finds this; without a script a poll finds nothing. */
  public synchronized ScriptedLink page(Function<Cursor, Future<Page>> page) {
    pages.add(page);
    return this;
  }

  /** A resync reads these, one after the other up to the first that fails; then it has read all. */
  public synchronized ScriptedLink pageAgain(Function<Cursor, Future<Page>> page) {
    pagesAgain.add(page);
    return this;
  }

  @Override
  public Future<Void> reread(RecordType type, Cursor from, Function<Page, Future<Void>> handler) {
    rereadFrom.add(from);
    return readOn(from, handler);
  }

  private Future<Void> readOn(Cursor from, Function<Page, Future<Void>> handler) {
    Function<Cursor, Future<Page>> next;
    synchronized (this) {
      next = pagesAgain.poll();
    }
    return next == null
        ? Future.succeededFuture()
        : next.apply(from)
            .compose(page -> handler.apply(page).compose(kept -> readOn(page.next(), handler)));
  }

  @Override
  public Future<Void> declare() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> poll(RecordType type, Cursor from, Function<Page, Future<Void>> handler) {
    polledFrom.add(from);
    Function<Cursor, Future<Page>> next;
    synchronized (this) {
      next = pages.poll();
    }
    return next == null ? Future.succeededFuture() : next.apply(from).compose(handler);
  }

  @Override
  public int batchMax(RecordType type) {
    return batchMax;
  }

  @Override
  public int inFlightMax(RecordType type) {
    return inFlightMax;
  }

  @Override
  public Future<List<PushResult>> push(RecordType type, List<Delivery> batch) {
    List<Future<PushResult>> results = new ArrayList<>();
    for (Delivery delivery : batch) {
      pushed.add(delivery);
      Function<Delivery, Future<PushResult>> answer;
      synchronized (this) {
        answer = answers.poll();
      }
      results.add(
          answer == null ? Future.succeededFuture(PushResult.accepted()) : answer.apply(delivery));
    }
    return Future.all(results).map(all -> all.<PushResult>list());
  }

  /** What a read-back finds; without it nothing can be read back. */
  public synchronized ScriptedLink holds(Holding found) {
    holding = found;
    return this;
  }

  @Override
  public synchronized boolean readsBack(RecordType type) {
    return holding != null;
  }

  @Override
  public synchronized Future<Holding> readBack(RecordType type) {
    return holding == null
        ? Future.failedFuture("nothing to read back")
        : Future.succeededFuture(holding);
  }

  @Override
  public Future<Void> report(List<Report> more) {
    reports.addAll(more);
    return Future.succeededFuture();
  }

  @Override
  public String waitingFor() {
    return "";
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
