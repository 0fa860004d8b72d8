package io.penstock.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.simulation.CrashPoints.Moment;
import io.penstock.simulation.CrashPoints.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The process dies at every point of its way, one run each, and starts again: all that was accepted
 * arrives, dies with a reason or waits. {@code -Dcrashpoints.seeds=100} takes other traffic, too.
 */
@ExtendWith(QuietSync.class)
class CrashPointsTest {
  private static final int SHOWN_MAX = 5;
  private static final int SEEDS_WITH_DEFECT = 12;

  @Test
  void nothingIsLostOrRepeatedWhereverTheProcessDies() {
    long seeds = Long.getLong("crashpoints.seeds", 4);
    long began = System.nanoTime();
    Map<Step, long[]> seen = new EnumMap<>(Step.class);
    List<String> broken = new ArrayList<>();
    long runs = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      CrashPoints all = CrashPoints.none();
      assertThat(Run.dyingAt(all, seed, Set.of()).violation()).isNull();
      for (Step step : Step.values()) {
        long[] sums = seen.computeIfAbsent(step, key -> new long[Moment.values().length]);
        for (Moment moment : Moment.values()) {
          sums[moment.ordinal()] += all.count(step, moment);
        }
      }
      for (long at = 1; at <= all.count(); at++) {
        Run.Result result = Run.dyingAt(CrashPoints.at(at), seed, Set.of());
        runs++;
        assertThat(result.lives()).as("it died at point %d of seed %d", at, seed).isEqualTo(2);
        if (result.violation() != null && broken.size() < SHOWN_MAX) {
          broken.add("seed " + seed + ", point " + at + ": " + result.violation());
        }
      }
    }
    print(seen, runs, began);
    assertThat(broken).isEmpty();
    seen.forEach((step, sums) -> assertThat(sums).as("moments of %s", step).doesNotContain(0L));
  }

  private static void print(Map<Step, long[]> seen, long runs, long began) {
    System.out.println("| step | before | in | after |\n|---|---|---|---|");
    seen.forEach(
        (step, sums) ->
            System.out.printf(
                Locale.ROOT,
                "| %s: %s | %d | %d | %d |%n",
                step.name().toLowerCase(Locale.ROOT),
                step.words(),
                sums[0],
                sums[1],
                sums[2]));
    System.out.printf(
        Locale.ROOT,
        "crash points: %d, one run each; %.1f s%n",
        runs,
        (System.nanoTime() - began) / 1e9);
  }

  /** Those that only a crash brings to light; none of them needs chance to be found. */
  @Test
  void aStoreThatBreaksItsWordIsFoundByCrashPointsAlone() {
    Set<Defect> missed = EnumSet.noneOf(Defect.class);
    for (Defect defect : EnumSet.of(Defect.CURSOR_BEFORE_DATA, Defect.ANSWER_BEFORE_COMMIT)) {
      if (!isCaught(defect)) {
        missed.add(defect);
      }
    }
    assertThat(missed).isEmpty();
  }

  private static boolean isCaught(Defect defect) {
    for (long seed = 1; seed <= SEEDS_WITH_DEFECT; seed++) {
      CrashPoints all = CrashPoints.none();
      if (Run.dyingAt(all, seed, Set.of(defect)).violation() != null) {
        return true;
      }
      for (long at = 1; at <= all.count(); at++) {
        if (Run.dyingAt(CrashPoints.at(at), seed, Set.of(defect)).violation() != null) {
          return true;
        }
      }
    }
    return false;
  }
}
