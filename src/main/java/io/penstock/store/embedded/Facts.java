package io.penstock.store.embedded;

import io.penstock.record.RecordJson;
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
 * The facts: each version once, and a transfer per target that wants it.
 *
 * <p>Order per (target, key): only the oldest transfer of a key has a due time. The others have
 * none until it is their turn, so a claim never steps over a long line behind one that is stuck.
 */
final class Facts {
  /** The version of every fact's transfer: a fact never changes. */
  private static final long VERSION = 1;

  /** What is kept of the versions that share the newest one's time, in characters. */
  private static final int EARLIER_LENGTH_MAX = 2_048;

  /**
   * No row comes back for a version that is known, or is older than the newest known. Of equal time
   * there may be several, for platforms tell whole seconds; {@code earlier} has them between line
   * ends. {@code targets} are those that were told of the record before; of a new record, all.
   */
  private static final String KNOW =
      """
      INSERT INTO known (lane, record_id, version, earlier, changed_at, versions, targets, seen_at)
      VALUES (?, ?, ?, '', ?, 1, ?, ?)
      ON CONFLICT (lane, record_id) DO UPDATE SET
        earlier = CASE WHEN excluded.changed_at > changed_at THEN ''
          ELSE substr(char(10) || version || iif(earlier = '', char(10), earlier), 1, %d) END,
        version = excluded.version, changed_at = excluded.changed_at, versions = versions + 1,
        seen_at = excluded.seen_at
      WHERE excluded.version <> version AND (excluded.changed_at > changed_at
        OR (excluded.changed_at = changed_at
          AND instr(earlier, char(10) || excluded.version || char(10)) = 0))
      RETURNING versions, targets"""
          .formatted(EARLIER_LENGTH_MAX);

  private static final String TOLD =
      "UPDATE known SET targets = ? WHERE lane = ? AND record_id = ?";

  private static final String KEEP =
      "INSERT INTO facts (seq, lane, accepted_at, first, record) VALUES (?, ?, ?, ?, ?)";

  private static final String SEND =
      """
      INSERT INTO transfers (id, lane, key, fact, delivery, first, attempts, source, accepted_at,
        due_at, reason)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8,
        CASE WHEN EXISTS (SELECT 1 FROM transfers WHERE lane = ?2 AND key = ?3) THEN NULL
        ELSE ?8 END, ''""";

  private static final String CLAIM =
      """
      SELECT t.id, t.delivery, t.source, f.record, t.first, t.attempts, t.accepted_at
      FROM transfers t INDEXED BY transfers_due CROSS JOIN facts f ON f.seq = t.fact
      WHERE t.lane = ? AND t.due_at <= ? ORDER BY t.due_at, t.id""";

  private static final String NEXT_DUE =
      "SELECT due_at FROM transfers INDEXED BY transfers_due"
          + " WHERE lane = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1";

  private static final String TAKE_OUT =
      "DELETE FROM transfers WHERE id = ? AND lane = ? RETURNING fact, delivery, first";

  private static final String NEXT_OF_KEY =
      """
      UPDATE transfers SET due_at = accepted_at
      WHERE id = (SELECT id FROM transfers WHERE lane = ? AND key = ? ORDER BY id LIMIT 1)
        AND due_at IS NULL""";

  private static final String RETRY =
      "UPDATE transfers SET due_at = ?, attempts = ?, reason = ? WHERE id = ? AND lane = ?";

  private Facts() {}

  /**
   * What is known of a fact's record now that a version of it arrived.
   *
   * @param told marks of the targets that were told of an earlier version
   */
  private record Known(boolean isNew, String told) {
    static Known of(ResultSet row) throws SQLException {
      boolean isNew = row.getLong(1) == 1;
      return new Known(isNew, isNew ? "" : row.getString(2));
    }

    static String mark(Lane target) {
      return "," + target.id() + ",";
    }
  }

