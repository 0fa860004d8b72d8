package io.penstock.store.embedded;

import io.penstock.sync.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The layout of the file, version {@value #VERSION}, kept in {@code PRAGMA user_version}. The
 * statements stand in {@code store/embedded.sql}.
 *
 * <pre>
 * table         one row per                      grows with              shrinks by
 * meta          number this store must remember  nothing
 * tenants       tenant, as JSON with secrets     tenants                 removal
 * api_keys      API key, hash only               keys                    revocation
 * lanes         (tenant, connection, type)       connections             removal of the tenant
 * cursors       source lane                      connections             removal of the tenant
 * slots         (target lane, key) of a state    catalogue x targets     removal of the tenant
 * state_counts  target lane: its counters        connections             removal of the tenant
 * state_log     commit with states, packed       commits                 a round of {@link SlotRows}
 * known         (source lane, record) of a fact  facts                   dedupKeep
 * facts         version of a fact: the feed      facts                   feedKeep, when settled
 * transfers     fact that waits for a target     what waits              settling
 * dead_letters  transfer or text that died       what dies               replay, deadLetterKeep
 * events        event                            what happens            eventKeep, eventsMax
 * receipts      answer to an Idempotency-Key     such requests           receiptKeep
 * ledger        (tenant, type of fact): counters tenants                 removal of the tenant
 * </pre>
 *
 * <p>{@code meta} counts the commits, too: see {@link Witness}.
 *
 * <p>What slots say is true as of their {@code seq}; what happened later stands in {@code
 * state_log}. A fact waits while its row is in {@code transfers}.
 */
final class Schema {
  static final int VERSION = 4;

  private Schema() {}

  /** Makes the tables in a new file; refuses one that a later Penstock has written. */
  static void ensure(Session sql, Path file) throws SQLException {
    long version = sql.number("PRAGMA user_version");
    if (version == 0) {
      sql.beginWrite();
      try {
        // Another process may have been faster.
        version = sql.number("PRAGMA user_version");
        if (version == 0) {
          create(sql);
          version = VERSION;
        }
        sql.commit();
      } catch (Throwable failure) {
        sql.rollback();
        throw failure;
      }
    }
    if (version != VERSION) {
      throw new StoreUnavailableException(
          "store file "
              + file
              + " has layout "
              + version
              + ", this Penstock reads layout "
              + VERSION
              + (version < VERSION
                  ? "; it is from before the first release: move it away to start empty"
                  : "; start the version that wrote it, or a later one"),
          false,
          null);
    }
  }

  private static void create(Session sql) throws SQLException {
    for (String statement : statements().split("\n\n", -1)) {
      sql.exec(statement);
    }
    sql.exec("PRAGMA user_version=" + VERSION);
  }

  private static String statements() {
    try (InputStream in = Schema.class.getResourceAsStream("/store/embedded.sql")) {
      if (in == null) {
        throw new IllegalStateException("store/embedded.sql is missing from this build");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.substring(text.indexOf("CREATE TABLE"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Looks at every page once, so that damage shows at the start and not in the middle of a sale.
   */
  static void check(Session sql, Path file) throws SQLException {
    String finding = sql.first("PRAGMA quick_check(1)", row -> row.getString(1));
    if (!"ok".equals(finding)) {
      throw new StoreUnavailableException(
          "store file "
              + file
              + " is damaged: "
              + finding
              + "; restore it from a backup, or move it away to start empty",
          false,
          null);
    }
  }
}
