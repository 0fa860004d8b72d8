package io.penstock.store.embedded;

import io.penstock.record.Order;
import io.penstock.record.RecordJson;
import io.penstock.record.RecordType;
import io.penstock.sync.outbox.OrderFeed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The feed is the table of facts, read by its number. There is one writer, so numbers become
 * visible in their order and none appears behind a reader's back.
 */
final class EmbeddedOrderFeed implements OrderFeed {
  private static final String COLUMNS =
      "SELECT f.seq, l.tenant, l.connection, f.accepted_at, f.first, f.record"
          + " FROM facts f CROSS JOIN lanes l ON l.id = f.lane ";

  private static final String ALL =
      COLUMNS + "WHERE f.seq > ? AND l.type = 'order' ORDER BY f.seq LIMIT ?";

  private static final String ONE = COLUMNS + "WHERE f.seq = ?";

  private static final String LANES =
      "SELECT id FROM lanes WHERE tenant IN (SELECT value FROM json_each(?)) AND type = 'order'";

  private static final String PLACES =
      "SELECT seq FROM facts INDEXED BY facts_by_lane WHERE lane = ? AND seq > ?"
          + " ORDER BY seq LIMIT ?";

  private final Readers readers;

  EmbeddedOrderFeed(Readers readers) {
    this.readers = readers;
  }

  @Override
  public Future<List<Entry>> read(Set<String> tenants, long after, int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw new IllegalArgumentException("limit must be between 1 and " + PAGE_MAX);
    }
    if (tenants.isEmpty()) {
      return readers.read(sql -> sql.list(ALL, EmbeddedOrderFeed::entry, after, limit));
    }
    String names = new JsonArray(List.copyOf(tenants)).encode();
    return readers.read(sql -> merged(sql, names, after, limit));
  }

  /**
   * A page from each lane's own index, put in order, so that other tenants cost nothing. The lanes
   * come from the same snapshot as the facts: memory may not know a new one yet, and to step over
   * its first order would be a gap.
   */
  private static List<Entry> merged(Session sql, String tenants, long after, int limit)
      throws SQLException {
    List<Long> places = new ArrayList<>();
    for (Long lane : sql.list(LANES, row -> row.getLong(1), tenants)) {
      places.addAll(sql.list(PLACES, row -> row.getLong(1), lane, after, limit));
    }
    places.sort(null);
    List<Entry> entries = new ArrayList<>();
    for (Long place : places.subList(0, Math.min(limit, places.size()))) {
      entries.addAll(sql.list(ONE, EmbeddedOrderFeed::entry, place));
    }
    return entries;
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        Session.instant(row, 4),
        row.getInt(5) == 1,
        (Order) RecordJson.decode(RecordType.ORDER, row.getBytes(6)));
  }
}