  /** Keeps a version, and a transfer to each target; false when it is known, or older. */
  static boolean accept(
      Transaction transaction, Lane source, List<Lane> targets, Fact fact, Instant at)
      throws SQLException {
    StringBuilder marks = new StringBuilder();
    targets.forEach(target -> marks.append(Known.mark(target)));
    Session sql = transaction.sql();
    Known known =
        sql.first(
            KNOW,
            Known::of,
            source.id(),
            fact.id(),
            fact.version(),
            fact.changedAt(),
            marks.toString(),
            at);
    if (known == null) {
      return false;
    }
    long place = transaction.takeId();
    sql.update(KEEP, place, source.id(), at, known.isNew(), fact.json());
    StringBuilder told = new StringBuilder(known.told());
    for (Lane target : targets) {
      boolean first = !known.told().contains(Known.mark(target));
      if (first) {
        told.append(Known.mark(target));
      }
      send(transaction, target, source.name().connection(), fact, place, first, at);
    }
    if (!known.isNew() && told.length() > known.told().length()) {
      sql.update(TOLD, told.toString(), source.id(), fact.id());
    }
    return true;
  }

  private static void send(
      Transaction transaction,
      Lane target,
      String source,
      Fact fact,
      long place,
      boolean first,
      Instant at)
      throws SQLException {
    long id = transaction.takeId();
    transaction.sql().update(SEND, id, target.id(), fact.key(), place, id, first, source, at);
    Transaction.Line line = transaction.line(target);
    line.accepted++;
    line.waiting++;
  }

  static List<Claimed> claim(
      Session sql, Memory memory, Lane lane, Set<Long> besides, int max, Instant now)
      throws SQLException {
    List<Claimed> claimed = new ArrayList<>();
    sql.visit(
        CLAIM,
        row -> {
          long id = row.getLong(1);
          if (!besides.contains(id)) {
            claimed.add(
                new Claimed(
                    id,
                    VERSION,
                    memory.deliveryId(row.getLong(2), VERSION),
                    lane.connection(),
                    row.getString(3),
                    RecordJson.decode(lane.name().type(), row.getBytes(4)),
                    row.getInt(5) == 1,
                    row.getInt(6),
                    Session.instant(row, 7)));
          }
          return claimed.size() < max;
        },
        lane.id(),
        now);
    return claimed;
  }

  static @Nullable Instant nextDue(Session sql, Lane lane) throws SQLException {
    return sql.first(NEXT_DUE, row -> Session.instant(row, 1), lane.id());
  }

  static void settle(Transaction transaction, Lane lane, Settlement settlement)
      throws SQLException {
    Claimed claimed = settlement.claimed();
    if (claimed.version() != VERSION) {
      return;
    }
    switch (settlement.ending()) {
      case DONE -> {
        if (takeOut(transaction, lane, claimed) != null) {
          transaction.line(lane).settled++;
        }
      }
      case RETRY ->
          transaction
              .sql()
              .update(
                  RETRY,
                  Settlements.dueAt(settlement),
                  claimed.attempts() + (settlement.counted() ? 1 : 0),
                  settlement.reason(),
                  claimed.id(),
                  lane.id());
      case DEAD -> {
        DeadLetterRows.Grave grave = takeOut(transaction, lane, claimed);
        if (grave != null) {
          transaction.line(lane).dead++;
          DeadLetterRows.bury(transaction, lane, settlement, grave);
        }
      }
    }
  }

  /** Null when it was not there any more, and then nothing may be counted. */
  private static DeadLetterRows.@Nullable Grave takeOut(
      Transaction transaction, Lane lane, Claimed claimed) throws SQLException {
    Session sql = transaction.sql();
    DeadLetterRows.Grave grave =
        sql.first(
            TAKE_OUT,
            row -> new DeadLetterRows.Grave(row.getLong(1), row.getLong(2), row.getInt(3) == 1),
            claimed.id(),
            lane.id());
    if (grave != null) {
      transaction.line(lane).waiting--;
      sql.update(NEXT_OF_KEY, lane.id(), claimed.record().key());
    }
    return grave;
  }

  /**
   * A replayed fact stands last in its key's line: what overtook it may be under way now. Its
   * delivery id stays, so that the other side can know it again.
   */
  static void revive(
      Transaction transaction,
      Lane lane,
      String source,
      String key,
      DeadLetterRows.Grave grave,
      Instant at)
      throws SQLException {
    transaction
        .sql()
        .update(
            SEND,
            transaction.takeId(),
            lane.id(),
            key,
            grave.fact(),
            grave.delivery(),
            grave.first(),
            source,
            at);
  }
}
