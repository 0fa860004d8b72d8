package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a merchant sells. Each product follows from the seed, the tenant's number and its own, so
 * none needs to be kept to be spoken of.
 */
final class Catalogue {
  private static final BigDecimal EUR = new BigDecimal("0.087");
  private static final BigDecimal NOK = new BigDecimal("1.02");

  private final SeedWords words;
  private final long seed;

  /** The part of a product that an order row shows. */
  record Article(String sku, String name, String vatRate, BigDecimal priceSek) {

    BigDecimal price(String currency) {
      return Catalogue.price(priceSek, currency);
    }
  }

  Catalogue(SeedWords words, long seed) {
    this.words = words;
    this.seed = seed;
  }

  Article article(int tenant, int number, String language) {
    JsonNode good = good(tenant, number);
    JsonNode variant = variant(number);
    SplittableRandom random = random(tenant, number);
    return new Article(
        sku(good, variant, number),
        name(good, variant, language),
        Json.text(good, "vat"),
        priceSek(good, random));
  }

  /** The whole product as its merchant's systems would send it. */
  ObjectNode product(int tenant, int number) {
    JsonNode good = good(tenant, number);
    JsonNode variant = variant(number);
    SplittableRandom random = random(tenant, number);
    BigDecimal priceSek = priceSek(good, random);
    String sku = sku(good, variant, number);
    ObjectNode product =
        Json.object()
            .put("sku", sku)
            .put(
                "gtin",
                "73" + String.format(java.util.Locale.ROOT, "%011d", tenant * 100_000L + number))
            .put("manufacturersSku", "MF-" + number)
            .put("brand", Json.text(good, "brand"))
            .put("title", name(good, variant, "sv"));
    ObjectNode titles = product.putObject("title_lang");
    for (String language : List.of("sv", "en", "de", "fi")) {
      titles.put(language, name(good, variant, language));
    }
    product
        .put("state", random.nextInt(20) == 0 ? "hidden" : "visible")
        .put("purchasable", true)
        .put("vatRatePercent", Json.text(good, "vat"))
        .put("stock", Integer.toString(random.nextInt(0, 250)))
        .put("stockType", Json.text(good, "code").equals("GIFT") ? "always-in-stock" : "stocked")
        .put("weight", Json.text(good, "weight"));
    ArrayNode prices = product.putArray("prices");
    for (JsonNode list : words.goods("priceLists")) {
      String currency = Json.text(list, "currency");
      prices
          .addObject()
          .put("priceListRemoteId", Json.text(list, "remoteId"))
          .put("currency", currency)
          .put("pricePerUnitExclVat", price(priceSek, currency).toPlainString());
    }
    product
        .putArray("attributes")
        .addObject()
        .put("attributeRemoteId", "variant")
        .put("value", Json.text(variant, "en"));
    product.putArray("categories").addObject().put("categoryRemoteId", Json.text(good, "category"));
    return product;
  }

  private static BigDecimal price(BigDecimal sek, String currency) {
    BigDecimal rate =
        switch (currency) {
          case "EUR" -> EUR;
          case "NOK" -> NOK;
          default -> BigDecimal.ONE;
        };
    return sek.multiply(rate).setScale(2, RoundingMode.HALF_UP);
  }

  private static BigDecimal priceSek(JsonNode good, SplittableRandom random) {
    BigDecimal base = new BigDecimal(good.path("price").asInt());
    int percent = 80 + random.nextInt(41);
    return base.multiply(new BigDecimal(percent))
        .movePointLeft(2)
        .setScale(2, RoundingMode.HALF_UP);
  }

  private JsonNode good(int tenant, int number) {
    JsonNode articles = words.goods("articles");
    return articles.get((number + tenant) % articles.size());
  }

  private JsonNode variant(int number) {
    JsonNode variants = words.goods("variants");
    return variants.get(number / words.goods("articles").size() % variants.size());
  }

  private static String sku(JsonNode good, JsonNode variant, int number) {
    return Json.text(good, "code") + "-" + Json.text(variant, "code") + "-" + (1000 + number);
  }

  private static String name(JsonNode good, JsonNode variant, String language) {
    String known = good.has(language) ? language : "en";
    return Json.text(good, known) + ", " + Json.text(variant, known);
  }

  private SplittableRandom random(int tenant, int number) {
    return new SplittableRandom(seed * 31 + tenant * 1_000_003L + number);
  }
}
