package io.penstock.server;

import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What differed in the last sweep of each plug, so that the next one does not send the same again
 * and again. Of most plugs there is nothing. Lost at a restart, which costs one repair more.
 */
final class DriftMemory {
  record Plug(ConnectionRef target, RecordType type) {}

  private final ConcurrentHashMap<Plug, Map<String, Long>> plugs = new ConcurrentHashMap<>();

  Map<String, Long> of(Plug plug) {
    return plugs.getOrDefault(plug, Map.of());
  }

  void put(Plug plug, Map<String, Long> differing) {
    if (differing.isEmpty()) {
      plugs.remove(plug);
    } else {
      plugs.put(plug, differing);
    }
  }

  /** Forgets tenants that are gone. */
  void keep(Predicate<String> tenants) {
    plugs.keySet().removeIf(plug -> !tenants.test(plug.target().tenant()));
  }
}
