package io.penstock.store.embedded;

import io.penstock.tenant.ApiKey;
import io.vertx.core.json.JsonArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows of API keys: hashes only. */
final class ApiKeyRows {
  private ApiKeyRows() {}

  static List<ApiKey> list(Session sql) throws SQLException {
    return sql.list(
        "SELECT id, name, hash, tenants, created_at FROM api_keys ORDER BY created_at, id",
        ApiKeyRows::key);
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    Set<String> tenants = new HashSet<>();
    new JsonArray(row.getString(4)).forEach(tenant -> tenants.add(tenant.toString()));
    return new ApiKey(
        row.getString(1), row.getString(2), row.getString(3), tenants, Session.instant(row, 5));
  }

  static void add(Session sql, ApiKey key) throws SQLException {
    int added =
        sql.update(
            "INSERT INTO api_keys (id, name, hash, tenants, created_at) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            key.id(),
            key.name(),
            key.hash(),
            new JsonArray(List.copyOf(key.tenants())).encode(),
            key.createdAt());
    if (added == 0) {
      throw new IllegalArgumentException("there is an API key '" + key.id() + "' already");
    }
  }

  static boolean revoke(Session sql, String keyId) throws SQLException {
    return sql.update("DELETE FROM api_keys WHERE id = ?", keyId) == 1;
  }
}
