package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.OrderChange;
import io.penstock.sandbox.SandboxOptions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/**
 * Orders as a merchant's shop makes them, and what happens to them later. The same seed, tenant and
 * number make the same order but for its date.
 */
final class OrderMaker {
  private static final int FIRST_ORDER_NUMBER = 10_001;
  private static final int ROWS_MAX = 6;

  private final SeedWords words;
  private final Catalogue catalogue;
  private final long seed;
  private final int products;

  OrderMaker(SeedWords words, Catalogue catalogue, SandboxOptions options) {
    this.words = words;
    this.catalogue = catalogue;
    this.seed = options.seed();
    this.products = options.population().productsPerTenant();
  }

  ObjectNode order(int tenant, long number, Instant placed) {
    SplittableRandom random = new SplittableRandom(seed * 17 + tenant * 10_000_019L + number);
    JsonNode country = words.country(random);
    boolean company = random.nextInt(5) == 0;
    String orderNumber = Long.toString(FIRST_ORDER_NUMBER + number);
    String currency = Json.text(country, "currency");
    ObjectNode order =
        Json.object()
            .put("remoteId", "shop-" + orderNumber)
            .put("remoteOrderNo", orderNumber)
            .put("orderDate", placed.truncatedTo(ChronoUnit.SECONDS).toString())
            .put("orderStatus", "new")
            .put("paymentStatus", "not-paid")
            .put("shippingStatus", "not-shipped")
            .put("customerType", company ? "company" : "person")
            .put("currency", currency)
            .put("language", Json.text(country, "language"))
            .put("email", "customer" + random.nextInt(100_000) + "@example.com");
    order.set("billingAddress", address(country, company, random));
    order.set(
        "shippingAddress",
        random.nextInt(4) == 0
            ? address(country, false, random)
            : order.get("billingAddress").deepCopy());
    rows(order.putArray("rows"), tenant, country, random);
    return order;
  }

  private static ObjectNode address(JsonNode country, boolean company, SplittableRandom random) {
    ObjectNode address = Json.object();
    if (company) {
      address.put("company", SeedWords.pick(country.path("company"), random).asText());
    }
    String[] city = SeedWords.pick(country.path("city"), random).asText().split(" ", -1);
    // Swedish and Greek codes are written in two parts.
    int codeParts = city.length > 2 && city[1].chars().allMatch(Character::isDigit) ? 2 : 1;
    String code = codeParts == 2 ? city[0] + " " + city[1] : city[0];
    String name = String.join(" ", java.util.Arrays.copyOfRange(city, codeParts, city.length));
    return address
        .put("firstName", SeedWords.pick(country.path("first"), random).asText())
        .put("lastName", SeedWords.pick(country.path("last"), random).asText())
        .put(
            "street1",
            SeedWords.pick(country.path("street"), random).asText()
                + " "
                + (1 + random.nextInt(120)))
        .put("postCode", code)
        .put("city", name)
        .put("country", Json.text(country, "country"))
        .put("phone", Json.text(country, "phone") + (1_000_000 + random.nextInt(9_000_000)));
  }

  private void rows(ArrayNode rows, int tenant, JsonNode country, SplittableRandom random) {
    String currency = Json.text(country, "currency");
    int count = 1 + Math.min(random.nextInt(ROWS_MAX), random.nextInt(ROWS_MAX));
    for (int i = 0; i < count; i++) {
      Catalogue.Article article =
          catalogue.article(tenant, random.nextInt(products), Json.text(country, "language"));
      BigDecimal full = article.price(currency);
      int discountPercent = random.nextInt(4) == 0 ? 5 * (1 + random.nextInt(6)) : 0;
      BigDecimal discount =
          full.multiply(BigDecimal.valueOf(discountPercent))
              .movePointLeft(2)
              .setScale(2, RoundingMode.HALF_UP);
      ObjectNode row =
          rows.addObject()
              .put("type", "product")
              .put("sku", article.sku())
              .put("name", article.name())
              .put(
                  "quantity",
                  Integer.toString(1 + random.nextInt(random.nextInt(8) == 0 ? 20 : 2)));
      row.set("pricePerUnitExclVat", FieldRules.money(currency, full.subtract(discount)));
      if (discountPercent > 0) {
        row.set("discountPerUnitExclVat", FieldRules.money(currency, discount));
      }
      row.put("vatRatePercent", article.vatRate());
    }
    BigDecimal freight = new BigDecimal(currency.equals("EUR") ? "5.20" : "47.20");
    ObjectNode shipping =
        rows.addObject()
            .put("type", "shipping")
            .put("name", "DHL Service Point")
            .put("quantity", "1");
    shipping.set("pricePerUnitExclVat", FieldRules.money(currency, freight));
    shipping.put("vatRatePercent", "25");
  }

