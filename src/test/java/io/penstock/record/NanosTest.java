package io.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NanosTest {
  @Test
  void instantsComeBackToTheNanosecond() {
    for (String text :
        new String[] {
          "2026-11-22T01:02:03.123456789Z", "1969-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z"
        }) {
      Instant instant = Instant.parse(text);
      assertThat(Nanos.instant(Nanos.of(instant))).isEqualTo(instant);
    }
  }

  @Test
  void impossibleTimesKeepTheirOrder() {
    assertThat(Nanos.of(Instant.MAX))
        .isGreaterThan(Nanos.of(Instant.parse("2200-01-01T00:00:00Z")));
    assertThat(Nanos.of(Instant.MIN)).isLessThan(Nanos.of(Instant.parse("1700-01-01T00:00:00Z")));
  }
}
