package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.http.Concurrency.Ending;
import org.junit.jupiter.api.Test;

class AimdConcurrencyTest {
  @Test
  void aHostThatTakesCallsGetsMoreUpToTheBound() {
    Concurrency places = new AimdConcurrency(4, 10);
    for (int round = 0; round < 20; round++) {
      int taken = fill(places);
      assertThat(taken).isEqualTo(places.underWay()).isEqualTo(places.limit());
      empty(places, taken, Ending.SUCCESS);
    }
    assertThat(places.limit()).isEqualTo(10);
  }

  @Test
  void whatIsNotUsedDoesNotGrow() {
    Concurrency places = new AimdConcurrency(10, 100);
    for (int call = 0; call < 1_000; call++) {
      places.acquire(false);
      places.release(Ending.SUCCESS, 1);
    }
    assertThat(places.limit()).isEqualTo(10);
  }

  @Test
  void callsDroppedTogetherCountOnce() {
    Concurrency places = new AimdConcurrency(100, 100);
    empty(places, fill(places), Ending.DROPPED);
    assertThat(places.limit()).isEqualTo(90);
    empty(places, fill(places), Ending.DROPPED);
    assertThat(places.limit()).isEqualTo(81);
  }

  @Test
  void whatSaysNothingChangesNothing() {
    Concurrency places = new AimdConcurrency(5, 10);
    empty(places, fill(places), Ending.IGNORED);
    assertThat(places.limit()).isEqualTo(5);
  }

  @Test
  void whoHasNothingUnderWayGetsAPlaceUpToTheHardBound() {
    Concurrency places = new AimdConcurrency(1, 3);
    assertThat(places.acquire(true)).isTrue();
    assertThat(places.acquire(false)).isFalse();
    assertThat(places.acquire(true)).isTrue();
    assertThat(places.acquire(true)).isTrue();
    assertThat(places.acquire(true)).isFalse();
  }

  @Test
  void aHostThatFailsForLongKeepsOnePlace() {
    Concurrency places = new AimdConcurrency(50, 50);
    for (int round = 0; round < 200; round++) {
      empty(places, fill(places), Ending.DROPPED);
    }
    assertThat(places.limit()).isEqualTo(1);
    assertThat(places.acquire(false)).isTrue();
  }

  private static int fill(Concurrency places) {
    int taken = 0;
    while (places.acquire(false)) {
      taken++;
    }
    return taken;
  }

  private static void empty(Concurrency places, int count, Ending ending) {
    for (int i = 0; i < count; i++) {
      places.release(ending, 1_000_000);
    }
  }
}
