package io.penstock.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void medianIsTheMiddleOne() {
    assertThat(Figures.median(9, 1, 5)).isEqualTo(5);
    assertThat(Figures.median(9, 1, 5, 6)).isEqualTo(5.5);
  }

  @Test
  void fourDigitsAreKept() {
    assertThat(Figures.rounded(0.081251234)).isEqualTo(0.08125);
    assertThat(Figures.rounded(1_234_567)).isEqualTo(1_235_000);
    assertThat(Figures.rounded(Double.NaN)).isZero();
  }

  @Test
  void jainIsOneForEqualSharesAndLessForOthers() {
    assertThat(Figures.jain(7, 7, 7, 7)).isEqualTo(1);
    assertThat(Figures.jain(28, 0, 0, 0)).isEqualTo(0.25);
    assertThat(Figures.jain()).isEqualTo(1);
  }
}
