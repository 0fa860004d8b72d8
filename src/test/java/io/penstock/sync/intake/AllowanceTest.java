package io.penstock.sync.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.tenant.Limits;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowanceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Limits LIMITS = new Limits(100, 500, 1_000, false);

  @Test
  void burstPassesThenTheRateHolds() {
    Allowance allowance = new Allowance(LIMITS, 0);
    assertThat(allowance.take(500, LIMITS, 0)).isZero();
    assertThat(allowance.take(100, LIMITS, 0)).isEqualTo(SECOND);
    assertThat(allowance.take(100, LIMITS, SECOND)).isZero();
  }

  @Test
  void requestAboveTheBurstPassesWhenFullAndIsPaidForAfterwards() {
    Allowance allowance = new Allowance(LIMITS, 0);
    assertThat(allowance.take(1_000, LIMITS, 0)).isZero();
    assertThat(allowance.take(1, LIMITS, 0)).isEqualTo(501 * SECOND / 100);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverMoreThanBurstAndRateWhateverTheOrder(long seed) {
    Random random = new Random(seed);
    Allowance allowance = new Allowance(LIMITS, 0);
    long now = 0;
    long taken = 0;
    for (int i = 0; i < 10_000; i++) {
      now += random.nextInt(50_000_000);
      int count = 1 + random.nextInt(300);
      long wait = allowance.take(count, LIMITS, now);
      if (wait == 0) {
        taken += count;
      }
      assertThat(taken)
          .as("seed %d, step %d", seed, i)
          .isLessThanOrEqualTo(500 + (long) Math.ceil(now / 1e9 * 100));
    }
  }

  @Test
  void theWaitThatIsToldIsEnough() {
    Allowance allowance = new Allowance(LIMITS, 0);
    allowance.take(500, LIMITS, 0);
    long wait = allowance.take(77, LIMITS, 0);
    assertThat(allowance.take(77, LIMITS, wait - 1_000)).isPositive();
    assertThat(allowance.take(77, LIMITS, wait)).isZero();
  }
}
