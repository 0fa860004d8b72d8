package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.connector.Page;
import io.penstock.record.Order;
import io.penstock.record.SyncRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes an order of the platform's JSON. Statuses are kept as the platform's words. What has no
 * field of its own, or a value that its field cannot hold, stays in {@link Order#extra}.
 *
 * <p>Names that are ASSUMED (4.2): orderDate, email, the addresses and all inside, rows and in them
 * type, sku, name, quantity, vatRatePercent and discountPerUnitExclVat.
 */
final class OrderReader {
  private static final String MODIFIED = "lastModified";

  /** Fields with a place of their own in the order that any single value fits into. */
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

  private static final Set<String> STAMP = Set.of(MODIFIED);

  private OrderReader() {}

  /** An order, or why there is none. Exactly one of the two is there. */
  record Reading(@Nullable Order order, Page.@Nullable Unreadable unreadable) {}

  static Reading read(JsonNode json) {
    if (!json.isObject()) {
      return unreadable("an element of the order list is not an object", json);
    }
    String id = Fields.text(json, "localId");
    if (id == null || id.isBlank()) {
      return unreadable("the order has no localId, so nothing can be sent back for it", json);
    }
    if (id.length() > SyncRecord.KEY_LENGTH_MAX) {
      return unreadable(
          "the order's localId has more than " + SyncRecord.KEY_LENGTH_MAX + " characters", json);
    }
    Instant modified = Fields.time(json, MODIFIED);
    Instant created = Fields.time(json, "created");
    if (modified == null && created == null) {
      return unreadable("the order has neither lastModified nor created", json);
    }
    return new Reading(order(json, id, modified, created), null);
  }

  static Page.Unreadable tooLarge(String beginning, long maxBytes) {
    return new Page.Unreadable(
        "the order is larger than " + maxBytes + " bytes (recordMaxBytes)", beginning);
  }

  /** Differs whenever anything differs that the platform tells about the order. */
  static String version(JsonNode json) {
    return Fields.text(json, MODIFIED) + "-" + ContentHash.of(json, STAMP);
  }

  private static Order order(
      JsonNode json, String id, @Nullable Instant modified, @Nullable Instant created) {
    Instant changedAt = modified != null ? modified : created;
    Instant createdAt = created != null ? created : modified;
    if (changedAt == null || createdAt == null) {
      throw new IllegalStateException("one of the two stamps must be there");
    }
    String number = Fields.text(json, "remoteOrderNo");
    BigDecimal total = Fields.number(json, "totalSumExclVat");
    BigDecimal totalVat = Fields.number(json, "totalVat");
    return new Order(
        id,
        version(json),
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
        total,
        totalVat,
        extra(json, modified != null, created != null, total != null, totalVat != null));
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
    for (JsonNode row : json) {
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
    return List.copyOf(rows);
  }

  private static List<Order.Tracking> shipments(JsonNode json) {
    List<Order.Tracking> shipments = new ArrayList<>();
    for (JsonNode one : json) {
      shipments.add(
          new Order.Tracking(Fields.text(one, "trackingCode"), Fields.text(one, "trackingUri")));
    }
    return List.copyOf(shipments);
  }

  private static Map<String, Object> extra(
      JsonNode json, boolean modified, boolean created, boolean total, boolean totalVat) {
    Map<String, Object> extra = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      JsonNode value = field.getValue();
      boolean placed =
          switch (field.getKey()) {
            case MODIFIED -> modified;
            case "created" -> created;
            case "totalSumExclVat" -> total;
            case "totalVat" -> totalVat;
            case "rows", "shipments" -> value.isArray();
            case "billingAddress", "shippingAddress" -> value.isObject();
            default -> NAMED.contains(field.getKey()) && value.isValueNode();
          };
      Object kept = placed ? null : plain(value);
      if (kept != null) {
        extra.put(field.getKey(), kept);
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
        List<@Nullable Object> elements = new ArrayList<>(json.size());
        json.forEach(element -> elements.add(plain(element)));
        yield elements;
      }
      case NUMBER -> json.numberValue();
      case BOOLEAN -> json.booleanValue();
      case NULL, MISSING -> null;
      case STRING, BINARY, POJO -> json.asText();
    };
  }

  private static Reading unreadable(String reason, JsonNode json) {
    return new Reading(null, new Page.Unreadable(reason, json.toString()));
  }
}
