package io.penstock.store.embedded;

import io.penstock.record.RecordType;
import io.penstock.sync.eventlog.Event;
import io.penstock.tenant.Direction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The event log's rows, oldest first. */
final class EventRows {
  private static final String APPEND =
      """
      INSERT INTO events (at, tenant, connection, severity, type, direction, code, summary,
        record_id, display_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private static final String COLUMNS =
      "SELECT seq, at, tenant, connection, severity, type, direction, code, summary, record_id,"
          + " display_id FROM events ";

  private static final String ALL =
      COLUMNS + "INDEXED BY events_by_tenant WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?";

  /** Nearly all events are of the severity INFO, so for it an index of its own gains nothing. */
  private static final String INFOS =
      COLUMNS
          + "INDEXED BY events_by_tenant"
          + " WHERE tenant = ? AND severity = 'INFO' AND seq > ? ORDER BY seq LIMIT ?";

  private static final String BY_SEVERITY =
      COLUMNS
          + "INDEXED BY events_by_severity WHERE tenant = ? AND severity = ?"
          + " AND severity <> 'INFO' AND seq > ? ORDER BY seq LIMIT ?";

  private EventRows() {}

  static void append(Transaction transaction, Event event) throws SQLException {
    RecordType type = event.type();
    Direction direction = event.direction();
    transaction
        .sql()
        .update(
            APPEND,
            event.at(),
            event.tenant(),
            event.connection(),
            event.severity().name(),
            type == null ? null : type.code(),
            direction == null ? null : direction.name(),
            event.code(),
            event.summary(),
            event.recordId(),
            event.displayId());
  }

  static List<Event> read(
      Session sql, String tenant, long after, Event.@Nullable Severity severity, int limit)
      throws SQLException {
    if (severity == null || severity == Event.Severity.INFO) {
      return sql.list(severity == null ? ALL : INFOS, EventRows::event, tenant, after, limit);
    }
    return sql.list(BY_SEVERITY, EventRows::event, tenant, severity.name(), after, limit);
  }

  private static Event event(ResultSet row) throws SQLException {
    String type = row.getString(6);
    String direction = row.getString(7);
    return new Event(
        row.getLong(1),
        Session.instant(row, 2),
        row.getString(3),
        row.getString(4),
        Event.Severity.valueOf(row.getString(5)),
        type == null ? null : Types.of(type),
        direction == null ? null : Direction.valueOf(direction),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getString(11));
  }
}
