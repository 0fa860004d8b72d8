package io.penstock.store.embedded;

import io.penstock.tenant.ApiKey;
import io.penstock.tenant.ApiKeys;
import io.vertx.core.Future;
import java.util.List;

/**
 * API keys of the gateway that holds the store. Sees at once what a command line adds beside it.
 */
final class EmbeddedApiKeys implements ApiKeys {
  private static final long KEY_BYTES = 1_024;

  private final GroupCommit writer;
  private final Readers readers;

  EmbeddedApiKeys(GroupCommit writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Future<List<ApiKey>> list() {
    return readers.read(ApiKeyRows::list);
  }

  @Override
  public Future<Void> add(ApiKey key) {
    return writer.submit(
        1,
        KEY_BYTES,
        transaction -> {
          ApiKeyRows.add(transaction.sql(), key);
          return null;
        });
  }

  @Override
  public Future<Boolean> revoke(String keyId) {
    return writer.submit(1, KEY_BYTES, transaction -> ApiKeyRows.revoke(transaction.sql(), keyId));
  }
}
