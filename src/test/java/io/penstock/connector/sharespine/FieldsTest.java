package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22T01:02:03Z",
        "2024-02-29T23:59:59Z",
        "2026-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "2026-11-22T01:02:03z",
        "2026-11-22T01:02:03.5Z",
        "2026-11-22T01:02:03+01:00",
        "2026-11-22T01:02Z",
        "2026-11-22 01:02:03Z",
        "２026-11-22T01:02:03Z",
        "today",
        ""
      })
  void aTimeIsReadAsTheStandardSays(String text) {
    assertThat(Fields.time(text)).isEqualTo(standard(text));
  }

  private static @Nullable Instant standard(String text) {
    try {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeException notATime) {
      return null;
    }
  }
}
