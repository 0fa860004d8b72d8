package io.penstock.cli.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Says when CPU per operation has stopped falling. The last few stretches are laid beside the few
 * before them: while the medians still fall by more than the tolerance, the compiler is still at
 * work. Decides only; who measures asks after each stretch.
 */
final class WarmUp {
  private final int compared;
  private final double tolerance;
  private final List<Double> cost = new ArrayList<>();

  /**
   * @param compared stretches on each side of the comparison
   * @param tolerance share by which the newer may be cheaper and still count as the same
   */
  WarmUp(int compared, double tolerance) {
    this.compared = compared;
    this.tolerance = tolerance;
  }

  /** Takes the next stretch's CPU per operation; true when it need not go on. */
  boolean isWarmAfter(double cpuPerOperation) {
    cost.add(cpuPerOperation);
    int size = cost.size();
    if (size < 2 * compared) {
      return false;
    }
    double older = median(size - 2 * compared, size - compared);
    double newer = median(size - compared, size);
    return newer > older * (1 - tolerance);
  }

  private double median(int from, int to) {
    return Figures.median(cost.subList(from, to), value -> value);
  }
}
