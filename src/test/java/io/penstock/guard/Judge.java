package io.penstock.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares what was measured on one Java with what the file allows. Plain.
 *
 * <p>Bytes are exact up to a tolerance that must stay below 16, the smallest object, so that one
 * object more in an operation is always seen: half a byte, since a count over an operation is a
 * mean over iterations that end anywhere; the harness's own garbage, which it spreads over the
 * operations of an iteration; and a ten-thousandth, for paths of tens of kilobytes whose tables
 * grow now and then. A Java without a column of its own is held to the greatest value of the line.
 *
 * <p>Time is processor time, as a ratio with a wide band, which tells a path that has got several
 * times slower from another machine. What is a little slower is for benchmarks on a quiet one, and
 * what waits is not seen here.
 */
final class Judge {
  static final double BAND = 3;
  static final double TOLERANCE_BYTES = 0.5;
  static final double TOLERANCE_BYTES_MAX = 8;
  static final double TOLERANCE_SHARE = 1e-4;
  static final double HARNESS_BYTES = 8_192;

  private final int java;
  private final int column;

  /**
   * @param java the feature version that measured
   * @param column where the file has it, -1 for nowhere
   */
  Judge(int java, int column) {
    this.java = java;
    this.column = column;
  }

  List<Verdict> judge(List<Guard> guards, Map<String, Measured> measured) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Guard guard : guards) {
      Measured own = measured.get(guard.benchmark());
      Measured reference = measured.get(guard.reference());
      if (own == null) {
        verdicts.add(absent(guard, guard.benchmark()));
      } else if (reference == null) {
        verdicts.add(absent(guard, guard.reference()));
      } else {
        verdicts.add(judge(guard, own, own.nanosPerOp() / reference.nanosPerOp()));
      }
    }
    return verdicts;
  }

  private static Verdict absent(Guard guard, String name) {
    String trouble = "there is no benchmark io.penstock." + name + ": drop or correct its line";
    return new Verdict(guard, List.of(trouble), List.of(), guard);
  }

  private Verdict judge(Guard guard, Measured own, double ratio) {
    List<String> troubles = new ArrayList<>();
    List<String> hints = new ArrayList<>();
    double allowed = allowed(guard);
    double tolerance = tolerance(allowed, own.operations());
    double bytes = own.bytesPerOp();
    if (Double.isNaN(allowed) || Double.isNaN(guard.ratio())) {
      troubles.add("has no figures yet for Java " + java);
    }
    if (bytes > allowed + tolerance) {
      troubles.add(
          String.format(
              Locale.ROOT,
              "allocates %s B/op where Java %d is allowed %s (tolerance %.1f)",
              Guard.bytesText(bytes),
              java,
              Guard.bytesText(allowed),
              tolerance));
    } else if (bytes < allowed - tolerance) {
      hints.add("allocates less: " + Guard.bytesText(bytes) + " B/op, lower the guard");
    }
    if (ratio > BAND * guard.ratio()) {
      troubles.add(
          String.format(
              Locale.ROOT,
              "takes %s times as long as %s (%.1f ns); usual is %s, allowed %.0f times that",
              Guard.ratioText(ratio),
              guard.reference(),
              own.nanosPerOp(),
              Guard.ratioText(guard.ratio()),
              BAND));
    } else if (ratio < guard.ratio() / BAND) {
      hints.add("is faster: ratio " + Guard.ratioText(ratio) + ", lower the guard");
    }
    boolean moved = !troubles.isEmpty() || !hints.isEmpty();
    return new Verdict(guard, troubles, hints, moved ? renewed(guard, own, ratio) : guard);
  }

  /** A ratio within half the band stays as it is, so that a busy machine does not move it. */
  private Guard renewed(Guard guard, Measured own, double ratio) {
    boolean keeps = ratio < guard.ratio() * BAND / 2 && ratio > guard.ratio() / BAND;
    double ratioNow = keeps ? guard.ratio() : ratio;
    if (column < 0) {
      return new Guard(guard.benchmark(), guard.bytes(), ratioNow, guard.reference());
    }
    return guard.renewed(column, own.bytesPerOp(), ratioNow);
  }

  private double allowed(Guard guard) {
    if (column >= 0) {
      return guard.bytes().get(column);
    }
    return guard.bytes().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private static double tolerance(double allowed, long operations) {
    double tolerance =
        TOLERANCE_BYTES + HARNESS_BYTES / Math.max(1, operations) + TOLERANCE_SHARE * allowed;
    return Math.min(TOLERANCE_BYTES_MAX, tolerance);
  }
}
