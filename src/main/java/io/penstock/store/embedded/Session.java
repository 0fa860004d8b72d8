package io.penstock.store.embedded;

import io.penstock.record.Nanos;
import io.penstock.store.StoreOptions;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * One connection to the file with its prepared statements. Used by one thread at a time.
 *
 * <p>The driver stays in its "no auto-commit" state and BEGIN and COMMIT go past it: left to itself
 * it begins the next transaction at once, and with auto-commit it tries to begin one around each
 * statement.
 */
final class Session implements AutoCloseable {
  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Looks at one row and says whether to go on. */
  interface Visit {
    boolean more(ResultSet row) throws SQLException;
  }

  private final SQLiteConnection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private Session(SQLiteConnection connection) {
    this.connection = connection;
  }

  static Session writer(Path file, StoreOptions options) throws SQLException {
    return open(file, options, false, options.cacheBytes());
  }

  static Session reader(Path file, StoreOptions options) throws SQLException {
    return open(file, options, true, options.cacheBytes() / 4);
  }

  private static Session open(Path file, StoreOptions options, boolean reader, long cacheBytes)
      throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(Math.toIntExact(options.busyTimeout().toMillis()));
    config.setGetGeneratedKeys(false);
    SQLiteConnection connection =
        (SQLiteConnection) config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    Session session = new Session(connection);
    try {
      DB db = connection.getDatabase();
      for (String pragma :
          List.of(
              "journal_mode=WAL",
              "synchronous=" + options.synchronous(),
              "foreign_keys=ON",
              "temp_store=MEMORY",
              "wal_autocheckpoint=0",
              "cache_size=-" + cacheBytes / 1024,
              "query_only=" + (reader ? "ON" : "OFF"))) {
        db.exec("PRAGMA " + pragma, false);
      }
      connection.setAutoCommit(false);
      db.exec("ROLLBACK", false);
      return session;
    } catch (SQLException failure) {
      session.close();
      throw failure;
    }
  }

  void begin() throws SQLException {
    exec("BEGIN");
  }

  void beginWrite() throws SQLException {
    exec("BEGIN IMMEDIATE");
  }

  void commit() throws SQLException {
    exec("COMMIT");
  }

  /** Never fails: what cannot be rolled back is gone already. */
  void rollback() {
    try {
      exec("ROLLBACK");
    } catch (SQLException nothingOpen) {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
  }

  void exec(String sql) throws SQLException {
    connection.getDatabase().exec(sql, false);
  }

  /** Rows changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (ResultSet found = bound(sql, values).executeQuery()) {
      while (found.next()) {
        rows.add(row.read(found));
      }
    }
    return rows;
  }

  /** The first row, null where there is none. */
  <T> @Nullable T first(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
    try (ResultSet found = bound(sql, values).executeQuery()) {
      return found.next() ? row.read(found) : null;
    }
  }

  /** Steps through rows only as long as wanted; the rest is never read. */
  void visit(String sql, Visit visit, @Nullable Object... values) throws SQLException {
    try (ResultSet found = bound(sql, values).executeQuery()) {
      boolean more = found.next();
      while (more) {
        more = visit.more(found) && found.next();
      }
    }
  }

  /** The number in the first column of the first row; 0 where there is none. */
  long number(String sql, @Nullable Object... values) throws SQLException {
    try (ResultSet found = bound(sql, values).executeQuery()) {
      return found.next() ? found.getLong(1) : 0;
    }
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof Instant instant) {
        statement.setLong(i + 1, Nanos.of(instant));
      } else if (value instanceof Boolean flag) {
        statement.setInt(i + 1, flag ? 1 : 0);
      } else {
        statement.setObject(i + 1, value);
      }
    }
    return statement;
  }

  /** A time that is kept as {@link Nanos}. */
  static Instant instant(ResultSet row, int column) throws SQLException {
    return Nanos.instant(row.getLong(column));
  }

  boolean isClosed() throws SQLException {
    return connection.isClosed();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      // Nothing is lost: whatever was answered for is committed.
    }
  }
}
