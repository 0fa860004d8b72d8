package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.connector.Page;
import io.penstock.record.Order;
import io.penstock.record.SyncRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
  private static final int HASH_BYTES = 8;
  private static final Set<String> NAMED =
      Set.of(
          "localId",
          MODIFIED,
          "created",
          "remoteOrderNo",
          "remoteId",
          "orderStatus",
          "paymentStatus",
          "shippingStatus",
          "currency",
          "customerType",
          "email",
          "billingAddress",
          "shippingAddress",
          "rows",
          "shipments",
          "totalSumExclVat",
          "totalVat");

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

  static Page.Unreadable tooLarge(JsonNode beginning, long maxBytes) {
    return new Page.Unreadable(
        "the order is larger than " + maxBytes + " bytes (recordMaxBytes)", beginning.toString());
  }

  /** Differs whenever anything differs that the platform tells about the order. */
  static String version(JsonNode json) {
    return Fields.text(json, MODIFIED) + "-" + hash(json, Set.of(MODIFIED));
  }

  /** A short hash over everything but some fields; null and absent are the same. */
  static String hash(JsonNode json, Set<String> except) {
    StringBuilder canonical = new StringBuilder();
    canonical(json, except, canonical);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void canonical(JsonNode json, Set<String> except, StringBuilder into) {
    if (json.isObject()) {
      Set<String> names = new TreeSet<>();
      json.fieldNames().forEachRemaining(names::add);
      names.removeAll(except);
      into.append('{');
      for (String name : names) {
        JsonNode value = json.path(name);
        if (!value.isNull()) {
          into.append(name.length()).append(':').append(name);
          canonical(value, Set.of(), into);
        }
      }
      into.append('}');
    } else if (json.isArray()) {
      into.append('[');
      json.forEach(element -> canonical(element, Set.of(), into));
      into.append(']');
    } else {
      String text = json.asText();
      into.append(text.length()).append('=').append(text);
    }
  }

  private static Order order(
      JsonNode json, String id, @Nullable Instant modified, @Nullable Instant created) {
    Instant changedAt = modified != null ? modified : created;
    Instant createdAt = created != null ? created : modified;
    if (changedAt == null || createdAt == null) {
      throw new IllegalStateException("one of the two stamps must be there");
    }
    String number = Fields.text(json, "remoteOrderNo");
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
        Fields.number(json, "totalSumExclVat"),
        Fields.number(json, "totalVat"),
        extra(json));
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

  private static Map<String, Object> extra(JsonNode json) {
    Map<String, Object> extra = new LinkedHashMap<>();
    json.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (!value.isNull()
                  && !(NAMED.contains(field.getKey()) && fits(json, field.getKey()))) {
                extra.put(field.getKey(), Fields.JSON.convertValue(value, Object.class));
              }
            });
    return extra;
  }

  /** Whether a field that has a place in the order could be put there. */
  private static boolean fits(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return switch (name) {
      case "totalSumExclVat", "totalVat" -> Fields.number(json, name) != null;
      case "created", MODIFIED -> Fields.time(json, name) != null;
      case "rows", "shipments" -> value.isArray();
      case "billingAddress", "shippingAddress" -> value.isObject();
      default -> value.isValueNode();
    };
  }

  private static Reading unreadable(String reason, JsonNode json) {
    return new Reading(null, new Page.Unreadable(reason, json.toString()));
  }
}
