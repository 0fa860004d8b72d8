package io.penstock.store.embedded;

import io.penstock.record.Order;
import io.penstock.record.RecordJson;
import io.penstock.record.RecordType;
import io.penstock.sync.outbox.OrderFeed;
import io.vertx.core.Future;
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

  private static final String PLACES =
      "SELECT seq FROM facts INDEXED BY facts_by_lane WHERE lane = ? AND seq > ?"
          + " ORDER BY seq LIMIT ?";

  private final Readers readers;
  private final Memory memory;

  EmbeddedOrderFeed(Readers readers, Memory memory) {
    this.readers = readers;
    this.memory = memory;
  }

  @Override
  public Future<List<Entry>> read(Set<String> tenants, long after, int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw new IllegalArgumentException("limit must be between 1 and " + PAGE_MAX);
    }
    if (tenants.isEmpty()) {
      return readers.read(sql -> sql.list(ALL, EmbeddedOrderFeed::entry, after, limit));
    }
    List<Lane> lanes = memory.lanes(RecordType.ORDER, tenants);
    return readers.read(sql -> merged(sql, lanes, after, limit));
  }

  /** A page from each lane's own index, put in order, so that other tenants cost nothing. */
  private static List<Entry> merged(Session sql, List<Lane> lanes, long after, int limit)
      throws SQLException {
    List<Long> places = new ArrayList<>();
    for (Lane lane : lanes) {
      places.addAll(sql.list(PLACES, row -> row.getLong(1), lane.id(), after, limit));
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
        Nanos.read(row, 4),
        row.getInt(5) == 1,
        (Order) RecordJson.decode(RecordType.ORDER, row.getBytes(6)));
  }
}
