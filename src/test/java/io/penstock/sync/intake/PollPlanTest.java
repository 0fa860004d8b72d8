package io.penstock.sync.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollPlanTest {
  private final PollPlan plan = new PollPlan(Duration.ofSeconds(5), Duration.ofMinutes(5));

  @Test
  void firstPollFallsSomewhereInTheInterval() {
    assertThat(plan.first(0)).isZero();
    assertThat(plan.first(0.5)).isEqualTo(Duration.ofMillis(2_500));
  }

  @Test
  void failuresDoubleTheWaitUpToTheBound() {
    assertThat(plan.afterFailure(1, null, 0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(plan.afterFailure(3, null, 0)).isEqualTo(Duration.ofSeconds(20));
    assertThat(plan.afterFailure(1_000, null, 0)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void neverBeforeThePlatformAllowsItAndJitterOnlyAdds() {
    Duration told = Duration.ofMinutes(30);
    assertThat(plan.afterFailure(1, told, 0)).isEqualTo(told);
    assertThat(plan.afterFailure(1, told, 0.99)).isGreaterThan(told);
  }

  @Test
  void plugSlowerThanTheFailureBoundIsNotPolledFasterAfterFailures() {
    PollPlan slow = new PollPlan(Duration.ofHours(1), Duration.ofMinutes(5));
    assertThat(slow.afterFailure(1, null, 0)).isEqualTo(Duration.ofHours(1));
  }
}
