package io.penstock.store.embedded;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.sync.Ledger;
import io.penstock.sync.outbox.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sums. What waits is always counted from what is there, rows or slots, and never kept as a
 * number, so a ledger that balances proves that nothing was lost.
 */
final class Ledgers {
  /** Tenant, type, count. */
  static final String WAITING_FACTS =
      """
      SELECT l.tenant, l.type, count(*) FROM lanes l CROSS JOIN transfers t ON t.lane = l.id
      GROUP BY l.tenant, l.type""";

  private static final String WAITING_OF_ONE =
      """
      SELECT l.tenant, l.type, count(*) FROM lanes l CROSS JOIN transfers t ON t.lane = l.id
      WHERE l.tenant = ?1 GROUP BY l.type""";

  private static final String LINES =
      "SELECT tenant, type, accepted, settled, superseded, dead FROM ledger";

  private static final String DEAD_FACTS = "SELECT type, sum(dead) FROM ledger GROUP BY type";

  /**
   * Numbers of transfers grow with their time of acceptance, but for the few that were replayed.
   */
  private static final String OLDEST_FACTS =
      """
      SELECT l.type, t.accepted_at FROM (SELECT id, lane, accepted_at FROM transfers
        ORDER BY id LIMIT %d) t CROSS JOIN lanes l ON l.id = t.lane ORDER BY t.id"""
          .formatted(Census.SLOTS_A_CALL);

  /** With a single min(), SQLite takes the other columns from the row that holds it. */
  private static final String TRANSFER_BACKLOG =
      """
      SELECT l.id, l.tenant, l.connection, l.type, count(*), t.reason, min(t.accepted_at)
      FROM lanes l CROSS JOIN transfers t ON t.lane = l.id WHERE true %s GROUP BY l.id""";

  private record LineName(String tenant, RecordType type) {}

  private Ledgers() {}

