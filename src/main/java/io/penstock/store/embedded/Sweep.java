package io.penstock.store.embedded;

import io.penstock.record.Nanos;
import io.penstock.store.StoreOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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
              (sql, options, now) -> ago(now, options.deadLetterKeep())),
          new Rule(
              """
              DELETE FROM facts WHERE seq IN
                (SELECT seq FROM facts f INDEXED BY facts_by_age WHERE accepted_at < ?1
                  AND NOT EXISTS (SELECT 1 FROM transfers t WHERE t.fact = f.seq)
                  AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.fact = f.seq)
                  ORDER BY accepted_at LIMIT ?2)""",
              (sql, options, now) -> ago(now, options.feedKeep())));

  private record Key(long lane, String text) {}

  private Sweep() {}

  private static long ago(Instant now, Duration keep) {
    return Nanos.of(now.minus(keep));
  }

  /** Whether there may be more to remove at once. */
  static boolean run(Transaction transaction, StoreOptions options, Instant now)
      throws SQLException {
    Session sql = transaction.sql();
    boolean more = false;
    for (Rule rule : RULES) {
      long before = rule.limit().before(sql, options, now);
      int removed = sql.update(rule.sql(), before, options.sweepRowsMax());
      more |= removed == options.sweepRowsMax();
    }
    long forgotten = ago(now, options.dedupKeep());
    more |= forget(sql, "known", "record_id", "seen_at", forgotten, options.sweepRowsMax());
    more |= forget(sql, "heard", "key", "heard_at", forgotten, options.sweepRowsMax());
    return more;
  }

  /** Key by key: asked to delete a list of pairs, SQLite walks through all of a lane for each. */
  private static boolean forget(
      Session sql, String table, String key, String time, long before, int max)
      throws SQLException {
    List<Key> old =
        sql.list(
            String.format(
                "SELECT lane, %2$s FROM %1$s WHERE %3$s < ? ORDER BY %3$s LIMIT ?",
                table, key, time),
            row -> new Key(row.getLong(1), row.getString(2)),
            before,
            max);
    String delete = String.format("DELETE FROM %s WHERE lane = ? AND %s = ?", table, key);
    for (Key one : old) {
      sql.update(delete, one.lane(), one.text());
    }
    return old.size() == max;
  }
}
