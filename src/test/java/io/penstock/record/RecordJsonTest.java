package io.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
  private static final Instant AT = Instant.parse("2026-11-22T01:02:03Z");

  @Test
  void everyKindComesBackAsItWas() {
    List<SyncRecord> records =
        List.of(
            new Order(
                "o1",
                "v1",
                "1001",
                null,
                AT,
                AT,
                "processing",
                null,
                "not-shipped",
                "SEK",
                null,
                "kim@example.com",
                new Order.Address(
                    "Kim", null, "Storgatan 1", null, "41119", "Göteborg", "SE", null),
                null,
                List.of(
                    new Order.Row(
                        "product",
                        "TENT-2",
                        "Tält",
                        new BigDecimal("1"),
                        new BigDecimal("1520.00"),
                        new BigDecimal("80.00"),
                        new BigDecimal("25"))),
                List.of(new Order.Tracking("37000", null)),
                new BigDecimal("1520.00"),
                new BigDecimal("380.00"),
                Map.of("forwarder", "post")),
            new Shipment("s1", "o1", "37000", "https://track.example.com/37000", AT),
            new OrderStatus("o1", "complete", null, AT),
            new StockLevel("TENT-2", "main", new BigDecimal("14"), AT),
            new Price("TENT-2", null, "SEK", new BigDecimal("1600.00"), false, AT));
    for (SyncRecord record : records) {
      assertThat(RecordJson.decode(record.type(), RecordJson.encode(record))).isEqualTo(record);
    }
  }

  @Test
  void decimalsAreStringsWithoutExponent() {
    byte[] json = RecordJson.encode(new StockLevel("A", null, new BigDecimal("1E+3"), AT));
    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo("{\"sku\":\"A\",\"quantity\":\"1000\",\"changedAt\":\"2026-11-22T01:02:03Z\"}");
  }

  @Test
  void onlyPlainBoundedDecimalsAreRead() {
    for (String bad :
        List.of("", "-", ".5", "5.", "1e3", "NaN", "+1", "1234567890123456", "0.1234567", " 1")) {
      assertThat(Decimals.parse(bad)).as(bad).isNull();
    }
    assertThat(Decimals.parse("-12.50")).isEqualTo(new BigDecimal("-12.50"));
  }
}
