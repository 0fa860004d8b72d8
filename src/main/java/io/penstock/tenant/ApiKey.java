package io.penstock.tenant;

import java.time.Instant;
import java.util.Set;

/**
 * Who may call the gateway's API. The key itself is shown once when it is made and kept nowhere.
 *
 * @param id short public name of the key, safe in logs
 * @param hash lower-case hex SHA-256 of the whole key
 * @param tenants the tenants it may touch; empty for all
 */
public record ApiKey(String id, String name, String hash, Set<String> tenants, Instant createdAt) {
  public ApiKey {
    tenants = Set.copyOf(tenants);
  }

  public boolean covers(String tenantId) {
    return tenants.isEmpty() || tenants.contains(tenantId);
  }
}
