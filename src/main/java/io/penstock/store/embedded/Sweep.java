package io.penstock.store.embedded;

import io.penstock.record.Nanos;
import io.penstock.store.StoreOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what is too old, a bounded number of rows per commit, so that a sweep never holds up what
 * comes in. What still waits is never too old.
 */
final class Sweep {
  /** One kind of row; {@code ?1} is the time or place before which it goes, {@code ?2} how many. */
  private record Rule(String sql, Limit limit) {}

  private interface Limit {
    long before(Session sql, StoreOptions options, Instant now) throws SQLException;
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              """
              DELETE FROM receipts WHERE (scope, key) IN
                (SELECT scope, key FROM receipts WHERE at < ?1 ORDER BY at LIMIT ?2)""",
              (sql, options, now) -> ago(now, options.receiptKeep())),
          new Rule(
              """
              DELETE FROM events WHERE seq IN
                (SELECT seq FROM (SELECT seq, at FROM events ORDER BY seq LIMIT ?2) WHERE at < ?1)""",
              (sql, options, now) -> ago(now, options.eventKeep())),
          new Rule(
              """
              DELETE FROM events WHERE seq IN
                (SELECT seq FROM events WHERE seq <= ?1 ORDER BY seq LIMIT ?2)""",
              (sql, options, now) ->
                  sql.number("SELECT max(seq) FROM events") - options.eventsMax()),
          new Rule(
              """
              DELETE FROM dead_letters WHERE id IN
                (SELECT id FROM dead_letters WHERE died_at < ?1 ORDER BY died_at LIMIT ?2)""",
              (sql, options, now) -> ago(now, options.deadLetterKeep())));

  private record Key(long lane, String text) {}

  private static final String FACTS =
      """
      SELECT seq, accepted_at,
        EXISTS (SELECT 1 FROM transfers t WHERE t.fact = f.seq)
          OR EXISTS (SELECT 1 FROM dead_letters d WHERE d.fact = f.seq)
      FROM facts f WHERE seq > ? ORDER BY seq""";

  /** The place in the feed up to which facts were looked at. */
  private long factsSeen;

  private static long ago(Instant now, Duration keep) {
    return Nanos.of(now.minus(keep));
  }

  /** Whether there may be more to remove at once. */
  boolean run(Transaction transaction, StoreOptions options, Instant now) throws SQLException {
    Session sql = transaction.sql();
    boolean more = false;
    for (Rule rule : RULES) {
      long before = rule.limit().before(sql, options, now);
      int removed = sql.update(rule.sql(), before, options.sweepRowsMax());
      more |= removed == options.sweepRowsMax();
    }
    more |= facts(sql, ago(now, options.feedKeep()), options.sweepRowsMax());
    long forgotten = ago(now, options.dedupKeep());
    more |= forget(sql, forgotten, options.sweepRowsMax());
    return more;
  }

  /**
   * Facts came in the order of their numbers, so no index by age is needed: the old ones are at the
   * front. Some may have to stay, so the next look begins where this one ended, and at the front
   * again when it has met a young one.
   */
  private boolean facts(Session sql, long before, int max) throws SQLException {
    List<Long> old = new ArrayList<>();
    long[] seen = {factsSeen};
    int[] left = {max};
    sql.visit(
        FACTS,
        row -> {
          if (row.getLong(2) >= before) {
            return false;
          }
          seen[0] = row.getLong(1);
          if (row.getInt(3) == 0) {
            old.add(seen[0]);
          }
          return --left[0] > 0;
        },
        factsSeen);
    for (long seq : old) {
      sql.update("DELETE FROM facts WHERE seq = ?", seq);
    }
    boolean more = left[0] == 0;
    factsSeen = more ? seen[0] : 0;
    return more;
  }

  /** Key by key: asked to delete a list of pairs, SQLite walks through all of a lane for each. */
  private static boolean forget(Session sql, long before, int max) throws SQLException {
    List<Key> old =
        sql.list(
            "SELECT lane, record_id FROM known WHERE seen_at < ? ORDER BY seen_at LIMIT ?",
            row -> new Key(row.getLong(1), row.getString(2)),
            before,
            max);
    for (Key one : old) {
      sql.update("DELETE FROM known WHERE lane = ? AND record_id = ?", one.lane(), one.text());
    }
    return old.size() == max;
  }
}
