package io.penstock.connector;

import io.penstock.tenant.Connection;
import io.penstock.tenant.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The kinds of system this gateway speaks with. */
public final class Connectors {
  private final Map<String, Connector> byKind = new LinkedHashMap<>();

  public Connectors(List<Connector> connectors) {
    connectors.forEach(connector -> byKind.put(connector.kind(), connector));
  }

  /** The connector of this kind. Ask {@link #problems} first: an unknown kind is a mistake. */
  public Connector of(String kind) {
    Connector connector = byKind.get(kind);
    if (connector == null) {
      throw new IllegalArgumentException(unknown(kind));
    }
    return connector;
  }

  /** Every mistake in a tenant's connections, each with the path of the key it is about. */
  public List<String> problems(Tenant tenant) {
    List<String> problems = new ArrayList<>();
    for (Connection connection : tenant.connections()) {
      String path = "connections." + connection.id() + ".";
      Connector connector = byKind.get(connection.connector());
      if (connector == null) {
        problems.add(path + "connector: " + unknown(connection.connector()));
      } else {
        connector.problems(connection).forEach(problem -> problems.add(path + problem));
      }
    }
    return problems;
  }

  private String unknown(String kind) {
    return "there is no connector '" + kind + "'; there are " + new TreeSet<>(byKind.keySet());
  }
}
