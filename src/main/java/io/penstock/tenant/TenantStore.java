package io.penstock.tenant;

import io.vertx.core.Future;
import java.util.List;

/** Keeps tenants over a restart. A future completes when the change is on disk. */
public interface TenantStore {
  /** Every tenant that can be read. One damaged entry is reported beside the others, not thrown. */
  Future<Loaded> load();

  Future<Void> put(Tenant tenant);

  /** Removes the tenant with all that waits for it, its cursors, dead letters and events. */
  Future<Void> remove(String tenantId);

  /**
   * What a start finds.
   *
   * @param damaged ids whose entry cannot be read, each with the reason
   */
  record Loaded(List<Tenant> tenants, List<Damaged> damaged) {}

  record Damaged(String tenantId, String reason) {}
}
