package io.penstock.tenant;

import io.penstock.record.RecordType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who wants what from where, worked out once per tenant. Plain, immutable, O(1) to ask. */
public final class Routes {
  /** The source name of what the partner sends to the gateway's own API. */
  public static final String API = "api";

  private final Map<RecordType, Map<String, List<String>>> targets =
      new EnumMap<>(RecordType.class);

  private Routes() {}

  public static Routes of(Tenant tenant) {
    Routes routes = new Routes();
    for (RecordType type : RecordType.values()) {
      Map<String, List<String>> ofType = new HashMap<>();
      for (Connection source : tenant.connections()) {
        ofType.put(source.id(), targets(tenant, type, source.id()));
      }
      ofType.put(API, targetsOfApi(tenant, type));
      ofType.values().removeIf(List::isEmpty);
      routes.targets.put(type, Map.copyOf(ofType));
    }
    return routes;
  }

  /** The connections that want records of this type from that source; empty when nobody does. */
  public List<String> targets(RecordType type, String from) {
    Map<String, List<String>> ofType = targets.get(type);
    return ofType == null ? List.of() : ofType.getOrDefault(from, List.of());
  }

  private static List<String> targets(Tenant tenant, RecordType type, String from) {
    if (tenant.routes().isEmpty()) {
      return importers(tenant, type, Set.of(from));
    }
    Set<String> wanted = new LinkedHashSet<>();
    for (Route route : tenant.routes()) {
      if (route.type() == type && route.from().equals(from)) {
        wanted.addAll(route.to());
      }
    }
    return List.copyOf(wanted);
  }

  /** The API speaks for the tenant's partner connections: what enters there never goes back. */
  private static List<String> targetsOfApi(Tenant tenant, RecordType type) {
    Set<String> partners = new LinkedHashSet<>();
    for (Connection connection : tenant.connections()) {
      if (connection.connector().equals("partner")) {
        partners.add(connection.id());
      }
    }
    if (tenant.routes().isEmpty()) {
      return importers(tenant, type, partners);
    }
    Set<String> wanted = new LinkedHashSet<>();
    partners.forEach(partner -> wanted.addAll(targets(tenant, type, partner)));
    return List.copyOf(wanted);
  }

  private static List<String> importers(Tenant tenant, RecordType type, Set<String> except) {
    List<String> importers = new ArrayList<>();
    for (Connection connection : tenant.connections()) {
      if (!except.contains(connection.id()) && connection.plug(type, Direction.IMPORT) != null) {
        importers.add(connection.id());
      }
    }
    return List.copyOf(importers);
  }
}
