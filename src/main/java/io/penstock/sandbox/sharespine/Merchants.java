package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.OrderChange;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.sandbox.Twist;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The merchants behind the tenants: sets up their accounts, fills their catalogues, places their
 * orders and moves them along.
 */
final class Merchants {
  static final String API_LOGIN = "api-user";

  private static final Duration BETWEEN_SEEDED_ORDERS = Duration.ofMinutes(8);
  private static final List<String> NOTES =
      List.of("Ny förpackning", "Now with a longer strap", "Neu verpackt", "Uusi pakkaus");

  private final SandboxOptions options;
  private final SeedWords words = new SeedWords();
  private final OrderMaker orders;
  private final Catalogue catalogue;

  Merchants(SandboxOptions options) {
    this.options = options;
    this.catalogue = new Catalogue(words, options.seed());
    this.orders = new OrderMaker(words, catalogue, options);
  }

  void populate(TenantRegister register, Instant now) {
    JsonNode names = words.goods("tenants");
    for (int i = 0; i < options.population().tenants(); i++) {
      String reference = names.get(i % names.size()).asText();
      ObjectNode profile =
          Json.object()
              .put("customerReference", reference)
              .put("active", true)
              .put(
                  "fullName",
                  reference.substring(0, 1).toUpperCase(Locale.ROOT)
                      + reference.substring(1)
                      + " AB")
              .put("email", "it@" + reference + ".example")
              .put("defaultLanguage", "swe");
      profile.putArray("languages").add("swe");
      profile.putArray("options");
      populate(register.create(profile), now);
    }
  }

  private void populate(SharespineTenant tenant, Instant now) {
    tenant
        .access()
        .addUser(API_LOGIN, "", Json.object().put("login", API_LOGIN).put("fullName", "API"));
    String api = connect(tenant, "API", "api");
    String shop = connect(tenant, "Webshop", "woocommerce");
    // Seeded records are older than the sandbox: the first poll finds a past.
    int atStart = options.population().ordersPerTenantAtStart();
    Instant past = now.minus(BETWEEN_SEEDED_ORDERS.multipliedBy(atStart + 1L));
    for (String list : List.of("priceLists", "categories")) {
      RecordType type =
          list.equals("priceLists") ? RecordType.PRICE_LIST : RecordType.PRODUCT_CATEGORY;
      for (JsonNode entry : words.goods(list)) {
        create(tenant, type, api, entry.deepCopy(), past);
      }
    }
    for (int i = 0; i < options.population().productsPerTenant(); i++) {
      ObjectNode product = catalogue.product(tenant.number(), i);
      create(
          tenant,
          RecordType.PRODUCT,
          api,
          product.put("remoteId", Json.text(product, "sku")),
          past);
    }
    SplittableRandom random = new SplittableRandom(options.seed() * 7 + tenant.number());
    for (int i = 0; i < atStart; i++) {
      Instant placed = past.plus(BETWEEN_SEEDED_ORDERS.multipliedBy(i + 1L));
      String localId = place(tenant, shop, placed);
      List<OrderChange> life = OrderChange.life(random);
      int steps = random.nextInt(life.size() + 1);
      for (OrderChange change : life.subList(0, steps)) {
        change(tenant, localId, change, placed.plusSeconds(30));
      }
    }
  }

  /**
   * Places orders through the tenant's shop, or what stands in for one; the answer holds their
   * local ids.
   */
  List<String> place(SharespineTenant tenant, int count, Instant now) {
    List<String> connections = tenant.access().connectionIds();
    String shop = connections.isEmpty() ? "" : connections.get(connections.size() - 1);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(place(tenant, shop, now));
    }
    return made;
  }

  boolean change(SharespineTenant tenant, String localId, OrderChange change, Instant now) {
    StoredRecord before = tenant.byLocalId(RecordType.ORDER, localId);
    // The id of a shipment or payment follows from what it belongs to, so that a seed repeats.
    long mixed = HexFormat.fromHexDigitsToLong(localId.substring(16)) + change.ordinal();
    String id = localId.substring(0, 16) + HexFormat.of().toHexDigits(mixed);
    StoredRecord after =
        tenant.edit(before, content -> OrderMaker.apply(content, change, now, id), now);
    return after.sequence() != before.sequence();
  }

  void editProduct(SharespineTenant tenant, long pick, Instant now) {
    List<StoredRecord> products = tenant.since(RecordType.PRODUCT, Long.MIN_VALUE);
    if (products.isEmpty()) {
      return;
    }
    SplittableRandom random = new SplittableRandom(pick);
    StoredRecord product = products.get(random.nextInt(products.size()));
    String note = NOTES.get(random.nextInt(NOTES.size())) + " (" + random.nextInt(1_000_000) + ")";
    tenant.edit(product, content -> content.put("shortDescription", note), now);
  }

  private String place(SharespineTenant tenant, String shop, Instant now) {
    ObjectNode order = orders.order(tenant.number(), tenant.takeOrderNumber(), now);
    return create(tenant, RecordType.ORDER, shop, order, now).localId();
  }

  private static StoredRecord create(
      SharespineTenant tenant, RecordType type, String connection, ObjectNode write, Instant now) {
    return tenant.create(type, connection, write, false, false, now, Twist.NONE).record();
  }

  private static String connect(SharespineTenant tenant, String name, String type) {
    return Json.text(
        tenant
            .access()
            .addConnection(Json.object().put("active", true).put("name", name).put("type", type)),
        "id");
  }
}
