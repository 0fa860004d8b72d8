package io.penstock.store;

import io.penstock.record.RecordType;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Route;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a store keeps a tenant: with its secrets in clear, for the platforms want them in clear. So
 * this text never leaves the store, and whatever keeps it is readable by its owner alone.
 */
public final class TenantJson {
  private TenantJson() {}

  public static String encode(Tenant tenant) {
    Limits limits = tenant.limits();
    JsonArray connections = new JsonArray();
    tenant.connections().forEach(connection -> connections.add(connection(connection)));
    JsonArray routes = new JsonArray();
    for (Route route : tenant.routes()) {
      routes.add(
          new JsonObject()
              .put("type", route.type().code())
              .put("from", route.from())
              .put("to", new JsonArray(route.to())));
    }
    return new JsonObject()
        .put("id", tenant.id())
        .put("paused", tenant.paused())
        .put("connections", connections)
        .put("routes", routes)
        .put(
            "limits",
            new JsonObject()
                .put("updatesPerSecond", limits.updatesPerSecond())
                .put("updatesBurst", limits.updatesBurst())
                .put("waitingMax", limits.waitingMax())
                .put("negativeStock", limits.negativeStock()))
        .encode();
  }

  private static JsonObject connection(Connection connection) {
    JsonObject settings = new JsonObject();
    connection.settings().forEach(settings::put);
    JsonObject secrets = new JsonObject();
    connection.secrets().forEach((name, secret) -> secrets.put(name, secret.reveal()));
    JsonArray plugs = new JsonArray();
    for (Plug plug : connection.plugs()) {
      JsonObject json =
          new JsonObject()
              .put("type", plug.type().code())
              .put("direction", plug.direction().name());
      Duration every = plug.every();
      if (every != null) {
        json.put("every", every.toString());
      }
      plugs.add(json);
    }
    return new JsonObject()
        .put("id", connection.id())
        .put("connector", connection.connector())
        .put("settings", settings)
        .put("secrets", secrets)
        .put("plugs", plugs);
  }

  /**
   * The tenant that {@link #encode} wrote.
   *
   * @throws IllegalArgumentException with a sentence that names no value, for it may be a secret
   */
  public static Tenant decode(String text) {
    try {
      return tenant(new JsonObject(text));
    } catch (IllegalArgumentException own) {
      throw own;
    } catch (RuntimeException damaged) {
      // The parser's own message may quote what it could not read.
      throw new IllegalArgumentException(
          "the stored entry cannot be read (" + damaged.getClass().getSimpleName() + ")");
    }
  }

  private static Tenant tenant(JsonObject json) {
    List<Connection> connections = new ArrayList<>();
    for (JsonObject connection : objects(json, "connections")) {
      connections.add(connection(connection));
    }
    List<Route> routes = new ArrayList<>();
    for (JsonObject route : objects(json, "routes")) {
      List<String> to = new ArrayList<>();
      route.getJsonArray("to").forEach(target -> to.add(target.toString()));
      routes.add(new Route(type(route), text(route, "from"), to));
    }
    JsonObject limits = json.getJsonObject("limits");
    return new Tenant(
        text(json, "id"),
        json.getBoolean("paused"),
        connections,
        routes,
        new Limits(
            limits.getInteger("updatesPerSecond"),
            limits.getInteger("updatesBurst"),
            limits.getInteger("waitingMax"),
            limits.getBoolean("negativeStock")));
  }

  private static Connection connection(JsonObject json) {
    Map<String, String> settings = new LinkedHashMap<>();
    json.getJsonObject("settings").forEach(e -> settings.put(e.getKey(), e.getValue().toString()));
    Map<String, Secret> secrets = new LinkedHashMap<>();
    json.getJsonObject("secrets")
        .forEach(e -> secrets.put(e.getKey(), new Secret(e.getValue().toString())));
    List<Plug> plugs = new ArrayList<>();
    for (JsonObject plug : objects(json, "plugs")) {
      String every = plug.getString("every");
      plugs.add(
          new Plug(
              type(plug),
              Direction.valueOf(text(plug, "direction")),
              every == null ? null : Duration.parse(every)));
    }
    return new Connection(text(json, "id"), text(json, "connector"), settings, secrets, plugs);
  }

  private static List<JsonObject> objects(JsonObject json, String key) {
    List<JsonObject> objects = new ArrayList<>();
    JsonArray array = json.getJsonArray(key);
    for (int i = 0; i < array.size(); i++) {
      objects.add(array.getJsonObject(i));
    }
    return objects;
  }

  private static RecordType type(JsonObject json) {
    @Nullable RecordType type = RecordType.find(text(json, "type"));
    if (type == null) {
      throw new IllegalArgumentException(
          "the stored entry names a record type that this version does not know");
    }
    return type;
  }

  private static String text(JsonObject json, String key) {
    String text = json.getString(key);
    if (text == null) {
      throw new IllegalArgumentException("the stored entry has no '" + key + "'");
    }
    return text;
  }
}