  /**
   * Does one thing to an order's content; a step that does not apply any more leaves it as it is.
   */
  static void apply(ObjectNode order, OrderChange change, Instant now, String newId) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    boolean over = Json.text(order, "orderStatus").equals("cancelled");
    boolean shipped = Json.text(order, "shippingStatus").equals("fully-shipped");
    if (over) {
      return;
    }
    switch (change) {
      case PAY -> pay(order, "capture", "fully-paid", time, newId, BigDecimal.ONE);
      case HOLD -> order.put("orderStatus", "on-hold");
      case RESUME -> order.put("orderStatus", "processing");
      case SHIP_PART -> ship(order, false, time, newId);
      case SHIP -> ship(order, true, time, newId);
      case COMPLETE -> order.put("orderStatus", "complete");
      case CANCEL -> {
        if (!shipped) {
          order.put("orderStatus", "cancelled");
        }
      }
      case RETURN -> giveBack(order, time, newId);
      case NOTE -> order.put("customerNote", "Please ring the bell / Ring på dörren, " + time);
    }
  }

  private static void pay(
      ObjectNode order, String type, String status, String time, String id, BigDecimal sign) {
    if (Json.text(order, "paymentStatus").equals(status)) {
      return;
    }
    BigDecimal sum =
        new BigDecimal(order.path("totalSumExclVat").path("amount").asText("0"))
            .add(new BigDecimal(order.path("totalVat").path("amount").asText("0")));
    ObjectNode payment =
        order
            .withArrayProperty("payments")
            .addObject()
            .put("localId", id)
            .put("type", type)
            .put("method", "card")
            .put("transactionId", "psp-" + id.substring(0, 8))
            .put("time", time);
    payment.set("amount", FieldRules.money(Json.text(order, "currency"), sum.multiply(sign)));
    order.put("paymentStatus", status);
    if (Json.text(order, "orderStatus").equals("new")) {
      order.put("orderStatus", "processing");
    }
  }

  private static void ship(ObjectNode order, boolean all, String time, String id) {
    String status = all ? "fully-shipped" : "partially-shipped";
    String before = Json.text(order, "shippingStatus");
    if (before.equals("fully-shipped") || before.equals(status)) {
      return;
    }
    String code = "3700" + Long.toUnsignedString(Long.parseUnsignedLong(id.substring(0, 8), 16));
    ObjectNode shipment =
        order
            .withArrayProperty("shipments")
            .addObject()
            .put("localId", id)
            .put("trackingCode", code)
            .put("trackingUri", "https://track.example.com/" + code)
            .put("forwarderCode", "dhl")
            .put("shippedAt", time);
    ArrayNode rows = shipment.putArray("rows");
    for (JsonNode row : order.path("rows")) {
      if (Json.text(row, "type").equals("product") && (all || rows.isEmpty())) {
        rows.addObject()
            .put("sku", Json.text(row, "sku"))
            .put("quantity", Json.text(row, "quantity"));
      }
    }
    order.put("shippingStatus", status);
  }

  private static void giveBack(ObjectNode order, String time, String id) {
    if (Json.text(order, "paymentStatus").equals("refunded")) {
      return;
    }
    ArrayNode rows = order.withArrayProperty("rows");
    if (rows.get(0) instanceof ObjectNode first) {
      rows.add(
          first
              .deepCopy()
              .put("type", "return")
              .put("quantity", "-" + Json.text(first, "quantity")));
    }
    pay(order, "refund", "refunded", time, id, BigDecimal.ONE.negate());
    FieldRules.recalculate(order);
  }
}
