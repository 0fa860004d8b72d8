package io.penstock.connector.sharespine;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.connector.Page;
import io.penstock.record.Order;
import io.penstock.record.SyncRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes an order of the platform's JSON. Statuses are kept as the platform's words. What has no
 * field of its own, or a value that its field cannot hold, stays in {@link Order#extra}.
 *
 * <p>The JSON is read once, from the bytes into the order, and hashed on the way; nothing is built
 * that the order does not keep. Only what that cannot settle is read again, from a tree: a name
 * that comes twice, or money without an amount.
 *
 * <p>Names that are ASSUMED (4.2): orderDate, email, the addresses and all inside, rows and in them
 * type, sku, name, quantity, vatRatePercent and discountPerUnitExclVat.
 */
final class OrderReader {
  /** What is kept of an unreadable order; no character has more than four bytes. */
  private static final int RAW_BYTES_MAX = 4 * Page.Unreadable.RAW_LENGTH_MAX;

  /**
   * An order, or why there is none. Exactly one of the two is there.
   *
   * @param rest a hash of the order without what changes when its statuses are written
   */
  record Reading(@Nullable Order order, long rest, Page.@Nullable Unreadable unreadable) {}

  private final HashedJson json;
  private final Map<String, Object> extra = new LinkedHashMap<>();
  private @Nullable String id;
  private @Nullable String number;
  private @Nullable String remoteId;
  private @Nullable String modifiedText;
  private @Nullable Instant modified;
  private @Nullable Instant created;
  private @Nullable String status;
  private @Nullable String paymentStatus;
  private @Nullable String shippingStatus;
  private @Nullable String currency;
  private @Nullable String customerType;
  private @Nullable String email;
  private Order.@Nullable Address billing;
  private Order.@Nullable Address shipping;
  private List<Order.Row> rows = List.of();
  private List<Order.Tracking> shipments = List.of();
  private @Nullable BigDecimal total;
  private @Nullable BigDecimal totalVat;

  /** What the stamp of the last change adds to the sum of all fields. */
  private long modifiedPart;

  /** What the statuses that we write add to it. */
  private long statusPart;

  private OrderReader(HashedJson json) {
    this.json = json;
  }

  /**
   * @throws IOException where the bytes are no JSON
   */
  static Reading read(byte[] bytes, int from, int length) throws IOException {
    try (JsonParser tokens = Fields.FACTORY.createParser(bytes, from, length)) {
      if (tokens.nextToken() != JsonToken.START_OBJECT) {
        Fields.JSON.readTree(bytes, from, length); // fails where it is no JSON at all
        return unreadable("an element of the order list is not an object", bytes, from, length);
      }
      HashedJson json = new HashedJson(tokens, false);
      OrderReader reader = new OrderReader(json);
      reader.fields();
      if (tokens.nextToken() != null) {
        throw new JsonParseException(tokens, "something follows the order");
      }
      if (!json.inDoubt()) {
        return reader.reading(bytes, from, length);
      }
    }
    try (JsonParser tokens = Fields.JSON.readTree(bytes, from, length).traverse()) {
      tokens.nextToken();
      OrderReader reader = new OrderReader(new HashedJson(tokens, true));
      reader.fields();
      return reader.reading(bytes, from, length);
    }
  }

  static Page.Unreadable tooLarge(String beginning, long maxBytes) {
    return new Page.Unreadable(
        "the order is larger than " + maxBytes + " bytes (recordMaxBytes)", beginning);
  }

  private static Reading unreadable(String reason, byte[] bytes, int from, int length) {
    int kept = Math.min(length, RAW_BYTES_MAX);
    String raw = new String(bytes, from, kept, StandardCharsets.UTF_8);
    return new Reading(null, 0, new Page.Unreadable(reason, raw));
  }

  private Reading reading(byte[] bytes, int from, int length) {
    String key = id;
    Instant changedAt = modified != null ? modified : created;
    Instant createdAt = created != null ? created : modified;
    String reason;
    if (key == null || key.isBlank()) {
      reason = "the order has no localId, so nothing can be sent back for it";
    } else if (key.length() > SyncRecord.KEY_LENGTH_MAX) {
      reason = "the order's localId has more than " + SyncRecord.KEY_LENGTH_MAX + " characters";
    } else if (changedAt == null || createdAt == null) {
      reason = "the order has neither lastModified nor created";
    } else {
      long sum = json.sum() - modifiedPart;
      long rest = ContentHash.object(sum - statusPart);
      return new Reading(order(key, version(sum), createdAt, changedAt), rest, null);
    }
    return unreadable(reason, bytes, from, length);
  }

  /** Differs whenever anything differs that the platform tells about the order. */
  private String version(long sum) {
    return modifiedText + "-" + ContentHash.hex(ContentHash.object(sum));
  }

  private Order order(String key, String version, Instant createdAt, Instant changedAt) {
    return new Order(
        key,
        version,
        number == null ? key : number,
        remoteId,
        createdAt,
        changedAt,
        status,
        paymentStatus,
        shippingStatus,
        currency,
        customerType,
        email,
        billing,
        shipping,
        rows,
        shipments,
        total,
        totalVat,
        extra);
  }

  private void fields() throws IOException {
    json.enter();
    for (String name = json.field(); name != null; name = json.field()) {
      boolean placed = json.isObject() ? object(name) : json.isList() && list(name);
      Object value = placed ? null : json.plain();
      if (value != null && !single(name, value)) {
        extra.put(name, value);
      }
    }
  }

  /** Reads an object that has a place of its own; false where it has none. */
  private boolean object(String name) throws IOException {
    switch (name) {
      case "billingAddress" -> billing = address();
      case "shippingAddress" -> shipping = address();
      case "totalSumExclVat", "totalVat" -> {
        return !json.fromTree() && amount(name);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Without keeping the object, which is only needed where it has no amount. */
  private boolean amount(String name) throws IOException {
    BigDecimal amount = json.decimal();
    if (amount == null) {
      json.doubt();
    } else {
      sum(name, amount);
    }
    return true;
  }

  private boolean list(String name) throws IOException {
    switch (name) {
      case "rows" -> rows = rows();
      case "shipments" -> shipments = shipments();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Puts the value where it belongs; false where it has no place or does not fit. */
  private boolean single(String name, Object value) {
    String text = Fields.text(value);
    switch (name) {
      case "localId" -> id = text;
      case "remoteOrderNo" -> number = text;
      case "remoteId" -> remoteId = text;
      case "orderStatus" -> {
        status = text;
        statusPart += json.part();
      }
      case "paymentStatus" -> paymentStatus = text;
      case "shippingStatus" -> {
        shippingStatus = text;
        statusPart += json.part();
      }
      case "currency" -> currency = text;
      case "customerType" -> customerType = text;
      case "email" -> email = text;
      case "lastModified" -> {
        modifiedText = text;
        modified = Fields.time(text);
        modifiedPart = json.part();
        return modified != null;
      }
      case "created" -> {
        created = Fields.time(text);
        return created != null;
      }
      case "totalSumExclVat", "totalVat" -> {
        return sum(name, Fields.number(value));
      }
      default -> {
        return false;
      }
    }
    return text != null;
  }

  private boolean sum(String name, @Nullable BigDecimal amount) {
    if (name.equals("totalVat")) {
      totalVat = amount;
    } else {
      total = amount;
    }
    return amount != null;
  }

  private Order.Address address() throws IOException {
    String name = null;
    String first = null;
    String last = null;
    String company = null;
    String street1 = null;
    String street2 = null;
    String postCode = null;
    String city = null;
    String country = null;
    String phone = null;
    json.enter();
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "name" -> name = json.text();
        case "firstName" -> first = json.text();
        case "lastName" -> last = json.text();
        case "company" -> company = json.text();
        case "street1" -> street1 = json.text();
        case "street2" -> street2 = json.text();
        case "postCode" -> postCode = json.text();
        case "city" -> city = json.text();
        case "country" -> country = json.text();
        case "phone" -> phone = json.text();
        default -> json.skip();
      }
    }
    if (name == null) {
      name = first == null ? last : last == null ? first : first + " " + last;
    }
    return new Order.Address(name, company, street1, street2, postCode, city, country, phone);
  }

  private List<Order.Row> rows() throws IOException {
    List<Order.Row> all = new ArrayList<>();
    json.enter();
    while (json.element()) {
      all.add(row());
    }
    return List.copyOf(all);
  }

  /** Of an element that is no object nothing is known but that it is there. */
  private Order.Row row() throws IOException {
    String type = null;
    String sku = null;
    String name = null;
    BigDecimal quantity = null;
    BigDecimal unitPrice = null;
    BigDecimal unitDiscount = null;
    BigDecimal vatRatePercent = null;
    if (json.isObject()) {
      json.enter();
      for (String field = json.field(); field != null; field = json.field()) {
        switch (field) {
          case "type" -> type = json.text();
          case "sku" -> sku = json.text();
          case "name" -> name = json.text();
          case "quantity" -> quantity = json.decimal();
          case "pricePerUnitExclVat" -> unitPrice = json.decimal();
          case "discountPerUnitExclVat" -> unitDiscount = json.decimal();
          case "vatRatePercent" -> vatRatePercent = json.decimal();
          default -> json.skip();
        }
      }
    } else {
      json.skip();
    }
    return new Order.Row(type, sku, name, quantity, unitPrice, unitDiscount, vatRatePercent);
  }

  private List<Order.Tracking> shipments() throws IOException {
    List<Order.Tracking> all = new ArrayList<>();
    json.enter();
    while (json.element()) {
      all.add(shipment());
    }
    return List.copyOf(all);
  }

  private Order.Tracking shipment() throws IOException {
    String code = null;
    String uri = null;
    if (json.isObject()) {
      json.enter();
      for (String field = json.field(); field != null; field = json.field()) {
        switch (field) {
          case "trackingCode" -> code = json.text();
          case "trackingUri" -> uri = json.text();
          default -> json.skip();
        }
      }
    } else {
      json.skip();
    }
    return new Order.Tracking(code, uri);
  }
}
