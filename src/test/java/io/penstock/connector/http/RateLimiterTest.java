package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void neverMoreThanRateTimesTimePlusBurstInAnyWindow(long seed) {
    Random random = new Random(seed);
    double rate = 0.5 + random.nextInt(200) / 4.0;
    int burst = 1 + random.nextInt(20);
    long now = random.nextLong();
    RateLimiter limiter = new RateLimiter(rate, burst, now);
    List<Long> used = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      now += (long) (random.nextDouble() * 2 * SECOND / rate);
      long patience = random.nextInt(3) * SECOND;
      long wait = limiter.reserve(now, patience);
      if (wait <= patience) {
        used.add(now + wait);
      }
    }
    assertThat(used).hasSizeGreaterThan(100);
    for (int first = 0; first < used.size(); first++) {
      for (int last = first; last < Math.min(used.size(), first + 200); last++) {
        double seconds = (used.get(last) - used.get(first)) / (double) SECOND;
        assertThat(last - first + 1)
            .as("window %d..%d", first, last)
            .isLessThanOrEqualTo((int) Math.floor(rate * seconds + burst + 1e-6));
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nothingLeavesBeforeTheFenceAndThenOneByOne(long seed) {
    Random random = new Random(seed);
    long now = random.nextLong();
    RateLimiter limiter = new RateLimiter(10, 50, now);
    long fence = now + random.nextInt(100) * SECOND / 10;
    limiter.fence(fence);
    limiter.fence(now); // an earlier one does not shorten it
    long before = fence - SECOND / 10;
    for (int i = 0; i < 60; i++) {
      long at = now + limiter.reserve(now, Long.MAX_VALUE);
      assertThat(at - fence).isNotNegative();
      assertThat(at - before).isGreaterThanOrEqualTo(SECOND / 10);
      before = at;
    }
  }

  @Test
  void fullRateIsReachedAfterTheBurst() {
    RateLimiter limiter = new RateLimiter(4, 2, 0);
    assertThat(limiter.reserve(0, SECOND)).isZero();
    assertThat(limiter.reserve(0, SECOND)).isZero();
    assertThat(limiter.reserve(0, SECOND)).isEqualTo(SECOND / 4);
    assertThat(limiter.reserve(0, SECOND)).isEqualTo(SECOND / 2);
  }

  @Test
  void whoWillNotWaitThatLongTakesNoPermit() {
    RateLimiter limiter = new RateLimiter(1, 1, 0);
    assertThat(limiter.reserve(0, 0)).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(limiter.reserve(0, SECOND / 2)).isEqualTo(SECOND);
    }
    assertThat(limiter.nextWait(0)).isEqualTo(SECOND);
  }

  @Test
  void aClockThatOverflowsIsHarmless() {
    long now = Long.MAX_VALUE - SECOND / 2;
    RateLimiter limiter = new RateLimiter(1, 1, now);
    assertThat(limiter.reserve(now, 0)).isZero();
    assertThat(limiter.reserve(now, 0)).isEqualTo(SECOND);
    assertThat(limiter.reserve(now + SECOND, 0)).isZero();
  }
}
