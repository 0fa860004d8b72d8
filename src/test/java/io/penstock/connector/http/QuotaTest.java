package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.http.QuotaHeaders.Told;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long UNKNOWN = QuotaHeaders.UNKNOWN;

  @Test
  void aCallCountsUntilAWindowAfterItWasAnswered() {
    Quota quota = new Quota(List.of(new QuotaWindow(1, Duration.ofSeconds(10))), 0, 0);
    assertThat(quota.reserve(0, Priority.HIGH)).isZero();
    assertThat(quota.reserve(9 * SECOND, Priority.HIGH)).isEqualTo(10 * SECOND);
    assertThat(quota.reserve(20 * SECOND, Priority.HIGH)).isEqualTo(10 * SECOND);
    quota.answered(30 * SECOND);
    assertThat(quota.reserve(40 * SECOND - 1, Priority.HIGH)).isPositive();
    assertThat(quota.reserve(40 * SECOND + SECOND / 10, Priority.HIGH)).isZero();
  }

  @Test
  void aCallThatNeverLeftCostsNothing() {
    Quota quota = new Quota(List.of(new QuotaWindow(1, Duration.ofSeconds(10))), 0, 0);
    assertThat(quota.reserve(0, Priority.HIGH)).isZero();
    quota.cancelled();
    assertThat(quota.reserve(0, Priority.HIGH)).isZero();
  }

  @Test
  void aDeclaredWindowBecomesTighterByHeadersAndNeverWider() {
    Quota quota = new Quota(List.of(new QuotaWindow(10, Duration.ofSeconds(10))), 0, 0);
    quota.learn(0, 0, said(new Told(500, 10 * SECOND, UNKNOWN, UNKNOWN, 0)));
    assertThat(taken(quota, 1)).isEqualTo(10);
    Quota other = new Quota(List.of(new QuotaWindow(10, Duration.ofSeconds(10))), 0, 0);
    other.learn(0, 0, said(new Told(4, 10 * SECOND, UNKNOWN, UNKNOWN, 0)));
    assertThat(taken(other, 1)).isEqualTo(4);
  }

  @Test
  void whatOthersUsedIsNotOursUntilTheReset() {
    Quota quota = new Quota(List.of(new QuotaWindow(50, Duration.ofSeconds(60))), 0, 0);
    for (int i = 0; i < 10; i++) {
      quota.reserve(0, Priority.HIGH);
      quota.answered(1);
    }
    quota.learn(1, 1, said(new Told(50, 60 * SECOND, 20, 30 * SECOND, SECOND)));
    assertThat(taken(quota, 2)).isEqualTo(20);
    assertThat(quota.nextWait(3, Priority.HIGH)).isLessThanOrEqualTo(30 * SECOND);
    assertThat(taken(quota, 31 * SECOND)).isEqualTo(20);
  }

  @Test
  void aWindowThatTurnsOutLongerKeepsTheTimesOfItsCalls() {
    Quota quota = new Quota(List.of(), 0, 0);
    quota.learn(0, 0, said(new Told(10, UNKNOWN, 10, 11 * SECOND, SECOND)));
    for (int i = 0; i < 10; i++) {
      long at = i < 4 ? 0 : 8 * SECOND;
      assertThat(quota.reserve(at, Priority.HIGH)).isZero();
      quota.answered(at);
    }
    quota.learn(8 * SECOND, 9 * SECOND, said(new Told(10, UNKNOWN, 0, 20 * SECOND, SECOND)));
    assertThat(taken(quota, 20 * SECOND - 1)).isZero();
    assertThat(taken(quota, 20 * SECOND + 20 * SECOND / 127)).isEqualTo(4);
  }

  @Test
  void aLengthIsNotTakenForShorterBecauseTheWordOfItWasLate() {
    Quota quota = new Quota(List.of(), 0, 0);
    long reset = 20 * SECOND - SECOND / 2;
    long slack = SECOND / 4;
    quota.learn(0, SECOND, said(new Told(10, UNKNOWN, 10, reset, slack)));
    for (int i = 0; i < 10; i++) {
      assertThat(quota.reserve(SECOND, Priority.HIGH)).isZero();
      quota.answered(SECOND);
    }
    assertThat(quota.nextWait(SECOND, Priority.HIGH)).isGreaterThanOrEqualTo(20 * SECOND);
  }

  @Test
  void clocksThatSeemToRunBackwardsStandStill() {
    Quota quota = new Quota(List.of(new QuotaWindow(2, Duration.ofSeconds(1))), 0, 0);
    quota.reserve(10 * SECOND, Priority.HIGH);
    quota.answered(10 * SECOND);
    quota.reserve(9 * SECOND, Priority.HIGH);
    quota.answered(8 * SECOND);
    assertThat(quota.reserve(9 * SECOND, Priority.HIGH)).isPositive();
    assertThat(quota.reserve(11 * SECOND, Priority.HIGH)).isPositive();
    assertThat(quota.reserve(11 * SECOND + SECOND / 100, Priority.HIGH)).isZero();
  }

  /** Against the plainest right answer: all times of the calls that still count. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noWindowEverHoldsMoreThanItsLimitAndNoRoomIsWasted(long seed) {
    Random random = new Random(seed);
    int limit = 1 + random.nextInt(200);
    long length = (long) (SECOND * Math.pow(10, random.nextDouble() * 4 - 1));
    long now = random.nextLong(); // also where the clock overflows
    Quota quota = new Quota(List.of(new QuotaWindow(limit, Duration.ofNanos(length))), 0, now);
    ArrayDeque<Long> counted = new ArrayDeque<>();
    int underWay = 0;
    for (int step = 0; step < 20_000; step++) {
      now += (long) (length * random.nextDouble() * (random.nextInt(500) == 0 ? 3 : 2.0 / limit));
      while (!counted.isEmpty() && now - counted.peekFirst() >= length + length / 100) {
        counted.removeFirst();
      }
      long time = now;
      if (underWay > 0 && random.nextBoolean()) {
        underWay--;
        quota.answered(now);
        counted.addLast(now);
      } else if (quota.reserve(now, Priority.HIGH) == 0) {
        underWay++;
        long count = counted.stream().filter(at -> time - at < length).count();
        assertThat(underWay + count).as("seed " + seed).isLessThanOrEqualTo(limit);
      } else {
        // A bucket may hold them back for another 1/127 of the window.
        assertThat(underWay + counted.size()).as("seed " + seed).isGreaterThanOrEqualTo(limit);
      }
    }
  }

  private static int taken(Quota quota, long now) {
    int taken = 0;
    while (taken < 1_000 && quota.reserve(now, Priority.HIGH) == 0) {
      taken++;
    }
    return taken;
  }

  private static QuotaHeaders said(Told told) {
    return new QuotaHeaders(null, List.of(told));
  }
}
