package io.penstock.store.embedded;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The book on disk: a table of slots, a table of the lanes' counters, and the log of what happened
 * since. Both tables lag behind: in rounds, changed slots are carried on into them, some with each
 * commit, and when a round is through, the log's rows from before it go. So the log is bounded by
 * what a round takes, and the tables by the catalogue.
 *
 * <p>A row of a table says up to which row of the log it is, so a start leaves out what it has.
 */
final class SlotRows {
  /** Slots that one commit carries on; each costs some microseconds. */
  static final int CARRIED_MAX = 500;

  /** A round begins when the log has grown to this many bytes for each slot it would carry. */
  static final long LOG_BYTES_PER_SLOT = 512;

  /**
   * The log is never shorter for the sake of a round: few slots are carried often enough anyway.
   */
  static final long LOG_BYTES_MIN = 16L << 20;

  /** Above this the log costs a start too much, about a second for each 100 MB. */
  static final long LOG_BYTES_MAX = 256L << 20;

  private static final String APPEND = "INSERT INTO state_log (seq, entries) VALUES (?, ?)";

  private static final String SLOT =
      """
      INSERT INTO slots (lane, key, id, version, changed_at, waiting, pushed, attempts, since,
        accepted_at, due_at, source, reason, value, seq)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (lane, key) DO UPDATE SET
        version = excluded.version, changed_at = excluded.changed_at, waiting = excluded.waiting,
        pushed = excluded.pushed, attempts = excluded.attempts, since = excluded.since,
        accepted_at = excluded.accepted_at, due_at = excluded.due_at, source = excluded.source,
        reason = excluded.reason, value = excluded.value, seq = excluded.seq""";

  private static final String COUNTERS =
      """
      INSERT INTO state_counts (lane, accepted, settled, superseded, dead, seq)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (lane) DO UPDATE SET accepted = excluded.accepted, settled = excluded.settled,
        superseded = excluded.superseded, dead = excluded.dead, seq = excluded.seq""";

  private final SlotBook book;
  private List<Slot> round = List.of();
  private int carried;
  private long roundSeq;
  private long logBytes;

  SlotRows(SlotBook book) {
    this.book = book;
  }

  /** The last writes of a commit: what it did to the book, and a part of the round under way. */
  void write(Session sql) throws SQLException {
    book.closeLog();
    if (!book.log().isEmpty()) {
      byte[] row = book.log().row();
      sql.update(APPEND, book.nextSeq(), row);
      logBytes += row.length;
    }
    if (carried == round.size() && logBytes >= roundBytes()) {
      beginRound(sql);
    }
    carryOn(sql);
  }

  private long roundBytes() {
    long wanted = LOG_BYTES_PER_SLOT * book.dirtySlots();
    return Math.min(LOG_BYTES_MAX, Math.max(LOG_BYTES_MIN, wanted));
  }

  /** Goes on with carrying although nothing comes in. Whether there is more to do. */
  boolean carryAll(Session sql) throws SQLException {
    if (carried == round.size() && !book.isClean()) {
      beginRound(sql);
    }
    return carried < round.size();
  }

  private void beginRound(Session sql) throws SQLException {
    roundSeq = book.seq();
    round = book.takeDirtySlots();
    carried = 0;
    logBytes = 0;
    for (SlotLane lane : book.takeDirtyLanes()) {
      if (!lane.gone) {
        sql.update(
            COUNTERS,
            lane.lane.id(),
            lane.accepted,
            lane.settled,
            lane.superseded,
            lane.dead,
            book.seq());
      }
    }
    if (round.isEmpty()) {
      endRound(sql);
    }
  }

  private void carryOn(Session sql) throws SQLException {
    if (carried == round.size()) {
      return;
    }
    int end = Math.min(round.size(), carried + CARRIED_MAX);
    for (; carried < end; carried++) {
      Slot slot = round.get(carried);
      if (!slot.gone) {
        carry(sql, slot);
      }
    }
    if (carried == round.size()) {
      endRound(sql);
    }
  }

  private void endRound(Session sql) throws SQLException {
    sql.update("DELETE FROM state_log WHERE seq <= ?", roundSeq);
    round = List.of();
    carried = 0;
  }

  private void carry(Session sql, Slot slot) throws SQLException {
    sql.update(
        SLOT,
        slot.lane.lane.id(),
        slot.key,
        slot.id,
        slot.version,
        slot.changedAt,
        slot.waiting,
        slot.pushed,
        slot.attempts,
        slot.since,
        slot.acceptedAt,
        slot.dueAt,
        slot.source,
        slot.reason,
        slot.valueCopy(),
        book.seq());
  }

  /** Reads the tables, then the log. */
  void load(Session sql, Iterable<Lane> lanes) throws SQLException {
    round = List.of();
    carried = 0;
    logBytes = 0;
    book.beginLoad();
    for (Lane lane : lanes) {
      if (!lane.name().type().isFact()) {
        book.open(lane);
      }
    }
    loadCounters(sql);
    SlotIndex index = new SlotIndex();
    loadSlots(sql, index);
    SlotReplay replay = new SlotReplay(book, index);
    sql.visit(
        "SELECT seq, entries FROM state_log ORDER BY seq",
        row -> {
          byte[] entries = row.getBytes(2);
          book.atLeast(row.getLong(1));
          logBytes += entries.length;
          replay.row(row.getLong(1), entries);
          return true;
        });
    book.endLoad();
  }

  private void loadCounters(Session sql) throws SQLException {
    sql.visit(
        "SELECT lane, accepted, settled, superseded, dead, seq FROM state_counts",
        row -> {
          SlotLane lane = book.known(row.getLong(1));
          if (lane != null) {
            lane.accepted = row.getLong(2);
            lane.settled = row.getLong(3);
            lane.superseded = row.getLong(4);
            lane.dead = row.getLong(5);
          }
          book.atLeast(row.getLong(6));
          return true;
        });
  }

  private void loadSlots(Session sql, SlotIndex index) throws SQLException {
    sql.visit(
        "SELECT lane, key, id, version, changed_at, waiting, pushed, attempts, since, accepted_at,"
            + " due_at, source, reason, value, seq FROM slots",
        row -> {
          SlotLane lane = book.known(row.getLong(1));
          book.atLeast(row.getLong(15));
          if (lane == null) {
            return true;
          }
          Slot slot = book.make(lane, row.getLong(3), row.getBytes(2));
          slot.version = row.getLong(4);
          slot.changedAt = row.getLong(5);
          slot.waiting = row.getInt(6) == 1;
          slot.pushed = row.getInt(7) == 1;
          slot.attempts = row.getInt(8);
          slot.since = row.getLong(9);
          slot.acceptedAt = row.getLong(10);
          slot.dueAt = row.getLong(11);
          slot.source = source(row.getString(12));
          slot.reason = row.getString(13);
          byte[] value = row.getBytes(14);
          slot.value(value, 0, value.length);
          lane.waiting += slot.waiting ? 1 : 0;
          index.add(slot, row.getLong(15));
          return true;
        });
  }

  /** There are few sources and many slots. */
  private static String source(@Nullable String text) {
    return text == null ? "" : text.intern();
  }
}
