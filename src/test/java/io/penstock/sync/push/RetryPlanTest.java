package io.penstock.sync.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPlanTest {
  private final RetryPlan plan =
      new RetryPlan(
          new PushOptions(
              Duration.ofSeconds(1), Duration.ofMinutes(10), 5, Duration.ofSeconds(30)));

  @Test
  void waitsDoubleUpToTheBound() {
    assertThat(plan.wait(1, null, 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(plan.wait(4, null, 0)).isEqualTo(Duration.ofSeconds(8));
    assertThat(plan.wait(2_000, null, 0)).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void retryAfterIsAFenceAndJitterOnlyAdds() {
    Duration told = Duration.ofHours(2);
    assertThat(plan.wait(1, told, 0)).isEqualTo(told);
    assertThat(plan.wait(1, told, 0.9)).isGreaterThan(told);
  }

  @Test
  void attemptsAreUsedUpAtTheirBound() {
    assertThat(plan.isUsedUp(4)).isFalse();
    assertThat(plan.isUsedUp(5)).isTrue();
  }

  @Test
  void defaultsGiveARecordAboutThreeDays() {
    RetryPlan shipped = new RetryPlan(PushOptions.DEFAULTS);
    Duration sum = Duration.ZERO;
    for (int attempt = 1; !shipped.isUsedUp(attempt); attempt++) {
      sum = sum.plus(shipped.wait(attempt, null, 0));
    }
    assertThat(sum).isBetween(Duration.ofHours(60), Duration.ofHours(80));
  }
}
