package io.penstock.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.connector.Connectors;
import io.penstock.record.RecordType;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Route;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tenant from JSON and tells every mistake at once, each by JSON Pointer. A secret that is
 * absent or {@code "***"} keeps its value; null takes it away.
 */
final class TenantReader {
  static final String MASK = "***";
  private static final int TEXT_MAX = 4_096;
  private static final int ID_MAX = 256;
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private final List<Problem.Fault> faults = new ArrayList<>();
  private final JsonReading reading = new JsonReading(faults);
  private final Connectors connectors;
  private final @Nullable Tenant before;

  private TenantReader(Connectors connectors, @Nullable Tenant before) {
    this.connectors = connectors;
    this.before = before;
  }

  /**
   * @param before the tenant as it is; null for a new one
   * @throws ProblemException with every mistake
   */
  static Tenant read(String id, JsonNode json, @Nullable Tenant before, Connectors connectors) {
    return new TenantReader(connectors, before).tenant(id, json);
  }

  private Tenant tenant(String id, JsonNode json) {
    reading.onlyFields(json, "", List.of("id", "paused", "connections", "routes", "limits"));
    String named = reading.text(json, "", "id", ID_MAX);
    if (named != null && !named.equals(id)) {
      reading.blame("/id", "must be the id in the path, or be left out");
    }
    boolean paused = reading.flag(json, "", "paused", before != null && before.paused());
    List<Connection> connections = new ArrayList<>();
    int index = 0;
    for (JsonNode element : reading.array(json, "", "connections")) {
      Connection connection = connection(element, "/connections/" + index++);
      if (connection != null) {
        connections.add(connection);
      }
    }
    List<Route> routes = new ArrayList<>();
    index = 0;
    for (JsonNode element : reading.array(json, "", "routes")) {
      Route route = route(element, "/routes/" + index++);
      if (route != null) {
        routes.add(route);
      }
    }
    Limits limits = limits(json);
    Tenant tenant = null;
    if (faults.isEmpty()) {
      tenant = built("", () -> new Tenant(id, paused, connections, routes, limits));
      if (tenant != null) {
        askConnectors(tenant);
      }
    }
    reading.throwIfBad();
    if (tenant == null) {
      throw new IllegalStateException("a tenant without a mistake was not built");
    }
    return tenant;
  }