  /** One snapshot, so that each line balances exactly. */
  static List<Ledger> facts(Session sql, @Nullable String tenant) throws SQLException {
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
      sql.visit(WAITING_FACTS, count);
      ledgers = sql.list(LINES, line);
    } else {
      sql.visit(WAITING_OF_ONE, count, tenant);
      ledgers = sql.list(LINES + " WHERE tenant = ?", line, tenant);
    }
    return withWaitingAlone(ledgers, waiting);
  }

  /** Facts of one tenant that wait. */
  static Map<RecordType, Long> waitingFacts(Session sql, String tenant) throws SQLException {
    Map<RecordType, Long> waiting = new EnumMap<>(RecordType.class);
    sql.visit(
        WAITING_OF_ONE,
        row -> {
          waiting.put(Types.of(row.getString(2)), row.getLong(3));
          return true;
        },
        tenant);
    return waiting;
  }

  /** Of a type that waits behind very many others the age of the last of those is told. */
  static List<Outbox.Total> factTotals(Session sql, Memory memory) throws SQLException {
    Map<RecordType, Long> dead = new EnumMap<>(RecordType.class);
    sql.visit(
        DEAD_FACTS,
        row -> {
          dead.put(Types.of(row.getString(1)), row.getLong(2));
          return true;
        });
    Set<RecordType> wanted = EnumSet.noneOf(RecordType.class);
    dead.keySet().stream().filter(type -> memory.facts(type) > 0).forEach(wanted::add);
    Map<RecordType, Instant> oldest = new EnumMap<>(RecordType.class);
    Instant[] last = new Instant[1];
    sql.visit(
        OLDEST_FACTS,
        row -> {
          last[0] = Session.instant(row, 2);
          oldest.putIfAbsent(Types.of(row.getString(1)), last[0]);
          return !oldest.keySet().containsAll(wanted);
        });
    List<Outbox.Total> totals = new ArrayList<>();
    dead.forEach(
        (type, count) -> {
          long waiting = memory.facts(type);
          Instant since = waiting > 0 ? oldest.getOrDefault(type, last[0]) : null;
          totals.add(new Outbox.Total(type, waiting, count, since));
        });
    return totals;
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

  /** Between two commits, so that each line balances exactly. */
  static List<Ledger> states(SlotBook book, @Nullable String tenant) {
    Map<LineName, Ledger> lines = new HashMap<>();
    for (SlotLane lane : book.lanes()) {
      Lane.Name name = lane.lane.name();
      if (tenant == null || tenant.equals(name.tenant())) {
        lines.merge(
            new LineName(name.tenant(), name.type()),
            new Ledger(
                name.tenant(),
                name.type(),
                lane.accepted,
                lane.settled,
                lane.superseded,
                lane.dead,
                waiting(lane)),
            Ledgers::sum);
      }
    }
    return new ArrayList<>(lines.values());
  }

  private static long waiting(SlotLane lane) {
    int[] count = new int[1];
    lane.forEach(slot -> count[0] += slot.waiting ? 1 : 0);
    return count[0];
  }

  private static Ledger sum(Ledger one, Ledger other) {
    return new Ledger(
        one.tenant(),
        one.type(),
        one.accepted() + other.accepted(),
        one.settled() + other.settled(),
        one.superseded() + other.superseded(),
        one.dead() + other.dead(),
        one.waiting() + other.waiting());
  }

  static List<Ledger> sorted(List<Ledger> facts, List<Ledger> states) {
    List<Ledger> all = new ArrayList<>(facts);
    all.addAll(states);
    all.sort(Comparator.comparing(Ledger::tenant).thenComparing(line -> line.type().code()));
    return all;
  }

  private static LineName name(ResultSet row) throws SQLException {
    return new LineName(row.getString(1), Types.of(row.getString(2)));
  }

  static List<Outbox.Backlog> factBacklog(Session sql, @Nullable String tenant)
      throws SQLException {
    String one = tenant == null ? "" : "AND l.tenant = ?";
    Object[] values = tenant == null ? new Object[0] : new Object[] {tenant};
    return sql.list(String.format(TRANSFER_BACKLOG, one), row -> backlog(sql, row), values);
  }

  private static Outbox.Backlog backlog(Session sql, ResultSet row) throws SQLException {
    Lane lane =
        new Lane(
            row.getLong(1),
            new Lane.Name(row.getString(2), row.getString(3), Types.of(row.getString(4))));
    Instant oldest = Session.instant(row, 7);
    Instant due = Facts.nextDue(sql, lane);
    return new Outbox.Backlog(
        lane.connection(),
        lane.name().type(),
        row.getLong(5),
        oldest,
        due == null ? oldest : due,
        row.getString(6));
  }

  static List<Outbox.Backlog> stateBacklog(SlotBook book, @Nullable String tenant) {
    List<Outbox.Backlog> all = new ArrayList<>();
    for (SlotLane lane : book.lanes()) {
      boolean asked = tenant == null || tenant.equals(lane.lane.name().tenant());
      if (asked && lane.waiting > 0) {
        all.add(backlog(lane));
      }
    }
    return all;
  }

  /** Those under way count too: they wait until they are settled. */
  private static Outbox.Backlog backlog(SlotLane lane) {
    Oldest found = new Oldest();
    lane.forEach(found::see);
    return new Outbox.Backlog(
        lane.lane.connection(),
        lane.lane.name().type(),
        lane.waiting,
        Nanos.instant(found.since),
        Nanos.instant(found.due),
        found.reason);
  }

  /** Looks for what waits longest, and for what is due next. */
  private static final class Oldest {
    private long since = Long.MAX_VALUE;
    private long due = Long.MAX_VALUE;
    private String reason = "";

    void see(Slot slot) {
      if (!slot.waiting) {
        return;
      }
      due = Math.min(due, slot.dueAt);
      if (slot.since < since) {
        since = slot.since;
        reason = slot.reason;
      }
    }
  }
}
