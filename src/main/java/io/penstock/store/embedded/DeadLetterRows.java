package io.penstock.store.embedded;

import io.penstock.record.Nanos;
import io.penstock.record.RecordJson;
import io.penstock.record.RecordType;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dead. A letter holds all that a replay needs, and its own copy of the record.
 *
 * <p>The ledger's {@code dead} goes up with a death and down with a replay. When a letter expires,
 * it stays: the transfer did not arrive, and the sum must go on saying so.
 */
final class DeadLetterRows {
  /**
   * What a replay needs of the transfer that died.
   *
   * @param fact its place in the feed; null for a state
   * @param delivery the number its delivery id is made of; for a state the slot's
   */
  record Grave(@Nullable Long fact, long delivery, boolean first) {}

  /** What can be replayed, as it was read. A letter never changes; it goes away. */
  record Letter(
      long id, Lane.Name target, long lane, String source, String key, long version, Grave grave) {
    ConnectionRef connection() {
      return new ConnectionRef(target.tenant(), target.connection());
    }
  }

  private static final String BURY =
      """
      INSERT INTO dead_letters (tenant, source, target, type, record_id, display_id, reason,
        attempts, accepted_at, died_at, record, exchange, lane, key, version, fact, delivery,
        first, mark)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

  /** Each condition is off when its value is null, so that one statement serves every filter. */
  private static final String FILTER =
      """
      WHERE id > ?1 AND (?2 IS NULL OR tenant IN (SELECT value FROM json_each(?2)))
        AND (?3 IS NULL OR target = ?3) AND (?4 IS NULL OR type = ?4) AND (?5 IS NULL OR id = ?5)
        AND (?6 IS NULL OR instr(lower(reason), lower(?6)) > 0)""";

  private static final String LIST =
      "SELECT id, tenant, source, target, type, record_id, display_id, reason, attempts,"
          + " accepted_at, died_at, record, exchange FROM dead_letters "
          + FILTER
          + " ORDER BY id LIMIT ?7";

  private static final String HITS =
      "SELECT tenant, count(*), max(id) FROM dead_letters "
          + FILTER
          + " AND lane IS NOT NULL GROUP BY tenant";

  private static final String REPLAYABLE =
      "SELECT id, tenant, target, type, lane, source, key, version, fact, delivery, first"
          + " FROM dead_letters "
          + FILTER
          + " AND lane IS NOT NULL ORDER BY id LIMIT ?7";

  /** By the index of one tenant: the letters of all others cost nothing. */
  private static final String STEP =
      """
      SELECT id, tenant, target, type, lane, source, key, version, fact, delivery, first
      FROM dead_letters INDEXED BY dead_letters_by_tenant
      WHERE tenant = ?1 AND id > ?2 AND id <= ?3 AND lane IS NOT NULL
        AND (?4 IS NULL OR target = ?4) AND (?5 IS NULL OR type = ?5)
        AND (?6 IS NULL OR instr(lower(reason), lower(?6)) > 0)
      ORDER BY id LIMIT ?7""";

  private DeadLetterRows() {}

  static void bury(Transaction transaction, Lane lane, Settlement settlement, Grave grave)
      throws SQLException {
    Claimed claimed = settlement.claimed();
    bury(
        transaction.sql(),
        lane,
        claimed,
        new Death(
            settlement.at(),
            claimed.attempts() + (settlement.counted() ? 1 : 0),
            settlement.reason(),
            settlement.exchange()),
        grave);
  }

  /**
   * How it died.
   *
   * @param attempts counted tries, with the last
   */
  record Death(Instant at, int attempts, String reason, String exchange) {}

  static void bury(Session sql, Lane lane, Claimed claimed, Death death, Grave grave)
      throws SQLException {
    sql.update(
        BURY,
        lane.name().tenant(),
        claimed.source(),
        lane.name().connection(),
        lane.name().type().code(),
        claimed.record().id(),
        claimed.record().displayId(),
        death.reason(),
        death.attempts(),
        claimed.acceptedAt(),
        death.at(),
        RecordJson.encode(claimed.record()),
        death.exchange(),
        lane.id(),
        claimed.record().key(),
        claimed.version(),
        grave.fact(),
        grave.delivery(),
        grave.first(),
        null);
  }

  /** The same unreadable text from the same place, polled again and again, is one letter. */
  static void keepUnreadable(
      Transaction transaction, ConnectionRef source, DeadLetter.Unreadable unreadable, Instant at)
      throws SQLException {
    byte[] raw = unreadable.raw().getBytes(StandardCharsets.UTF_8);
    transaction
        .sql()
        .update(
            BURY,
            source.tenant(),
            source.connection(),
            null,
            unreadable.type().code(),
            "",
            "",
            unreadable.reason(),
            0,
            at,
            at,
            raw,
            "",
            null,
            "",
            0,
            null,
            0,
            false,
            mark(source + "\n" + unreadable.type().code() + "\n", raw));
  }

  private static byte[] mark(String place, byte[] raw) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(place.getBytes(StandardCharsets.UTF_8));
      return digest.digest(raw);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  static List<DeadLetter> list(Session sql, DeadLetters.Filter filter, long after, int limit)
      throws SQLException {
    return sql.list(LIST, DeadLetterRows::letter, values(filter, after, limit));
  }

  static List<DeadLetters.Hits> hits(Session sql, DeadLetters.Filter filter) throws SQLException {
    Object[] values = values(filter, 0, 0);
    return sql.list(
        HITS,
        row -> new DeadLetters.Hits(row.getString(1), row.getLong(2), row.getLong(3)),
        Arrays.copyOf(values, values.length - 1));
  }

  static List<Letter> found(Session sql, DeadLetters.Step step) throws SQLException {
    DeadLetters.Filter filter = step.filter();
    RecordType type = filter.type();
    return sql.list(
        STEP,
        DeadLetterRows::replayable,
        step.tenant(),
        step.after(),
        step.last(),
        filter.target(),
        type == null ? null : type.code(),
        filter.reasonContains(),
        step.limit());
  }

  private static Object[] values(DeadLetters.Filter filter, long after, int limit) {
    List<@Nullable Object> values = new ArrayList<>();
    RecordType type = filter.type();
    values.add(after);
    values.add(
        filter.tenants().isEmpty() ? null : new JsonArray(List.copyOf(filter.tenants())).encode());
    values.add(filter.target());
    values.add(type == null ? null : type.code());
    values.add(filter.id());
    values.add(filter.reasonContains());
    values.add(limit);
    return values.toArray();
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    return new DeadLetter(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        Types.of(row.getString(5)),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getInt(9),
        Session.instant(row, 10),
        Session.instant(row, 11),
        new String(row.getBytes(12), StandardCharsets.UTF_8),
        row.getString(13));
  }

  static DeadLetters.Replayed replay(
      Transaction transaction, DeadLetters.Filter filter, int limit, Instant now)
      throws SQLException {
    return revive(
        transaction,
        transaction.sql().list(REPLAYABLE, DeadLetterRows::replayable, values(filter, 0, limit)),
        now);
  }

  /**
   * Those that are still there: others may have been replayed or have expired since they were read.
   */
  static DeadLetters.Replayed revive(Transaction transaction, List<Letter> letters, Instant now)
      throws SQLException {
    Set<ConnectionRef> ready = new HashSet<>();
    int count = 0;
    for (Letter letter : letters) {
      if (transaction.sql().update("DELETE FROM dead_letters WHERE id = ?", letter.id()) == 0) {
        continue;
      }
      count++;
      if (letter.target().type().isFact()) {
        reviveFact(transaction, letter, now);
        ready.add(letter.connection());
      } else {
        transaction.later(
            book -> {
              if (reviveState(book, letter, now)) {
                ready.add(letter.connection());
              }
            });
      }
    }
    return new DeadLetters.Replayed(count, ready);
  }

  private static Letter replayable(ResultSet row) throws SQLException {
    long fact = row.getLong(9);
    Grave grave = new Grave(row.wasNull() ? null : fact, row.getLong(10), row.getInt(11) == 1);
    return new Letter(
        row.getLong(1),
        new Lane.Name(row.getString(2), row.getString(3), Types.of(row.getString(4))),
        row.getLong(5),
        row.getString(6),
        row.getString(7),
        row.getLong(8),
        grave);
  }

  private static void reviveFact(Transaction transaction, Letter letter, Instant now)
      throws SQLException {
    Lane lane = new Lane(letter.lane(), letter.target());
    Transaction.Line line = transaction.line(lane);
    line.dead--;
    line.waiting++;
    Facts.revive(transaction, lane, letter.source(), letter.key(), letter.grave(), now);
  }

  private static boolean reviveState(SlotBook book, Letter letter, Instant now) {
    SlotLane lane = book.find(letter.target());
    return lane != null
        && book.revive(
            lane,
            letter.key().getBytes(StandardCharsets.UTF_8),
            letter.grave().delivery(),
            letter.version(),
            Nanos.of(now));
  }
}
