package io.penstock.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many seeds; as many as take about twenty seconds on a busy machine, unless told otherwise. {@code
 * -Dsimulation.seeds=1000000} runs as many, {@code -Dsimulation.first=SEED} begins there, {@code
 * -Dsimulation.trace=true} prints all that happens.
 */
@ExtendWith(QuietSync.class)
class SimulationTest {
  private static final int SHOWN_MAX = 5;

  @Test
  void afterHealingEverythingHasArrivedAndNoPromiseWasBroken() {
    long first = Long.getLong("simulation.first", 1);
    long seeds = Long.getLong("simulation.seeds", 2_000);
    long began = System.nanoTime();
    List<String> broken = new ArrayList<>();
    long effects = 0;
    long repeats = 0;
    long lives = 0;
    Duration healing = Duration.ZERO;
    for (long seed = first; seed < first + seeds; seed++) {
      Run.Result result = Run.of(seed, Set.of());
      effects += result.effects();
      repeats += result.repeats();
      lives += result.lives();
      healing = healing.compareTo(result.healing()) < 0 ? result.healing() : healing;
      if (result.violation() != null && broken.size() < SHOWN_MAX) {
        broken.add("seed " + seed + ": " + result.violation() + "\n  " + replay(seed));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "simulation: seeds %d to %d, %d lives, %d deliveries, %d of them repeats, longest healing"
            + " %d s of virtual time; %.1f s%n",
        first,
        first + seeds - 1,
        lives,
        effects,
        repeats,
        healing.toSeconds(),
        (System.nanoTime() - began) / 1e9);
    assertThat(broken).isEmpty();
  }

  @Test
  void aSeedReplaysExactly() {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(Run.of(seed, Set.of())).as("seed %d", seed).isEqualTo(Run.of(seed, Set.of()));
    }
  }

  static String replay(long seed) {
    return "mvn -q test -Dtest=SimulationTest -Dsimulation.first="
        + seed
        + " -Dsimulation.seeds=1 -Dsimulation.trace=true";
  }
}
