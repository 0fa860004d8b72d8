package io.penstock.cli.bench;

import io.penstock.cli.bench.Window.Side;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Both sides' rounds as medians.
 *
 * @param rate operations a second
 * @param cost CPU of an operation
 */
record Comparison(
    List<Window> windows, ToDoubleFunction<Window> rate, ToDoubleFunction<Window> cost) {
  private static final double FULL_CORE = 0.9;

  Comparison {
    windows = List.copyOf(windows);
  }

  /** The gateway's rate as a share of the bare client's. */
  double ratio() {
    return median(Side.GATEWAY, rate) / median(Side.BARE, rate);
  }

  /** What the gateway does with a second of CPU, as a share of what the bare client does. */
  double cpuRatio() {
    return median(Side.BARE, cost) / median(Side.GATEWAY, cost);
  }

  /**
   * What a goal is held against: where one side did not fill its core, somebody else held it back,
   * and its rate says nothing about it.
   */
  double lower() {
    return Math.min(ratio(), cpuRatio());
  }

  double median(Side side, ToDoubleFunction<Window> figure) {
    return Figures.median(of(side), figure);
  }

  void tell(BenchResult.Builder result, String prefix) {
    result.line(Window.HEAD);
    windows.forEach(window -> result.line(window.row()));
    result.line(
        String.format(
            Locale.ROOT,
            "ratio of medians: %.3f of the bare client's rate, %.3f of what it does with a second"
                + " of CPU",
            ratio(),
            cpuRatio()));
    if (median(Side.BARE, Window::cores) < FULL_CORE) {
      result.line(
          "The bare client did not fill its core: the sink or a neighbour held it back. Goals are"
              + " held against the lower ratio.");
    }
    result.put(prefix.isEmpty() ? "rounds" : prefix + "Rounds", jsonRounds());
    result.put(prefix.isEmpty() ? "ratio" : prefix + "Ratio", Figures.rounded(ratio()));
    result.put(prefix.isEmpty() ? "cpuRatio" : prefix + "CpuRatio", Figures.rounded(cpuRatio()));
  }

  private List<?> jsonRounds() {
    return windows.stream().map(Window::json).toList();
  }

  private List<Window> of(Side side) {
    return windows.stream().filter(window -> window.side() == side).toList();
  }
}
