package io.penstock.tenant;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One customer account with its connections.
 *
 * @param id the caller's own id for it
 * @param paused stopped by a person; what arrives meanwhile is kept
 * @param routes who wants what; empty for the default, in which every EXPORT plug feeds every other
 *     connection that imports the same type
 */
public record Tenant(
    String id, boolean paused, List<Connection> connections, List<Route> routes, Limits limits) {
  public static final int CONNECTIONS_MAX = 50;

  public Tenant {
    Names.check("tenant id", id);
    connections = List.copyOf(connections);
    routes = List.copyOf(routes);
    if (connections.size() > CONNECTIONS_MAX) {
      throw new IllegalArgumentException(
          "connections: at most " + CONNECTIONS_MAX + ", not " + connections.size());
    }
    long different = connections.stream().map(Connection::id).distinct().count();
    if (different < connections.size()) {
      throw new IllegalArgumentException("connections: two have the same id");
    }
    for (Route route : routes) {
      known(connections, route.from());
      for (String to : route.to()) {
        known(connections, to);
      }
    }
  }

  private static void known(List<Connection> connections, String id) {
    if (connections.stream().noneMatch(connection -> connection.id().equals(id))) {
      throw new IllegalArgumentException("routes: there is no connection '" + id + "'");
    }
  }

  public @Nullable Connection connection(String connectionId) {
    for (Connection connection : connections) {
      if (connection.id().equals(connectionId)) {
        return connection;
      }
    }
    return null;
  }

  public Tenant paused(boolean now) {
    return new Tenant(id, now, connections, routes, limits);
  }
}
