package io.penstock.store.embedded;

import io.penstock.record.RecordType;
import io.penstock.store.TenantJson;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantStore;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tenants as JSON, and the end of one with everything that was kept for it. */
final class EmbeddedTenants implements TenantStore {
  /** In this order, so that nothing points to a row that is gone. */
  private static final List<String> REMOVE_BY_LANE =
      List.of(
          "DELETE FROM transfers WHERE lane IN ",
          "DELETE FROM slots WHERE lane IN ",
          "DELETE FROM state_counts WHERE lane IN ",
          "DELETE FROM known WHERE lane IN ",
          "DELETE FROM facts WHERE lane IN ",
          "DELETE FROM cursors WHERE lane IN ");

  private static final List<String> REMOVE_BY_NAME =
      List.of(
          "DELETE FROM lanes WHERE tenant = ?",
          "DELETE FROM events WHERE tenant = ?",
          "DELETE FROM ledger WHERE tenant = ?",
          "DELETE FROM tenants WHERE id = ?");

  /** Removing may touch many rows; nothing else should wait in the same commit. */
  private static final int REMOVE_ROWS = 100_000;

  private final GroupCommit writer;
  private final Readers readers;

  EmbeddedTenants(GroupCommit writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Future<Loaded> load() {
    return readers.read(
        sql -> {
          List<Tenant> tenants = new ArrayList<>();
          List<Damaged> damaged = new ArrayList<>();
          sql.visit(
              "SELECT id, body FROM tenants ORDER BY id",
              row -> {
                String id = row.getString(1);
                try {
                  tenants.add(TenantJson.decode(row.getString(2)));
                } catch (IllegalArgumentException unreadable) {
                  damaged.add(new Damaged(id, String.valueOf(unreadable.getMessage())));
                }
                return true;
              });
          return new Loaded(tenants, damaged);
        });
  }

  @Override
  public Future<Void> put(Tenant tenant) {
    String body = TenantJson.encode(tenant);
    return writer.submit(
        1,
        2L * body.length(),
        transaction -> {
          transaction
              .sql()
              .update(
                  "INSERT INTO tenants (id, body) VALUES (?, ?)"
                      + " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                  tenant.id(),
                  body);
          return null;
        });
  }

  @Override
  public Future<Void> remove(String tenantId) {
    return writer.submit(
        REMOVE_ROWS,
        1_024,
        transaction -> {
          remove(transaction, tenantId);
          return null;
        });
  }

  private static void remove(Transaction transaction, String tenant) throws SQLException {
    Session sql = transaction.sql();
    Map<RecordType, Long> waited = Ledgers.waitingFacts(sql, tenant);
    sql.update("DELETE FROM dead_letters WHERE tenant = ?", tenant);
    for (String statement : REMOVE_BY_LANE) {
      sql.update(statement + "(SELECT id FROM lanes WHERE tenant = ?)", tenant);
    }
    for (String statement : REMOVE_BY_NAME) {
      sql.update(statement, tenant);
    }
    transaction.forget(tenant, waited);
  }
}
