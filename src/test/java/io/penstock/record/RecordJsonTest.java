package io.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22T01:02:03Z",
        "1969-12-31T23:59:59Z",
        "2024-02-29T00:00:00Z",
        "2026-11-22T01:02:03.004Z",
        "2026-11-22T01:02:03.000000005Z",
        "0000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59Z"
      })
  void aTimeIsWrittenAsTheStandardHasIt(String text) {
    SyncRecord record = new StockLevel("A", null, BigDecimal.ONE, Instant.parse(text));
    assertThat(new String(RecordJson.encode(record), StandardCharsets.UTF_8))
        .isEqualTo("{\"sku\":\"A\",\"quantity\":\"1\",\"changedAt\":\"" + text + "\"}");
    assertThat(RecordJson.decode(RecordType.STOCK, RecordJson.encode(record))).isEqualTo(record);
  }

  @Test
  void onlyPlainBoundedDecimalsAreRead() {
    for (String bad :
        List.of("", "-", ".5", "5.", "1e3", "NaN", "+1", "1234567890123456", "0.1234567", " 1")) {
      assertThat(Decimals.parse(bad)).as(bad).isNull();
    }
    for (String good :
        List.of("-12.50", "0", "-0.00", "007", "1234567890123", "123456789012345.123456")) {
      assertThat(Decimals.parse(good)).isEqualTo(new BigDecimal(good));
    }
  }
}
