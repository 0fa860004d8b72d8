package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.penstock.record.RecordType;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Plug;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Declares which plugs a connection uses, for the platform's graphical overview. Written only where
 * the set differs, so that a repeated start is harmless. ASSUMED (A17): verbs and bodies, and every
 * token but OrderImport and OrderExport.
 */
final class Plugs {
  private final TenantApi api;
  private final SharespineOptions options;
  private final List<Plug> wanted;

  Plugs(TenantApi api, SharespineOptions options, List<Plug> wanted) {
    this.api = api;
    this.options = options;
    this.wanted = wanted;
  }

  Future<Void> declare() {
    return api.get(api.plugs())
        .compose(answer -> Refusals.mustBeSuccess(answer, "the connection's plugs"))
        .compose(
            answer ->
                declared(TenantApi.body(answer)).equals(tokens())
                    ? Future.succeededFuture()
                    : write());
  }

  private Future<Void> write() {
    ArrayNode body = Fields.JSON.createArrayNode();
    for (Plug plug : wanted) {
      if (options.plugStyle() == SharespineOptions.PlugStyle.TOKEN) {
        body.addObject().put("plug", token(plug.type(), plug.direction())).put("active", true);
      } else {
        body.addObject()
            .put("recordType", plug.type().code())
            .put("direction", word(plug.direction()));
      }
    }
    return api.put(api.plugs(), body)
        .compose(answer -> Refusals.mustBeSuccess(answer, "the declaration of plugs"))
        .mapEmpty();
  }

  private Set<String> tokens() {
    Set<String> tokens = new TreeSet<>();
    wanted.forEach(plug -> tokens.add(token(plug.type(), plug.direction())));
    return tokens;
  }

  /** What is active there, whichever way it is written. */
  private static Set<String> declared(JsonNode plugs) {
    Set<String> tokens = new TreeSet<>();
    for (JsonNode plug : plugs) {
      if (plug.path("active").asBoolean(true)) {
        String token = plug.isTextual() ? plug.asText() : Fields.text(plug, "plug");
        tokens.add(token == null ? pair(plug) : token);
      }
    }
    return tokens;
  }

  private static String pair(JsonNode plug) {
    String code = String.valueOf(Fields.text(plug, "recordType"));
    String direction = String.valueOf(Fields.text(plug, "direction"));
    RecordType type = RecordType.find(code);
    for (Direction known : Direction.values()) {
      if (type != null && word(known).equals(direction)) {
        return token(type, known);
      }
    }
    return code + " " + direction;
  }

  static String word(Direction direction) {
    return direction.name().toLowerCase(Locale.ROOT);
  }

  private static String token(RecordType type, Direction direction) {
    String record =
        switch (type) {
          case ORDER -> "Order";
          case SHIPMENT -> "Shipment";
          case ORDER_STATUS -> "OrderStatus";
          case STOCK -> "Stock";
          case PRICE -> "Price";
        };
    return record + (direction == Direction.IMPORT ? "Import" : "Export");
  }
}
