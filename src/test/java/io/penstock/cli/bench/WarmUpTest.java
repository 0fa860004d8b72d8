package io.penstock.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  @Test
  void itIsNotWarmWhileTheCostFalls() {
    WarmUp warmUp = new WarmUp(3, 0.03);
    for (double cost : List.of(60.0, 50.0, 40.0, 33.0, 28.0, 24.0, 21.0, 19.0)) {
      assertThat(warmUp.isWarmAfter(cost)).as("after " + cost).isFalse();
    }
  }

  @Test
  void itIsWarmOnceTheNewerStretchesCostAsMuchAsTheOlder() {
    WarmUp warmUp = new WarmUp(3, 0.03);
    for (double cost : List.of(60.0, 20.0, 13.2, 13.0, 13.1)) {
      assertThat(warmUp.isWarmAfter(cost)).isFalse();
    }
    assertThat(warmUp.isWarmAfter(13.3)).as("beside 60, 20 and 13.2").isFalse();
    assertThat(warmUp.isWarmAfter(13.0)).isTrue();
  }

  @Test
  void oneDisturbedStretchDoesNotEndIt() {
    WarmUp warmUp = new WarmUp(3, 0.03);
    for (double cost : List.of(60.0, 50.0, 40.0, 30.0, 90.0)) {
      assertThat(warmUp.isWarmAfter(cost)).isFalse();
    }
    assertThat(warmUp.isWarmAfter(25.0)).isFalse();
  }
}
