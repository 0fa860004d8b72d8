package io.penstock.tenant;

import io.penstock.record.RecordType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's use of a connector. Three shops are three connections.
 *
 * @param id unique in the tenant; letters, digits, dot, dash, underscore; at most 63 characters
 * @param connector the kind, such as {@code sharespine} or {@code partner}
 * @param settings what that kind asks for, by its own keys; the connector checks them
 * @param secrets likewise, for what must never be shown
 */
public record Connection(
    String id,
    String connector,
    Map<String, String> settings,
    Map<String, Secret> secrets,
    List<Plug> plugs) {

  public Connection {
    Names.check("connection id", id);
    settings = Map.copyOf(settings);
    secrets = Map.copyOf(secrets);
    plugs = List.copyOf(plugs);
  }

  public @Nullable Plug plug(RecordType type, Direction direction) {
    for (Plug plug : plugs) {
      if (plug.type() == type && plug.direction() == direction) {
        return plug;
      }
    }
    return null;
  }
}
