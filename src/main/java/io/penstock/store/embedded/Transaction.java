package io.penstock.store.embedded;

import io.penstock.record.RecordType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one commit is about to change beside the rows: new lanes, the slots, the ledger's counters,
 * the counts kept in memory. Gathered here and written once per commit, so that a group of five
 * hundred accepts touches each ledger row once.
 *
 * <p>The slots change last, by what was left for {@link #later}: until then a rollback costs
 * nothing, and after that only the disk can fail.
 */
final class Transaction {
  private static final String COUNT =
      """
      INSERT INTO ledger (tenant, type, accepted, settled, superseded, dead)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant, type) DO UPDATE SET
        accepted = accepted + excluded.accepted, settled = settled + excluded.settled,
        superseded = superseded + excluded.superseded, dead = dead + excluded.dead""";

  private record LineName(String tenant, RecordType type) {}

  /** How one ledger line moves. What waits is never written: it is counted from the rows. */
  static final class Line {
    long accepted;
    long settled;
    long superseded;
    long dead;
    long waiting;
  }

  /** A part of an operation that changes the slots. */
  interface Later {
    void run(SlotBook book) throws SQLException;
  }

  private final Session sql;
  private final Memory memory;
  private final SlotRows slots;
  private final List<Later> later = new ArrayList<>();
  private final Map<Lane.Name, Lane> fresh = new HashMap<>();
  private final Set<String> forgotten = new HashSet<>();
  private final Map<LineName, Line> lines = new HashMap<>();

  /** Facts that waited for tenants that are forgotten now. */
  private final Map<RecordType, Long> factsGone = new EnumMap<>(RecordType.class);

  private final long firstId;
  private long nextId;

  Transaction(Session sql, Memory memory, SlotRows slots) {
    this.sql = sql;
    this.memory = memory;
    this.slots = slots;
    firstId = memory.nextId();
    nextId = firstId;
  }

  Session sql() {
    return sql;
  }

  long takeId() {
    return nextId++;
  }

  /** Goes on with carrying slots into their table; says whether there is more of it to do. */
  void carryOn(AtomicBoolean more) {
    later(
        book -> {
          if (slots.carryAll(sql)) {
            more.set(true);
          }
        });
  }

  /** Leaves something for the end, in order, when nothing but the disk can fail any more. */
  void later(Later part) {
    later.add(part);
  }

  @Nullable Lane find(Lane.Name name) {
    Lane lane = fresh.get(name);
    if (lane != null || forgotten.contains(name.tenant())) {
      return lane;
    }
    return memory.lane(name);
  }

  Lane lane(Lane.Name name) throws SQLException {
    Lane lane = find(name);
    if (lane == null) {
      long id =
          sql.number(
              "INSERT INTO lanes (tenant, connection, type) VALUES (?, ?, ?) RETURNING id",
              name.tenant(),
              name.connection(),
              name.type().code());
      lane = new Lane(id, name);
      fresh.put(name, lane);
    }
    return lane;
  }

  Line line(Lane lane) {
    return lines.computeIfAbsent(
        new LineName(lane.name().tenant(), lane.name().type()), key -> new Line());
  }

  /**
   * To be called when all rows of the tenant are deleted.
   *
   * @param waited facts that waited for it
   */
  void forget(String tenant, Map<RecordType, Long> waited) {
    later(book -> book.forget(tenant));
    forgotten.add(tenant);
    fresh.keySet().removeIf(name -> name.tenant().equals(tenant));
    waited.forEach((type, count) -> factsGone.merge(type, count, Long::sum));
    // What came and went within this transaction was never counted in memory.
    lines.forEach(
        (name, line) -> {
          if (name.tenant().equals(tenant)) {
            factsGone.merge(name.type(), -line.waiting, Long::sum);
          }
        });
    lines.keySet().removeIf(name -> name.tenant().equals(tenant));
  }

  /** The last writes of the commit. */
  void finish() throws SQLException {
    for (Later part : later) {
      part.run(memory.book());
    }
    slots.write(sql);
    for (Map.Entry<LineName, Line> entry : lines.entrySet()) {
      Line line = entry.getValue();
      if (line.accepted != 0 || line.settled != 0 || line.superseded != 0 || line.dead != 0) {
        sql.update(
            COUNT,
            entry.getKey().tenant(),
            entry.getKey().type().code(),
            line.accepted,
            line.settled,
            line.superseded,
            line.dead);
      }
    }
    sql.update("UPDATE meta SET value = ? WHERE name = 'commits'", memory.commits() + 1);
    if (nextId != firstId) {
      sql.update("UPDATE meta SET value = ? WHERE name = 'next_id'", nextId);
    }
  }

  /** After the commit: memory follows the disk. */
  void publish() {
    memory.committed();
    forgotten.forEach(memory::forget);
    memory.addLanes(fresh);
    memory.nextId(nextId);
    memory.bookCommitted();
    factsGone.forEach((type, count) -> memory.addFacts(type, -count));
    lines.forEach(
        (name, line) -> {
          if (line.waiting != 0) {
            memory.addFacts(name.tenant(), name.type(), line.waiting);
          }
        });
  }
}
