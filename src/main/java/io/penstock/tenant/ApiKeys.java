package io.penstock.tenant;

import io.vertx.core.Future;
import java.util.List;

/**
 * Keeps the hashes of API keys. A call fails with {@link ApiKeysBusyException} while another
 * process keeps it from writing.
 */
public interface ApiKeys {
  Future<List<ApiKey>> list();

  Future<Void> add(ApiKey key);

  /** True if there was such a key. */
  Future<Boolean> revoke(String keyId);
}
