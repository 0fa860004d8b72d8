package io.penstock.store.embedded;

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
              (sql, options, now) -> ago(now, options.feedKeep())),
          new Rule(
              """
              DELETE FROM known WHERE (lane, record_id) IN
                (SELECT lane, record_id FROM known WHERE seen_at < ?1 ORDER BY seen_at LIMIT ?2)""",
              (sql, options, now) -> ago(now, options.dedupKeep())),
          new Rule(
              """
              DELETE FROM heard WHERE (lane, key) IN
                (SELECT lane, key FROM heard WHERE heard_at < ?1 ORDER BY heard_at LIMIT ?2)""",
              (sql, options, now) -> ago(now, options.dedupKeep())));

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
    return more;
  }
}
