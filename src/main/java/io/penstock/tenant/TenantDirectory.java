package io.penstock.tenant;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every tenant this node knows, in memory, written through to the store. Reading is O(1) and safe
 * from any thread; a change is told to listeners after it is on disk, a removal before.
 */
public final class TenantDirectory {
  /** One tenant with its routes worked out. */
  public record Entry(Tenant tenant, Routes routes) {
    static Entry of(Tenant tenant) {
      return new Entry(tenant, Routes.of(tenant));
    }
  }

  /** What changed; {@code now} is null when the tenant was removed. */
  public record Change(String tenantId, @Nullable Tenant before, @Nullable Tenant now) {}

  private final TenantStore store;
  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

  public TenantDirectory(TenantStore store) {
    this.store = store;
  }

  /** Reads all tenants; the damaged ones are returned, for each is that tenant's trouble only. */
  public Future<List<TenantStore.Damaged>> load() {
    return store
        .load()
        .map(
            loaded -> {
              loaded.tenants().forEach(tenant -> entries.put(tenant.id(), Entry.of(tenant)));
              return loaded.damaged();
            });
  }

  public void onChange(Consumer<Change> listener) {
    listeners.add(listener);
  }

  public @Nullable Entry find(String tenantId) {
    return entries.get(tenantId);
  }

  public @Nullable Tenant tenant(String tenantId) {
    Entry entry = entries.get(tenantId);
    return entry == null ? null : entry.tenant();
  }

  /** A live view, in no order. */
  public Collection<Entry> all() {
    return entries.values();
  }

  /** Makes or replaces. Completes when it is on disk and the listeners were told. */
  public Future<Void> put(Tenant tenant) {
    return store
        .put(tenant)
        .onSuccess(
            done -> {
              Entry before = entries.put(tenant.id(), Entry.of(tenant));
              tell(new Change(tenant.id(), before == null ? null : before.tenant(), tenant));
            });
  }

  /**
   * Forgets the tenant at once, so that nothing new is taken for it, then removes it from the
   * store. When that fails the tenant is back as it was.
   */
  public Future<Void> remove(String tenantId) {
    Entry before = entries.remove(tenantId);
    if (before == null) {
      return store.remove(tenantId);
    }
    tell(new Change(tenantId, before.tenant(), null));
    return store
        .remove(tenantId)
        .onFailure(
            cause -> {
              entries.putIfAbsent(tenantId, before);
              tell(new Change(tenantId, null, before.tenant()));
            });
  }

  private void tell(Change change) {
    listeners.forEach(listener -> listener.accept(change));
  }
}
