package io.penstock.store.embedded;

import io.penstock.store.StoreOptions;
import io.penstock.tenant.ApiKey;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.ApiKeysBusyException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * API keys for a command line, beside a gateway that may be running. Each call opens the file, does
 * one short transaction and closes it; the gateway's writer waits that long at most.
 */
final class SharedApiKeys implements ApiKeys {
  private interface Work<T> {
    @Nullable T run(Session sql) throws SQLException;
  }

  private final Vertx vertx;
  private final StoreFolder folder;

  SharedApiKeys(Vertx vertx, Path folder) {
    this.vertx = vertx;
    this.folder = new StoreFolder(folder);
  }

  @Override
  public Future<List<ApiKey>> list() {
    return run(ApiKeyRows::list);
  }

  @Override
  public Future<Void> add(ApiKey key) {
    return run(
        sql -> {
          ApiKeyRows.add(sql, key);
          return null;
        });
  }

  @Override
  public Future<Boolean> revoke(String keyId) {
    return run(sql -> ApiKeyRows.revoke(sql, keyId));
  }

  private <T> Future<T> run(Work<T> work) {
    return vertx.executeBlocking(
        () -> {
          folder.prepare();
          try (Session sql = Session.writer(folder.file(), StoreOptions.DEFAULTS)) {
            Schema.ensure(sql, folder.file());
            sql.beginWrite();
            try {
              T result = work.run(sql);
              sql.commit();
              return result;
            } catch (Throwable failure) {
              sql.rollback();
              throw failure;
            }
          } catch (SQLException failure) {
            RuntimeException trouble = Trouble.ofDisk(folder.file(), failure);
            throw Trouble.isBusy(failure) ? new ApiKeysBusyException(trouble) : trouble;
          }
        },
        false);
  }
}
