package io.penstock.sandbox.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateWriterTest {
  private static final long AT = Instant.parse("2026-11-22T01:02:03.007Z").toEpochMilli();

  private final Shelf shelf =
      new Shelf(List.of(new TenantCatalogue("t", List.of("A", "B\"\\\n"), "retail-se", "SEK")));
  private final UpdateWriter writer = new UpdateWriter(shelf);

  @Test
  void linesAreWhatTheApiAsksFor() {
    Parcel parcel = new Parcel(2);
    parcel.add(shelf.slot(0, 0, false), AT, 12);
    parcel.add(shelf.slot(0, 1, true), AT + 1_000, 1_905);
    assertThat(writer.lines(parcel).toString())
        .isEqualTo(
            """
            {"tenant":"t","type":"stock","sku":"A","quantity":"12",\
            "changedAt":"2026-11-22T01:02:03.007Z"}
            {"tenant":"t","type":"price","sku":"B\\u0022\\u005c\\u000a","priceList":"retail-se",\
            "currency":"SEK","amount":"19.05","changedAt":"2026-11-22T01:02:04.007Z"}
            """);
  }

  @Test
  void anArrayNamesNeitherTenantNorType() {
    Parcel parcel = new Parcel(2);
    parcel.add(shelf.slot(0, 0, false), AT, 0);
    parcel.add(shelf.slot(0, 0, false), AT, 100);
    assertThat(writer.array(parcel).toString())
        .isEqualTo(
            "[{\"sku\":\"A\",\"quantity\":\"0\",\"changedAt\":\"2026-11-22T01:02:03.007Z\"},"
                + "{\"sku\":\"A\",\"quantity\":\"100\",\"changedAt\":\"2026-11-22T01:02:03.007Z\"}]");
  }

  @Test
  void timesRiseEvenWithinOneMillisecondAndWhenTheClockFalls() {
    assertThat(shelf.make(0, AT)).isEqualTo(AT);
    assertThat(shelf.make(0, AT)).isEqualTo(AT + 1);
    assertThat(shelf.make(0, AT - 5_000)).isEqualTo(AT + 2);
  }

  @Test
  void anOlderAcceptanceDoesNotReplaceANewerOne() {
    shelf.accept(0, AT + 1, 7);
    shelf.accept(0, AT, 3);
    assertThat(shelf.accepted(0)).singleElement().hasFieldOrPropertyWithValue("value", "7");
  }
}
