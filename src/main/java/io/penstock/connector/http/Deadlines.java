package io.penstock.connector.http;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * The time limits of one connection's calls. All of them share one timer, which rings at the
 * earliest and mostly finds that nothing is late: calls end long before their limit, and a timer of
 * its own for each would be set and cancelled for nothing. Lives on one event loop.
 */
final class Deadlines {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** One call's limit. */
  static final class Entry {
    private static final int NOWHERE = -1;

    private final Runnable late;
    private long due;
    private int at = NOWHERE;

    /**
     * @param late what follows when the limit is reached
     */
    Entry(Runnable late) {
      this.late = late;
    }
  }

  private final Vertx vertx;
  private final List<Entry> entries = new ArrayList<>(0);
  private boolean armed;
  private long armedFor;
  private long timer;

  Deadlines(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Sets a limit, or sets it anew. */
  void set(Entry entry, long millis) {
    entry.due = System.nanoTime() + millis * NANOS_PER_MILLI;
    if (entry.at == Entry.NOWHERE) {
      entry.at = entries.size();
      entries.add(entry);
    }
    if (!armed || entry.due - armedFor < 0) {
      arm(entry.due);
    }
  }

  /** Nothing where no limit is set. */
  void remove(Entry entry) {
    if (entry.at == Entry.NOWHERE) {
      return;
    }
    Entry last = entries.remove(entries.size() - 1);
    if (last != entry) {
      entries.set(entry.at, last);
      last.at = entry.at;
    }
    entry.at = Entry.NOWHERE;
  }

  private void arm(long due) {
    if (armed) {
      vertx.cancelTimer(timer);
    }
    armed = true;
    armedFor = due;
    long left = Math.max(1, due - System.nanoTime());
    timer =
        vertx.setTimer(
            (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI,
            rung -> {
              armed = false;
              ring(System.nanoTime());
            });
  }

  private void ring(long now) {
    List<Entry> late = new ArrayList<>(0);
    Entry earliest = null;
    for (Entry entry : entries) {
      if (entry.due - now <= 0) {
        late.add(entry);
      } else if (earliest == null || entry.due - earliest.due < 0) {
        earliest = entry;
      }
    }
    if (earliest != null) {
      arm(earliest.due);
    }
    late.forEach(this::remove);
    late.forEach(entry -> entry.late.run());
  }
}
