package io.penstock.store.embedded;

import io.penstock.record.RecordJson;
import io.penstock.record.SyncRecord;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Settlement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The states: one row per (target, type, key), for ever.
 *
 * <p>The row is clustered by lane and key, so one tenant's catalogue lies together on few pages and
 * a commit of many levels of one tenant writes few of them. Settling flips {@code waiting} and
 * leaves the row's size alone for the same reason.
 *
 * <p>A value that replaces a waiting one counts that one as superseded at once, claimed or not. So
 * each value is counted exactly once, whatever happens to its push later.
 */
final class Slots {
  /** One statement per value; the old {@code waiting} comes back as {@code replaced}. */
  private static final String UPSERT =
      """
      INSERT INTO slots (lane, key, id, version, changed_at, waiting, replaced, pushed, attempts,
        since, accepted_at, due_at, source, reason, record)
      VALUES (?1, ?2, ?3, 1, ?4, 1, 0, 0, 0, ?5, ?5, ?5, ?6, '', ?7)
      ON CONFLICT (lane, key) DO UPDATE SET
        version = version + 1, changed_at = excluded.changed_at, replaced = waiting, waiting = 1,
        attempts = 0, accepted_at = excluded.accepted_at, source = excluded.source,
        since = CASE WHEN waiting THEN since ELSE excluded.since END,
        due_at = CASE WHEN waiting THEN min(due_at, excluded.due_at) ELSE excluded.due_at END,
        reason = CASE WHEN waiting THEN reason ELSE '' END,
        record = excluded.record
      WHERE excluded.changed_at >= changed_at
      RETURNING replaced, id""";

  private static final String CLAIM =
      """
      SELECT id, version, source, record, pushed, attempts, accepted_at FROM slots
      INDEXED BY slots_waiting
      WHERE lane = ? AND waiting = 1 AND due_at <= ? ORDER BY due_at, since""";

  private static final String NEXT_DUE =
      "SELECT due_at FROM slots INDEXED BY slots_waiting"
          + " WHERE lane = ? AND waiting = 1 ORDER BY due_at LIMIT 1";

  private static final String DONE =
      """
      UPDATE slots SET waiting = 0, pushed = 1
      WHERE lane = ? AND key = ? AND id = ? AND version = ? AND waiting = 1""";

  /** The target was reached just now: what came meanwhile waits only since it came. */
  private static final String DONE_WITH_OLDER =
      """
      UPDATE slots SET pushed = 1, since = accepted_at, due_at = accepted_at
      WHERE lane = ? AND key = ? AND id = ? AND version > ? AND waiting = 1""";

  private static final String RETRY =
      """
      UPDATE slots SET due_at = ?, attempts = attempts + ?, reason = ?
      WHERE lane = ? AND key = ? AND id = ? AND version = ? AND waiting = 1""";

  private static final String DEAD =
      """
      UPDATE slots SET waiting = 0
      WHERE lane = ? AND key = ? AND id = ? AND version = ? AND waiting = 1""";

  private static final String REVIVE =
      """
      UPDATE slots SET waiting = 1, attempts = 0, since = ?1, accepted_at = ?1, due_at = ?1,
        reason = ''
      WHERE lane = ?2 AND key = ?3 AND id = ?4 AND version = ?5 AND waiting = 0""";

  private Slots() {}

  /** Whether the value is the newest known; if not it is superseded on arrival. */
  static boolean accept(
      Transaction transaction, Lane lane, String source, SyncRecord record, byte[] json, Instant at)
      throws SQLException {
    Transaction.Line line = transaction.line(lane);
    line.accepted++;
    long id = transaction.takeId();
    Upserted upserted =
        transaction
            .sql()
            .first(
                UPSERT,
                row -> new Upserted(row.getInt(1) == 1, row.getLong(2)),
                lane.id(),
                record.key(),
                id,
                record.changedAt(),
                at,
                source,
                json);
    if (upserted == null || upserted.id() != id) {
      transaction.returnId();
    }
    if (upserted == null || upserted.replaced()) {
      line.superseded++;
    } else {
      line.waiting++;
    }
    return upserted != null;
  }

  private record Upserted(boolean replaced, long id) {}

  static List<Claimed> claim(
      Session sql, Memory memory, Lane lane, Set<Long> besides, int max, Instant now)
      throws SQLException {
    List<Claimed> claimed = new ArrayList<>();
    sql.visit(
        CLAIM,
        row -> {
          if (!besides.contains(row.getLong(1))) {
            claimed.add(claimed(row, memory, lane));
          }
          return claimed.size() < max;
        },
        lane.id(),
        now);
    return claimed;
  }

  private static Claimed claimed(ResultSet row, Memory memory, Lane lane) throws SQLException {
    long id = row.getLong(1);
    long version = row.getLong(2);
    return new Claimed(
        id,
        version,
        memory.deliveryId(id, version),
        lane.connection(),
        row.getString(3),
        RecordJson.decode(lane.name().type(), row.getBytes(4)),
        row.getInt(5) == 0,
        row.getInt(6),
        Nanos.read(row, 7));
  }

  static @Nullable Instant nextDue(Session sql, Lane lane) throws SQLException {
    return sql.first(NEXT_DUE, row -> Nanos.read(row, 1), lane.id());
  }

  static void settle(Transaction transaction, Lane lane, Settlement settlement)
      throws SQLException {
    switch (settlement.ending()) {
      case DONE -> done(transaction, lane, settlement.claimed());
      case RETRY -> retry(transaction, lane, settlement);
      case DEAD -> dead(transaction, lane, settlement);
    }
  }

  private static void done(Transaction transaction, Lane lane, Claimed claimed)
      throws SQLException {
    if (changeExact(transaction, DONE, lane, claimed)) {
      Transaction.Line line = transaction.line(lane);
      line.settled++;
      line.waiting--;
    } else {
      changeExact(transaction, DONE_WITH_OLDER, lane, claimed);
    }
  }

  private static void retry(Transaction transaction, Lane lane, Settlement settlement)
      throws SQLException {
    Claimed claimed = settlement.claimed();
    transaction
        .sql()
        .update(
            RETRY,
            Settlements.dueAt(settlement),
            settlement.counted(),
            settlement.reason(),
            lane.id(),
            claimed.record().key(),
            claimed.id(),
            claimed.version());
  }

  private static void dead(Transaction transaction, Lane lane, Settlement settlement)
      throws SQLException {
    Claimed claimed = settlement.claimed();
    if (changeExact(transaction, DEAD, lane, claimed)) {
      Transaction.Line line = transaction.line(lane);
      line.dead++;
      line.waiting--;
      DeadLetterRows.bury(
          transaction, lane, settlement, new DeadLetterRows.Grave(null, claimed.id(), false));
    }
  }

  private static boolean changeExact(
      Transaction transaction, String sql, Lane lane, Claimed claimed) throws SQLException {
    int changed =
        transaction
            .sql()
            .update(sql, lane.id(), claimed.record().key(), claimed.id(), claimed.version());
    return changed == 1;
  }

  /** Whether the value waits again; if not, a newer one is known and this one is superseded. */
  static boolean revive(
      Transaction transaction, Lane lane, String key, long id, long version, Instant at)
      throws SQLException {
    return transaction.sql().update(REVIVE, at, lane.id(), key, id, version) == 1;
  }
}
