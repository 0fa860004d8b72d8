package io.penstock.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Breaks the sync core on purpose, in one way after the other, and sees whether it is noticed. */
@ExtendWith(QuietSync.class)
class MutationTest {

  /** As many as the test command runs without a defect; nearly all are caught by the first few. */
  private static final int SEEDS_MAX = 300;

  @Test
  void everySeededDefectIsCaught() {
    Set<Defect> missed = EnumSet.noneOf(Defect.class);
    List<String> table = new ArrayList<>();
    for (Defect defect : Defect.values()) {
      Run.Result caught = null;
      for (long seed = 1; seed <= SEEDS_MAX && caught == null; seed++) {
        Run.Result result = Run.of(seed, Set.of(defect));
        caught = result.violation() == null ? null : result;
      }
      if (caught == null) {
        missed.add(defect);
      }
      table.add(
          String.format(
              Locale.ROOT,
              "| %-62s | %4s | %s |",
              defect.words(),
              caught == null ? "" : String.valueOf(caught.seed()),
              caught == null ? "MISSED" : caught.violation()));
    }
    System.out.println("| defect | seed | caught by |\n|---|---|---|");
    table.forEach(System.out::println);
    assertThat(missed).isEmpty();
  }
}
