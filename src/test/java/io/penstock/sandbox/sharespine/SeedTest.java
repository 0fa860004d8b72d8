package io.penstock.sandbox.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.OrderChange;
import io.penstock.sandbox.RunningSandbox;
import io.penstock.sandbox.SandboxOptions;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Seeded data repeat, and look like what real merchants have. */
class SeedTest {
  private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

  @Test
  void theSameSeedMakesTheSameData() {
    SandboxOptions options =
        SandboxOptions.defaults().withPopulation(new SandboxOptions.Population(3, 40, 25));
    assertThat(everything(options)).isEqualTo(everything(options));
    assertThat(everything(options.withSeed(2))).isNotEqualTo(everything(options));
  }

  @Test
  void ordersComeInManyShapes() {
    SandboxOptions options = RunningSandbox.small();
    OrderMaker maker = maker(options);
    Set<String> countries = new HashSet<>();
    Set<String> currencies = new HashSet<>();
    Set<String> vatRates = new HashSet<>();
    Set<String> customers = new HashSet<>();
    int discounted = 0;
    int rows = 0;
    for (int i = 0; i < 500; i++) {
      ObjectNode order = maker.order(0, i, NOON);
      countries.add(order.path("billingAddress").path("country").asText());
      currencies.add(order.path("currency").asText());
      customers.add(order.path("customerType").asText());
      assertThat(order.path("billingAddress").path("city").asText()).isNotBlank();
      assertThat(order.path("billingAddress").path("postCode").asText()).containsPattern("\\d");
      for (JsonNode row : order.path("rows")) {
        rows++;
        vatRates.add(row.path("vatRatePercent").asText());
        discounted += row.has("discountPerUnitExclVat") ? 1 : 0;
      }
    }
    assertThat(countries).contains("SE", "NO", "FI", "DE", "GR", "BG", "JP");
    assertThat(currencies).containsExactlyInAnyOrder("SEK", "NOK", "EUR");
    assertThat(vatRates).contains("25", "12", "6");
    assertThat(customers).containsExactlyInAnyOrder("person", "company");
    assertThat(rows).isBetween(1_000, 3_000);
    assertThat(discounted).isGreaterThan(100);
  }

  @Test
  void aLifeOfAnOrderEndsShippedReturnedOrCancelled() {
    ObjectNode order = maker(RunningSandbox.small()).order(0, 1, NOON);
    FieldRules.recalculate(order);
    BigDecimal sum = new BigDecimal(order.path("totalSumExclVat").path("amount").asText());
    step(order, OrderChange.PAY);
    step(order, OrderChange.SHIP_PART);
    assertThat(order.path("shippingStatus").asText()).isEqualTo("partially-shipped");
    step(order, OrderChange.SHIP);
    step(order, OrderChange.COMPLETE);
    assertThat(order.path("orderStatus").asText()).isEqualTo("complete");
    assertThat(order.path("shipments")).hasSize(2);
    step(order, OrderChange.RETURN);
    assertThat(order.path("paymentStatus").asText()).isEqualTo("refunded");
    assertThat(order.path("payments").path(1).path("amount").path("amount").asText())
        .startsWith("-");
    assertThat(new BigDecimal(order.path("totalSumExclVat").path("amount").asText()))
        .isLessThan(sum);
    String before = order.toString();
    step(order, OrderChange.CANCEL);
    assertThat(order).hasToString(before);
  }

  private static void step(ObjectNode order, OrderChange change) {
    OrderMaker.apply(order, change, NOON, "0123456789abcdef0123456789abcdef");
  }

  private static OrderMaker maker(SandboxOptions options) {
    SeedWords words = new SeedWords();
    return new OrderMaker(words, new Catalogue(words, options.seed()), options);
  }

  private static String everything(SandboxOptions options) {
    TenantRegister register = new TenantRegister(options);
    new Merchants(options).populate(register, NOON);
    StringBuilder all = new StringBuilder();
    for (SharespineTenant tenant : register.all()) {
      all.append(tenant.codeName())
          .append(tenant.access().connectionIds())
          .append(tenant.access().passwords());
      for (RecordType type : RecordType.values()) {
        for (StoredRecord record : tenant.since(type, Long.MIN_VALUE)) {
          all.append(record.localId()).append(record.modifiedSecond()).append(record.tree());
        }
      }
    }
    return all.toString();
  }
}
