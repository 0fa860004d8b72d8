package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may speak for a tenant: its users and its connections. Safe from any thread; what it hands
 * out are copies.
 */
final class TenantAccess {
  private final LocalIds ids;
  private final FieldRules rules;
  private final Map<String, ObjectNode> users = new LinkedHashMap<>();
  private final Map<String, String> passwords = new LinkedHashMap<>();
  private final Map<String, ApiConnection> connections = new LinkedHashMap<>();

  TenantAccess(long seed, FieldRules rules) {
    this.ids = new LocalIds(seed);
    this.rules = rules;
  }

  /** Adds a person or program; without a password one is made up (A12). */
  synchronized ObjectNode addUser(String login, String password, ObjectNode user) {
    if (users.containsKey(login)) {
      throw Refusal.field("login", "There is already a user " + login);
    }
    users.put(login, user);
    passwords.put(login, password.isEmpty() ? ids.next() : password);
    return user.deepCopy();
  }

  synchronized List<ObjectNode> users() {
    return users.values().stream().map(ObjectNode::deepCopy).toList();
  }

  synchronized @Nullable ObjectNode user(String login) {
    ObjectNode user = users.get(login);
    return user == null ? null : user.deepCopy();
  }

  synchronized ObjectNode changeUser(String login, ObjectNode write) {
    ObjectNode user = users.get(login);
    if (user == null) {
      throw Refusal.unknown("user " + login);
    }
    String password = Json.text(write, "password");
    if (!password.isEmpty()) {
      passwords.put(login, password);
    }
    rules.merge(user, write.without(List.of("login", "password")));
    return user.deepCopy();
  }

  synchronized void removeUser(String login) {
    passwords.remove(login);
    users.remove(login);
  }

  synchronized boolean admits(String login, String password) {
    return password.equals(passwords.get(login));
  }

  synchronized Map<String, String> passwords() {
    return new LinkedHashMap<>(passwords);
  }

  synchronized ObjectNode addConnection(ObjectNode settings) {
    ApiConnection connection = new ApiConnection(ids.next(), settings);
    connections.put(connection.id(), connection);
    return connection.resellerForm();
  }

  synchronized List<String> connectionIds() {
    return List.copyOf(connections.keySet());
  }

  synchronized boolean hasActive(String connectionId) {
    ApiConnection connection = connections.get(connectionId);
    return connection != null && connection.active();
  }

  synchronized boolean removeConnection(String connectionId) {
    return connections.remove(connectionId) != null;
  }

  /** Asks a connection, or refuses with 404. */
  synchronized <T> T connection(String connectionId, Function<ApiConnection, T> ask) {
    ApiConnection connection = connections.get(connectionId);
    if (connection == null) {
      throw Refusal.unknown("connection " + connectionId);
    }
    return ask.apply(connection);
  }

  synchronized ObjectNode changeConnection(String connectionId, ObjectNode write) {
    return connection(
        connectionId,
        connection -> {
          connection.change(write, rules);
          return connection.resellerForm();
        });
  }

  /** Notes that records went through a plug of a connection. */
  synchronized void transferred(String connectionId, PlugToken plug, Instant now, long records) {
    ApiConnection connection = connections.get(connectionId);
    if (connection != null) {
      connection.transferred(plug, now.getEpochSecond(), records, ids.next());
    }
  }
}
