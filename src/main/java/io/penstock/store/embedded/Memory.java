package io.penstock.store.embedded;

import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is on disk and known by heart: the lanes, how much waits for each tenant, and the writer's
 * {@link SlotBook}. Read from any thread, but for the book; changed by the writer after each
 * commit, and read again from the file when a commit ended in doubt.
 */
final class Memory {
  private final Map<Lane.Name, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> waiting = new ConcurrentHashMap<>();

  /** Of facts, all tenants. */
  private final Map<RecordType, LongAdder> facts = new ConcurrentHashMap<>();

  /** Writer only: the next number for a slot or a transfer. */
  private long nextId = 1;

  /** Writer only: commits of this store since it was made. */
  private long commits;

  private String storeId = "";

  private final SlotBook book = new SlotBook();
  private final Census census = new Census();
  private final SlotRows slots = new SlotRows(book);

  void load(Session sql) throws SQLException {
    Map<Lane.Name, Lane> found = new ConcurrentHashMap<>();
    sql.visit(
        "SELECT id, tenant, connection, type FROM lanes",
        row -> {
          RecordType type = RecordType.find(row.getString(4));
          if (type != null) {
            Lane.Name name = new Lane.Name(row.getString(2), row.getString(3), type);
            found.put(name, new Lane(row.getLong(1), name));
          }
          return true;
        });
    lanes.keySet().retainAll(found.keySet());
    lanes.putAll(found);
    slots.load(sql, lanes.values());
    waiting.clear();
    facts.clear();
    sql.visit(
        Ledgers.WAITING_FACTS,
        row -> {
          addFacts(row.getString(1), Types.of(row.getString(2)), row.getLong(3));
          return true;
        });
    book.lanes().forEach(lane -> addWaiting(lane.lane.name().tenant(), lane.waiting));
    nextId = sql.number("SELECT value FROM meta WHERE name = 'next_id'");
    commits = sql.number("SELECT value FROM meta WHERE name = 'commits'");
    String id = sql.first("SELECT value FROM meta WHERE name = 'store_id'", r -> r.getString(1));
    storeId = id == null ? "" : id;
  }

  /** The writer's own. */
  SlotBook book() {
    return book;
  }

  /** The writer's own, too. */
  Census census() {
    return census;
  }

  SlotRows slots() {
    return slots;
  }

  void bookCommitted() {
    for (SlotLane lane : book.touched()) {
      int more = lane.waiting - lane.waitingBefore;
      if (more != 0 && !lane.gone) {
        addWaiting(lane.lane.name().tenant(), more);
      }
    }
    book.committed();
  }

  @Nullable Lane lane(Lane.Name name) {
    return lanes.get(name);
  }

  @Nullable Lane lane(ConnectionRef connection, RecordType type) {
    return lanes.get(Lane.Name.of(connection, type));
  }

  long waiting(String tenant) {
    LongAdder count = waiting.get(tenant);
    return count == null ? 0 : count.sum();
  }

  /** Stable over attempts and restarts, and never the same as in another data folder. */
  String deliveryId(long id, long version) {
    return "msg_" + storeId + Long.toHexString(id) + "_" + version;
  }

  String storeId() {
    return storeId;
  }

  long commits() {
    return commits;
  }

  void committed() {
    commits++;
  }

  long nextId() {
    return nextId;
  }

  void nextId(long next) {
    nextId = next;
  }

  void addLanes(Map<Lane.Name, Lane> fresh) {
    lanes.putAll(fresh);
  }

  void addWaiting(String tenant, long count) {
    waiting.computeIfAbsent(tenant, key -> new LongAdder()).add(count);
  }

  /** Facts that wait. */
  void addFacts(String tenant, RecordType type, long count) {
    addWaiting(tenant, count);
    addFacts(type, count);
  }

  void addFacts(RecordType type, long count) {
    facts.computeIfAbsent(type, key -> new LongAdder()).add(count);
  }

  /** Facts of that type that wait, all tenants. */
  long facts(RecordType type) {
    LongAdder count = facts.get(type);
    return count == null ? 0 : count.sum();
  }

  void forget(String tenant) {
    lanes.keySet().removeIf(name -> name.tenant().equals(tenant));
    waiting.remove(tenant);
  }
}
