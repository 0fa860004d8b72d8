package io.penstock.cli.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Plain arithmetic on what was measured. */
final class Figures {
  private static final MathContext DIGITS = new MathContext(4);

  private Figures() {}

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  static <T> double median(List<T> of, ToDoubleFunction<T> figure) {
    return median(of.stream().mapToDouble(figure).toArray());
  }

  /** Four digits that count: more would pretend to know more. */
  static double rounded(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return 0;
    }
    return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
  }

  /** Jain's index: 1 when all have the same, 1/n when one has all. */
  static double jain(long... shares) {
    double sum = 0;
    double squares = 0;
    for (long share : shares) {
      sum += share;
      squares += (double) share * share;
    }
    return squares == 0 ? 1 : sum * sum / (shares.length * squares);
  }
}
