package io.penstock.record;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Orders of a usual size, about 3 kB as JSON, the same in every run. */
public final class SampleOrders {
  private static final int ROWS = 12;

  private SampleOrders() {}

  public static Order order(int number) {
    Instant at = Instant.parse("2026-11-22T01:02:03Z").plusSeconds(number);
    Order.Address address =
        new Order.Address(
            "Kim Lindqvist",
            "Fjällsport Göteborg AB",
            "Stora Nygatan 23",
            "c/o Andersson, port 2",
            "41108",
            "Göteborg",
            "SE",
            "+46 31 123 45 67");
    return new Order(
        "order-" + (100_000 + number),
        at + "-0123456789abcdef",
        Integer.toString(20_000 + number),
        "remote-" + (900_000 + number),
        at,
        at,
        "processing",
        "paid",
        "not-shipped",
        "SEK",
        "company",
        "kim.lindqvist@fjallsport.example.com",
        address,
        address,
        rows(number),
        List.of(new Order.Tracking("373500" + number, "https://track.example.com/" + number)),
        new BigDecimal("9778.80"),
        new BigDecimal("2444.70"),
        Map.of("forwarder", "post", "remark", "Please leave it at the gate."));
  }

  private static List<Order.Row> rows(int number) {
    List<Order.Row> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      rows.add(
          new Order.Row(
              "product",
              "HELM-L-" + (1_000 + number + row),
              "Helmet for snow and rock, large, number " + (10 + row),
              new BigDecimal(1 + row % 3),
              new BigDecimal("814.90"),
              new BigDecimal("85.10"),
              new BigDecimal("25")));
    }
    return rows;
  }
}
