package io.penstock.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final long MILLI = 1_000_000;

  private final Gathering gathering = new Gathering(Duration.ofMillis(2));

  @Test
  void theFirstGroupDoesNotWait() {
    assertThat(gathering.left(-5 * MILLI)).isLessThanOrEqualTo(0);
  }

  @Test
  void whatComesAtOnceWaitsTheRestOfTheTime() {
    gathering.begins(10 * MILLI);
    assertThat(gathering.left(10 * MILLI)).isEqualTo(2 * MILLI);
    assertThat(gathering.left(11 * MILLI)).isEqualTo(MILLI);
  }

  @Test
  void whatComesAfterAPauseDoesNotWait() {
    gathering.begins(10 * MILLI);
    assertThat(gathering.left(12 * MILLI)).isZero();
    assertThat(gathering.left(60 * MILLI)).isNegative();
  }

  @Test
  void theClockMayPassItsHighestValue() {
    gathering.begins(Long.MAX_VALUE);
    assertThat(gathering.left(Long.MIN_VALUE)).isEqualTo(2 * MILLI - 1);
  }
}
