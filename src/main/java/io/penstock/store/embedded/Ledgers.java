package io.penstock.store.embedded;

import io.penstock.record.RecordType;
import io.penstock.sync.Ledger;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.ConnectionRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sums. What waits is always counted from the rows, never kept as a number, so a ledger that
 * balances proves that no row was lost.
 */
final class Ledgers {
  /** Tenant, type, count; one line per kind of row. */
  static final String WAITING =
      """
      SELECT l.tenant, l.type, count(*) FROM lanes l CROSS JOIN slots s INDEXED BY slots_waiting ON s.lane = l.id
      WHERE s.waiting = 1 GROUP BY l.tenant, l.type
      UNION ALL
      SELECT l.tenant, l.type, count(*) FROM lanes l CROSS JOIN transfers t ON t.lane = l.id
      GROUP BY l.tenant, l.type""";

  private static final String WAITING_OF_ONE =
      """
      SELECT l.tenant, l.type, count(*) FROM lanes l CROSS JOIN slots s INDEXED BY slots_waiting ON s.lane = l.id
      WHERE s.waiting = 1 AND l.tenant = ?1 GROUP BY l.type
      UNION ALL
      SELECT l.tenant, l.type, count(*) FROM lanes l CROSS JOIN transfers t ON t.lane = l.id
      WHERE l.tenant = ?1 GROUP BY l.type""";

  private static final String LINES =
      "SELECT tenant, type, accepted, settled, superseded, dead FROM ledger";

  /** With a single min(), SQLite takes the other columns from the row that holds it. */
  private static final String SLOT_BACKLOG =
      """
      SELECT l.id, l.tenant, l.connection, l.type, count(*), s.key, min(s.since)
      FROM lanes l CROSS JOIN slots s INDEXED BY slots_waiting ON s.lane = l.id WHERE s.waiting = 1 %s GROUP BY l.id""";

  private static final String TRANSFER_BACKLOG =
      """
      SELECT l.id, l.tenant, l.connection, l.type, count(*), t.reason, min(t.accepted_at)
      FROM lanes l CROSS JOIN transfers t ON t.lane = l.id WHERE true %s GROUP BY l.id""";

  private record LineName(String tenant, RecordType type) {}

  private Ledgers() {}

  static List<Ledger> read(Session sql, @Nullable String tenant) throws SQLException {
    Map<LineName, Long> waiting = new HashMap<>();
    Session.Visit count =
        row -> {
          waiting.merge(name(row), row.getLong(3), Long::sum);
          return true;
        };
    Session.Row<Ledger> line =
        row -> {
          LineName name = name(row);
          return new Ledger(
              name.tenant(),
              name.type(),
              row.getLong(3),
              row.getLong(4),
              row.getLong(5),
              row.getLong(6),
              waiting.getOrDefault(name, 0L));
        };
    List<Ledger> ledgers;
    if (tenant == null) {
      sql.visit(WAITING, count);
      ledgers = sql.list(LINES + " ORDER BY tenant, type", line);
    } else {
      sql.visit(WAITING_OF_ONE, count, tenant);
      ledgers = sql.list(LINES + " WHERE tenant = ? ORDER BY type", line, tenant);
    }
    return withWaitingAlone(ledgers, waiting);
  }

  /** Rows that wait and were never counted as accepted must show, for they are a mistake. */
  private static List<Ledger> withWaitingAlone(List<Ledger> lines, Map<LineName, Long> waiting) {
    Set<LineName> named = new HashSet<>();
    lines.forEach(line -> named.add(new LineName(line.tenant(), line.type())));
    List<Ledger> all = new ArrayList<>(lines);
    waiting.forEach(
        (name, count) -> {
          if (!named.contains(name)) {
            all.add(new Ledger(name.tenant(), name.type(), 0, 0, 0, 0, count));
          }
        });
    return all;
  }

  private static LineName name(ResultSet row) throws SQLException {
    return new LineName(row.getString(1), Types.of(row.getString(2)));
  }

  static List<Outbox.Backlog> backlog(Session sql, @Nullable String tenant) throws SQLException {
    List<Outbox.Backlog> all = new ArrayList<>();
    String one = tenant == null ? "" : "AND l.tenant = ?";
    Object[] values = tenant == null ? new Object[0] : new Object[] {tenant};
    all.addAll(
        sql.list(
            String.format(SLOT_BACKLOG, one),
            row -> {
              String reason =
                  sql.first(
                      "SELECT reason FROM slots WHERE lane = ? AND key = ?",
                      found -> found.getString(1),
                      row.getLong(1),
                      row.getString(6));
              return backlog(sql, row, reason == null ? "" : reason);
            },
            values));
    all.addAll(
        sql.list(
            String.format(TRANSFER_BACKLOG, one),
            row -> backlog(sql, row, row.getString(6)),
            values));
    return all;
  }

  private static Outbox.Backlog backlog(Session sql, ResultSet row, String reason)
      throws SQLException {
    Lane lane =
        new Lane(
            row.getLong(1),
            new Lane.Name(row.getString(2), row.getString(3), Types.of(row.getString(4))));
    java.time.Instant oldest = Nanos.read(row, 7);
    java.time.Instant due =
        lane.name().type().isFact() ? Facts.nextDue(sql, lane) : Slots.nextDue(sql, lane);
    return new Outbox.Backlog(
        new ConnectionRef(lane.name().tenant(), lane.name().connection()),
        lane.name().type(),
        row.getLong(5),
        oldest,
        due == null ? oldest : due,
        reason);
  }
}
