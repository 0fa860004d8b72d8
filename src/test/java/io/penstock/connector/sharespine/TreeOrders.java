package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.record.Order;
import io.penstock.record.SyncRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Orders made the plain way, from a whole tree: what {@link OrderReader} must say, too. */
final class TreeOrders {
  private static final Set<String> NAMED =
      Set.of(
          "localId",
          "remoteOrderNo",
          "remoteId",
          "orderStatus",
          "paymentStatus",
          "shippingStatus",
          "currency",
          "customerType",
          "email");

  private TreeOrders() {}

  /** Without its version; null where the order is unreadable. */
  static @Nullable Order order(JsonNode json) {
    String id = Fields.text(json, "localId");
    Instant modified = Fields.time(Fields.text(json, "lastModified"));
    Instant created = Fields.time(Fields.text(json, "created"));
    Instant changedAt = modified != null ? modified : created;
    Instant createdAt = created != null ? created : modified;
    if (!json.isObject()
        || id == null
        || id.isBlank()
        || id.length() > SyncRecord.KEY_LENGTH_MAX
        || changedAt == null
        || createdAt == null) {
      return null;
    }
    String number = Fields.text(json, "remoteOrderNo");
    return new Order(
        id,
        "",
        number == null ? id : number,
        Fields.text(json, "remoteId"),
        createdAt,
        changedAt,
        Fields.text(json, "orderStatus"),
        Fields.text(json, "paymentStatus"),
        Fields.text(json, "shippingStatus"),
        Fields.text(json, "currency"),
        Fields.text(json, "customerType"),
        Fields.text(json, "email"),
        address(json.path("billingAddress")),
        address(json.path("shippingAddress")),
        rows(json.path("rows")),
        shipments(json.path("shipments")),
        Fields.number(json, "totalSumExclVat"),
        Fields.number(json, "totalVat"),
        extra(json));
  }

  /** One text for all contents that mean the same, and none of another. */
  static String spelled(JsonNode json, Set<String> except) {
    if (json.isObject()) {
      Map<String, String> fields = new TreeMap<>();
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        if (!field.getValue().isNull() && !except.contains(field.getKey())) {
          fields.put(field.getKey(), spelled(field.getValue(), Set.of()));
        }
      }
      StringBuilder all = new StringBuilder("{");
      fields.forEach((name, value) -> all.append(name.length()).append(':').append(name + value));
      return all.append('}').toString();
    }
    if (json.isArray()) {
      StringBuilder all = new StringBuilder("[");
      json.forEach(element -> all.append(spelled(element, Set.of())));
      return all.append(']').toString();
    }
    return json.isNull() ? "null" : json.asText().length() + "=" + json.asText();
  }

  private static Order.@Nullable Address address(JsonNode json) {
    if (!json.isObject()) {
      return null;
    }
    String name = Fields.text(json, "name");
    if (name == null) {
      String first = Fields.text(json, "firstName");
      String last = Fields.text(json, "lastName");
      name = first == null ? last : last == null ? first : first + " " + last;
    }
    return new Order.Address(
        name,
        Fields.text(json, "company"),
        Fields.text(json, "street1"),
        Fields.text(json, "street2"),
        Fields.text(json, "postCode"),
        Fields.text(json, "city"),
        Fields.text(json, "country"),
        Fields.text(json, "phone"));
  }

  private static List<Order.Row> rows(JsonNode json) {
    List<Order.Row> rows = new ArrayList<>();
    for (JsonNode row : json.isArray() ? json : Fields.JSON.createArrayNode()) {
      rows.add(
          new Order.Row(
              Fields.text(row, "type"),
              Fields.text(row, "sku"),
              Fields.text(row, "name"),
              Fields.number(row, "quantity"),
              Fields.number(row, "pricePerUnitExclVat"),
              Fields.number(row, "discountPerUnitExclVat"),
              Fields.number(row, "vatRatePercent")));
    }
    return rows;
  }

  private static List<Order.Tracking> shipments(JsonNode json) {
    List<Order.Tracking> shipments = new ArrayList<>();
    for (JsonNode one : json.isArray() ? json : Fields.JSON.createArrayNode()) {
      shipments.add(
          new Order.Tracking(Fields.text(one, "trackingCode"), Fields.text(one, "trackingUri")));
    }
    return shipments;
  }

  private static Map<String, Object> extra(JsonNode json) {
    Map<String, Object> extra = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      JsonNode value = field.getValue();
      String name = field.getKey();
      BigDecimal number = Fields.number(json, name);
      boolean placed =
          switch (name) {
            case "lastModified", "created" -> Fields.time(Fields.text(json, name)) != null;
            case "totalSumExclVat", "totalVat" -> number != null;
            case "rows", "shipments" -> value.isArray();
            case "billingAddress", "shippingAddress" -> value.isObject();
            default -> NAMED.contains(name) && value.isValueNode();
          };
      Object kept = placed ? null : plain(value);
      if (kept != null) {
        extra.put(name, kept);
      }
    }
    return extra;
  }

  private static @Nullable Object plain(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        json.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
        yield fields;
      }
      case ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        json.forEach(element -> elements.add(plain(element)));
        yield elements;
      }
      case NUMBER -> json.isBigDecimal() ? Fields.kept(json.decimalValue()) : json.numberValue();
      case BOOLEAN -> json.booleanValue();
      case NULL, MISSING -> null;
      case STRING, BINARY, POJO -> json.asText();
    };
  }
}