  /** What a record's constructor refuses is a mistake like any other. */
  private <T> @Nullable T built(String pointer, Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException refused) {
      reading.blame(pointer, String.valueOf(refused.getMessage()));
      return null;
    }
  }

  private @Nullable Connection connection(JsonNode json, String path) {
    if (isNoObject(json, path)) {
      return null;
    }
    reading.onlyFields(json, path, List.of("id", "connector", "settings", "secrets", "plugs"));
    String id = reading.needed(json, path, "id", ID_MAX);
    String connector = reading.needed(json, path, "connector", ID_MAX);
    Map<String, String> settings = settings(json, path);
    Map<String, Secret> secrets = secrets(json, path, id);
    List<Plug> plugs = new ArrayList<>();
    int index = 0;
    for (JsonNode element : reading.array(json, path, "plugs")) {
      Plug plug = plug(element, path + "/plugs/" + index++);
      if (plug != null) {
        plugs.add(plug);
      }
    }
    if (id == null || connector == null) {
      return null;
    }
    return built(path + "/id", () -> new Connection(id, connector, settings, secrets, plugs));
  }

  private boolean isNoObject(JsonNode json, String path) {
    if (!json.isObject()) {
      reading.blame(ItemCode.WRONG_TYPE, path, "must be an object");
      return true;
    }
    return false;
  }

  private Map<String, String> settings(JsonNode connection, String path) {
    Map<String, String> settings = new HashMap<>();
    JsonNode json = reading.object(connection, path, "settings");
    if (json != null) {
      json.properties()
          .forEach(
              setting -> {
                if (setting.getValue().isTextual()
                    && setting.getValue().textValue().length() <= TEXT_MAX) {
                  settings.put(setting.getKey(), setting.getValue().textValue());
                } else {
                  reading.blame(
                      ItemCode.WRONG_TYPE,
                      path + "/settings/" + Json.token(setting.getKey()),
                      "must be a string of at most " + TEXT_MAX + " characters");
                }
              });
    }
    return settings;
  }

  private Map<String, Secret> secrets(
      JsonNode connection, String path, @Nullable String connectionId) {
    Connection old =
        before == null || connectionId == null ? null : before.connection(connectionId);
    Map<String, Secret> secrets = new HashMap<>(old == null ? Map.of() : old.secrets());
    JsonNode json = reading.object(connection, path, "secrets");
    if (json != null) {
      json.properties()
          .forEach(
              secret ->
                  secret(
                      secrets,
                      secret.getKey(),
                      secret.getValue(),
                      path + "/secrets/" + Json.token(secret.getKey())));
    }
    return secrets;
  }

  private void secret(Map<String, Secret> secrets, String name, JsonNode value, String pointer) {
    if (value.isNull()) {
      secrets.remove(name);
    } else if (!value.isTextual() || value.textValue().length() > TEXT_MAX) {
      reading.blame(
          ItemCode.WRONG_TYPE, pointer, "must be a string of at most " + TEXT_MAX + " characters");
    } else if (!value.textValue().equals(MASK)) {
      secrets.put(name, new Secret(value.textValue()));
    } else if (!secrets.containsKey(name)) {
      reading.blame(pointer, "there is no value to keep; give the secret itself");
    }
  }

  private @Nullable Plug plug(JsonNode json, String path) {
    if (isNoObject(json, path)) {
      return null;
    }
    reading.onlyFields(json, path, List.of("type", "direction", "every"));
    RecordType type = type(json, path);
    String word = reading.needed(json, path, "direction", ID_MAX);
    Direction direction = null;
    for (Direction known : Direction.values()) {
      if (known.name().equals(word)) {
        direction = known;
      }
    }
    if (word != null && direction == null) {
      reading.blame(path + "/direction", "must be IMPORT or EXPORT");
    }
    String every = reading.text(json, path, "every", ID_MAX);
    Duration span = every == null ? null : span(every);
    if (every != null && span == null) {
      reading.blame(path + "/every", "must be a number with its unit, such as 30s or 5m");
    }
    Direction found = direction;
    if (type == null || found == null) {
      return null;
    }
    return built(path, () -> new Plug(type, found, span));
  }

  private @Nullable RecordType type(JsonNode json, String path) {
    return reading.type(reading.needed(json, path, "type", ID_MAX), path);
  }

  static @Nullable Duration span(String text) {
    Matcher parts = SPAN.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    long count = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private @Nullable Route route(JsonNode json, String path) {
    if (isNoObject(json, path)) {
      return null;
    }
    reading.onlyFields(json, path, List.of("type", "from", "to"));
    RecordType type = type(json, path);
    String from = reading.needed(json, path, "from", ID_MAX);
    List<String> to = new ArrayList<>();
    int index = 0;
    for (JsonNode element : reading.array(json, path, "to")) {
      if (element.isTextual()) {
        to.add(element.textValue());
      } else {
        reading.blame(ItemCode.WRONG_TYPE, path + "/to/" + index, "must be a string");
      }
      index++;
    }
    return type == null || from == null ? null : new Route(type, from, to);
  }

  private Limits limits(JsonNode tenant) {
    Limits usual = Limits.DEFAULTS;
    JsonNode json = reading.object(tenant, "", "limits");
    if (json == null) {
      return usual;
    }
    reading.onlyFields(
        json,
        "/limits",
        List.of("updatesPerSecond", "updatesBurst", "waitingMax", "negativeStock"));
    int rate =
        reading.integer(json, "/limits", "updatesPerSecond", usual.updatesPerSecond(), 1_000_000);
    int burst = reading.integer(json, "/limits", "updatesBurst", usual.updatesBurst(), 10_000_000);
    int waiting = reading.integer(json, "/limits", "waitingMax", usual.waitingMax(), 10_000_000);
    boolean negative = reading.flag(json, "/limits", "negativeStock", usual.negativeStock());
    Limits limits = built("/limits", () -> new Limits(rate, burst, waiting, negative));
    return limits == null ? usual : limits;
  }

  private void askConnectors(Tenant tenant) {
    for (String problem : connectors.problems(tenant)) {
      int colon = problem.indexOf(": ");
      String key = colon < 0 ? "" : problem.substring(0, colon);
      String detail = colon < 0 ? problem : problem.substring(colon + 2);
      reading.blame(pointer(tenant, key), detail);
    }
  }

  /** {@code connections.<id>.<key>} as a pointer into what the caller sent. */
  private static String pointer(Tenant tenant, String key) {
    for (int i = 0; i < tenant.connections().size(); i++) {
      String prefix = "connections." + tenant.connections().get(i).id() + ".";
      if (key.startsWith(prefix)) {
        return "/connections/"
            + i
            + "/"
            + Json.token(key.substring(prefix.length())).replace('.', '/');
      }
    }
    return "";
  }
}
