package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.connector.Delivery;
import io.penstock.connector.PushResult;
import io.penstock.connector.PushResult.Outcome;
import io.penstock.fake.ScriptedServer.Reply;
import io.penstock.fake.ScriptedServer.Seen;
import io.penstock.record.Price;
import io.penstock.record.RecordType;
import io.penstock.record.StockLevel;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductPushTest {
  private static final Instant NOW = Instant.parse("2024-05-01T10:00:00Z");

  @Test
  void stockIsOneQuotedFieldOfTheProduct() {
    Catalogue catalogue = new Catalogue().add("p1", "TENT-2").add("p2", "ÄPPLE/1");
    try (OpenLink open = OpenLink.to(Variant.fast(), catalogue::answer)) {
      assertThat(open.push(stock("TENT-2", "13.00"))).isEqualTo(PushResult.accepted());
      assertThat(open.push(stock("ÄPPLE/1", "1000"))).isEqualTo(PushResult.accepted());
      assertThat(open.server.seen("PUT", "/api/product/p1").map(Seen::text))
          .containsExactly("{\"stock\":\"13\"}");
      assertThat(open.server.seen("PUT", "/api/product/p2").map(Seen::text))
          .containsExactly("{\"stock\":\"1000\"}");
      assertThat(open.server.seen("GET", "/api/product")).hasSize(1);
    }
  }

  @Test
  void aSkuThatIsNotInTheListIsAskedForAndThenKept() {
    Catalogue catalogue = new Catalogue();
    try (OpenLink open = OpenLink.to(Variant.fast(), catalogue::answer)) {
      open.push(stock("A", "1"));
      catalogue.add("p9", "NEW");
      assertThat(open.push(stock("NEW", "2"))).isEqualTo(PushResult.accepted());
      assertThat(open.push(stock("NEW", "3"))).isEqualTo(PushResult.accepted());
      assertThat(open.server.seen("POST", "/api/product/query").map(Seen::text).skip(1))
          .containsExactly(
              "{\"filter\":{\"type\":\"eq\",\"field\":\"sku\","
                  + "\"value\":{\"type\":\"str\",\"value\":\"NEW\"}}}");
    }
  }

  @Test
  void aProductCanBeFoundByTheRemoteIdThatIsOurSku() {
    Variant variant = new Variant();
    variant.lookup = SharespineOptions.ProductLookup.REMOTE_ID;
    Catalogue catalogue = new Catalogue().add("p1", "their name");
    try (OpenLink open =
        OpenLink.to(
            variant.options(),
            seen ->
                seen.uri().equals("/api/product/by-remote-id?remoteId=A%201")
                    ? Reply.json(200, catalogue.get("p1").toString())
                    : catalogue.answer(seen))) {
      assertThat(open.push(stock("A 1", "1"))).isEqualTo(PushResult.accepted());
      assertThat(open.push(stock("A 1", "2"))).isEqualTo(PushResult.accepted());
      assertThat(open.push(stock("B", "2")).outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(open.server.seen("GET", "/api/product/by-remote-id")).hasSize(2);
    }
  }

  @Test
  void anUnknownSkuIsRejectedWithWhatToDo() {
    try (OpenLink open = OpenLink.to(Variant.fast(), new Catalogue()::answer)) {
      PushResult result = open.push(stock("NOPE", "1"));
      assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(result.reason()).contains("no product with SKU NOPE; create the product there");
    }
  }

  @Test
  void aProductThatIsListedTwiceIsOneProduct() {
    Catalogue catalogue = new Catalogue().add("p1", "A");
    String twice = "[" + catalogue.get("p1") + "," + catalogue.get("p1") + "]";
    PushResult result = pushedByQuery(catalogue, Reply.json(200, twice));
    assertThat(result).isEqualTo(PushResult.accepted());
  }

  @ParameterizedTest
  @CsvSource({"''", "{}", "null"})
  void anAnswerWithoutAListDoesNotMeanThatThereIsNoProduct(String body) {
    Catalogue catalogue = new Catalogue().add("p1", "A");
    PushResult result = pushedByQuery(catalogue, Reply.json(200, body));
    assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
  }

  private static PushResult pushedByQuery(Catalogue catalogue, Reply answer) {
    Variant variant = new Variant();
    variant.lookup = SharespineOptions.ProductLookup.QUERY;
    try (OpenLink open =
        OpenLink.to(
            variant.options(),
            seen -> seen.path().endsWith("/query") ? answer : catalogue.answer(seen))) {
      return open.push(stock("A", "1"));
    }
  }

  @Test
  void twoProductsWithOneSkuAreRejected() {
    Variant variant = new Variant();
    variant.lookup = SharespineOptions.ProductLookup.QUERY;
    Catalogue catalogue = new Catalogue().add("p1", "SAME").add("p2", "SAME");
    try (OpenLink open = OpenLink.to(variant.options(), catalogue::answer)) {
      assertThat(open.push(stock("SAME", "1")).reason()).contains("2 products with SKU SAME");
    }
  }

  @Test
  void aProductThatMovedIsLookedUpAgainOnce() {
    Catalogue catalogue = new Catalogue().add("p1", "A");
    try (OpenLink open = OpenLink.to(Variant.fast(), catalogue::answer)) {
      open.push(stock("A", "1"));
      catalogue.remove("p1").add("p2", "A");
      assertThat(open.push(stock("A", "2"))).isEqualTo(PushResult.accepted());
      assertThat(catalogue.get("p2").path("stock").asText()).isEqualTo("2");
      catalogue.remove("p2");
      assertThat(open.push(stock("A", "3")).outcome()).isEqualTo(Outcome.REJECTED);
    }
  }

  @ParameterizedTest
  @CsvSource({"500, true", "404, true", "400, true", "401, false", "429, false"})
  void aProductListThatFailsDoesNotCondemnTheRecord(int status, boolean counted) {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(status, "{}"))) {
      PushResult result = open.push(stock("A", "1"));
      assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
      assertThat(result.counted()).isEqualTo(counted);
    }
  }

  @Test
  void aLocationIsOnlyTakenIfItIsTheOneThatCounts() {
    Catalogue catalogue = new Catalogue().add("p1", "A");
    try (OpenLink open =
        OpenLink.to(Variant.fast(), Map.of("stockLocation", "main"), catalogue::answer)) {
      StockLevel main = new StockLevel("A", "main", BigDecimal.TEN, NOW);
      StockLevel other = new StockLevel("A", "shop", BigDecimal.ONE, NOW);
      assertThat(open.push(main)).isEqualTo(PushResult.accepted());
      assertThat(open.push(other).outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(open.push(other).reason()).contains("settings.stockLocation");
      assertThat(catalogue.get("p1").path("stock").asText()).isEqualTo("10");
    }
  }

  @Test
  void writesOfOneProductKeepTheirOrder() {
    Catalogue catalogue = new Catalogue().add("p1", "A");
    try (OpenLink open = OpenLink.to(Variant.fast(), catalogue::answer)) {
      List<Delivery> many = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        many.add(new Delivery("d" + i, "api", stock("A", "" + i), false, 0));
      }
      open.push(RecordType.STOCK, many);
      assertThat(open.server.seen("PUT", "/api/product/p1").map(Seen::text).toList())
          .isEqualTo(IntStream.range(0, 50).mapToObj(i -> "{\"stock\":\"" + i + "\"}").toList());
    }
  }

  @Test
  void aPriceNeverLosesThePricesOfOtherLists() {
    Catalogue catalogue = new Catalogue().add("p1", "A");
    catalogue
        .get("p1")
        .putArray("prices")
        .add(entry("retail-se", "SEK", "100.00").put("campaign", "spring"))
        .add(entry("retail-no", "NOK", "110.00"));
    try (OpenLink open =
        OpenLink.to(Variant.fast(), Map.of("priceList", "retail-se"), catalogue::answer)) {
      assertThat(
              open.push(
                  RecordType.PRICE,
                  List.of(
                      price("A", null, "SEK", "99.50", false),
                      price("A", "wholesale", "EUR", "7", false),
                      price("A", "retail-se", "EUR", "9.90", false))))
          .containsOnly(PushResult.accepted());
      assertThat(catalogue.get("p1").path("prices"))
          .hasToString(
              "[{\"priceListRemoteId\":\"retail-se\",\"currency\":\"SEK\",\"pricePerUnitExclVat\":\"99.50\",\"campaign\":\"spring\"},"
                  + "{\"priceListRemoteId\":\"retail-no\",\"currency\":\"NOK\",\"pricePerUnitExclVat\":\"110.00\"},"
                  + "{\"priceListRemoteId\":\"wholesale\",\"currency\":\"EUR\",\"pricePerUnitExclVat\":\"7\"},"
                  + "{\"priceListRemoteId\":\"retail-se\",\"currency\":\"EUR\",\"pricePerUnitExclVat\":\"9.90\"}]");
      assertThat(open.server.seen("PUT", "/api/product/p1")).hasSize(1);
      assertThat(open.server.seen("PUT", "/api/product/p1").findFirst().orElseThrow().text())
          .startsWith("{\"prices\":[");
    }
  }

  @Test
  void pricesKnownForTooLongAreReadAgainBeforeTheyAreWritten() {
    Variant variant = new Variant();
    variant.pricesFreshFor = Duration.ZERO;
    Catalogue catalogue = new Catalogue().add("p1", "A");
    try (OpenLink open = OpenLink.to(variant.options(), catalogue::answer)) {
      open.push(RecordType.PRICE, List.of(price("A", "one", "SEK", "1", false)));
      catalogue.get("p1").withArray("prices").add(entry("foreign", "SEK", "5"));
      open.push(RecordType.PRICE, List.of(price("A", "one", "SEK", "2", false)));
      assertThat(catalogue.get("p1").path("prices")).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"125, 25, 100.00", "0.99, 25, 0.79", "119.99, 6, 113.20", "10.05, 0, 10.05"})
  void vatIsTakenOffByTheProductsRateRoundedHalfUp(String amount, String rate, String expected) {
    Price price = new Price("A", "l", "SEK", new BigDecimal(amount), true, NOW);
    assertThat(PriceList.withoutVat(price, new BigDecimal(rate)))
        .isEqualTo(new BigDecimal(expected));
  }

  @Test
  void whatCannotBePricedIsRejectedAndItsNeighboursAreWritten() {
    Catalogue catalogue = new Catalogue().add("p1", "A");
    catalogue.get("p1").remove("vatRatePercent");
    try (OpenLink open = OpenLink.to(Variant.fast(), catalogue::answer)) {
      List<PushResult> results =
          open.push(
              RecordType.PRICE,
              List.of(
                  price("A", null, "SEK", "1", false),
                  price("A", "l", "SEK", "1", true),
                  price("B", "l", "SEK", "1", false),
                  price("A", "l", "EUR", "1", false)));
      assertThat(results)
          .extracting(PushResult::outcome)
          .containsExactly(Outcome.REJECTED, Outcome.REJECTED, Outcome.REJECTED, Outcome.ACCEPTED);
      assertThat(results.get(0).reason()).contains("settings.priceList");
      assertThat(results.get(1).reason()).contains("vatRatePercent");
    }
  }

  @Test
  void absentNullAndValueAreThreeDifferentThings() {
    Patch patch = new Patch().set("stock", new BigDecimal("1E+3")).clear("brand").set("title", "");
    assertThat(patch.body()).hasToString("{\"stock\":\"1000\",\"brand\":null,\"title\":\"\"}");
    assertThat(patch.body().has("weight")).isFalse();
    assertThat(new Patch().isEmpty()).isTrue();
  }

  private static StockLevel stock(String sku, String quantity) {
    return new StockLevel(sku, null, new BigDecimal(quantity), NOW);
  }

  private static Delivery price(
      String sku, @Nullable String list, String currency, String amount, boolean vat) {
    Price price = new Price(sku, list, currency, new BigDecimal(amount), vat, NOW);
    return new Delivery("d-" + sku + list + currency, "api", price, true, 0);
  }

  private static ObjectNode entry(String list, String currency, String amount) {
    return Fields.JSON
        .createObjectNode()
        .put("priceListRemoteId", list)
        .put("currency", currency)
        .put("pricePerUnitExclVat", amount);
  }

  /** Products by localId, with the platform's update rule. */
  private static final class Catalogue {
    private final Map<String, ObjectNode> products = new LinkedHashMap<>();

    Catalogue add(String localId, String sku) {
      ObjectNode product = Fields.JSON.createObjectNode();
      product.put("localId", localId).put("sku", sku).put("vatRatePercent", "25");
      products.put(localId, product);
      return this;
    }

    Catalogue remove(String localId) {
      products.remove(localId);
      return this;
    }

    ObjectNode get(String localId) {
      return Objects.requireNonNull(products.get(localId));
    }

    Reply answer(Seen seen) {
      try {
        return seen.method().equals("POST")
            ? query(seen)
            : seen.path().equals("/api/product")
                ? Reply.json(200, products.values().toString())
                : one(seen);
      } catch (IOException broken) {
        return Reply.json(400, "{}");
      }
    }

    private Reply query(Seen seen) throws IOException {
      JsonNode clause = Fields.JSON.readTree(seen.text()).path("filter");
      String sku = clause.path("value").path("value").asText();
      return Reply.json(
          200,
          products.values().stream()
              .filter(product -> product.path("sku").asText().equals(sku))
              .toList()
              .toString());
    }

    private Reply one(Seen seen) throws IOException {
      ObjectNode product = products.get(seen.path().substring("/api/product/".length()));
      if (product == null) {
        return Reply.json(404, "{\"message\":\"no such product\"}");
      }
      if (seen.method().equals("PUT")) {
        Fields.JSON
            .readTree(seen.text())
            .properties()
            .forEach(field -> product.set(field.getKey(), field.getValue()));
      }
      return Reply.json(200, product.toString());
    }
  }
}
