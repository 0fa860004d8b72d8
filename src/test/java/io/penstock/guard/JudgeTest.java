package io.penstock.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final String HEADING = "benchmark 17 25 ratio reference";
  private static final long OPERATIONS = 10_000_000;

  @Test
  void sameCostHolds() {
    Verdict verdict = verdict("limiter 24 0 0.5 clock", measured(50, 24.3));
    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.hints()).isEmpty();
    assertThat(verdict.renewed()).isEqualTo(verdict.guard());
  }

  @Test
  void smallestObjectMoreFails() {
    for (double allowed : new double[] {0, 24, 66_000, 1e6}) {
      Verdict verdict = verdict("limiter " + allowed + " 0 0.5 clock", measured(50, allowed + 16));
      assertThat(verdict.troubles()).as("%s", allowed).hasSize(1);
      assertThat(verdict.troubles().get(0)).contains("allocates", "Java 17");
    }
  }

  @Test
  void smallestObjectMoreFailsHoweverFewOperationsThereWere() {
    Measured few = new Measured("limiter", 50, 16, 3);
    assertThat(verdict("limiter 0 0 0.5 clock", few).holds()).isFalse();
  }

  @Test
  void garbageOfTheHarnessIsNotThePaths() {
    assertThat(verdict("limiter 100 0 0.5 clock", new Measured("limiter", 50, 104, 2_000)).holds())
        .isTrue();
    assertThat(verdict("limiter 100 0 0.5 clock", measured(50, 104)).holds()).isFalse();
  }

  @Test
  void fewerBytesHoldWithAHint() {
    Verdict verdict = verdict("limiter 24 0 0.5 clock", measured(50, 0));
    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.hints().toString()).contains("allocates less", "lower the guard");
    assertThat(verdict.renewed().line().split("\\s+"))
        .containsExactly("limiter", "0", "0", "0.50", "clock");
  }

  @Test
  void timeIsHeldToTheBandAroundTheRatio() {
    assertThat(verdict("limiter 0 0 0.5 clock", measured(149, 0)).holds()).isTrue();
    Verdict slow = verdict("limiter 0 0 0.5 clock", measured(151, 0));
    assertThat(slow.troubles()).hasSize(1);
    assertThat(slow.troubles().get(0)).contains("takes 1.5 times as long as clock");
    assertThat(slow.renewed().ratio()).isEqualTo(1.51);
    assertThat(verdict("limiter 0 0 0.5 clock", measured(16, 0)).hints().toString())
        .contains("is faster");
  }

  @Test
  void slowAndAllocatingAreToldTogether() {
    assertThat(verdict("limiter 0 0 0.5 clock", measured(500, 48)).troubles()).hasSize(2);
  }

  @Test
  void eachJavaHasItsOwnColumnAndAnotherIsHeldToTheGreatest() {
    Measured measured = measured(50, 24);
    String line = "limiter 0 24 0.5 clock";
    assertThat(verdict(17, line, measured).holds()).isFalse();
    assertThat(verdict(25, line, measured).holds()).isTrue();
    assertThat(verdict(21, line, measured).holds()).isTrue();
    assertThat(verdict(21, line, measured(50, 40)).holds()).isFalse();
  }

  @Test
  void lineWithoutFiguresFailsAndBringsThem() {
    Verdict verdict = verdict("limiter ? ? ? clock", measured(50, 24.02));
    assertThat(verdict.troubles()).containsExactly("has no figures yet for Java 17");
    assertThat(verdict.renewed().line().split("\\s+"))
        .containsExactly("limiter", "24", "?", "0.50", "clock");
  }

  @Test
  void lineOfABenchmarkThatIsGoneFails() {
    GuardFile file = new GuardFile(List.of(HEADING, "gone 0 0 0.5 clock", "limiter 0 0 1 lost"));
    List<Verdict> verdicts =
        new Judge(17, 0).judge(file.guards(), Map.of("limiter", measured(1, 0)));
    assertThat(verdicts.get(0).troubles().toString()).contains("io.penstock.gone");
    assertThat(verdicts.get(1).troubles().toString()).contains("io.penstock.lost");
  }

  @Test
  void rewritingTheFileTouchesOnlyWhatMoved() {
    List<String> lines = List.of("# why", HEADING, "", "limiter 24 0 0.5 clock", "other 1 2 3 x");
    GuardFile file = new GuardFile(lines);
    Guard limiter = file.guards().get(0);
    assertThat(file.with(Map.of("limiter", limiter.renewed(1, 8, 0.5))))
        .containsExactly("# why", HEADING, "", limiter.renewed(1, 8, 0.5).line(), "other 1 2 3 x");
  }

  @Test
  void brokenFileSaysWhichLine() {
    for (String bad : List.of("limiter 0 0 clock", "limiter 0 x 1 clock", "limiter 0 -1 1 clock")) {
      assertThatThrownBy(() -> new GuardFile(List.of(HEADING, bad))).hasMessageContaining(bad);
    }
    assertThatThrownBy(() -> new GuardFile(List.of(HEADING, "a 0 0 1 b", "a 0 0 1 b")))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> new GuardFile(List.of(HEADING))).hasMessageContaining("nothing");
    assertThatThrownBy(() -> new GuardFile(List.of("limiter 0 0 1 clock")))
        .hasMessageContaining("benchmark");
  }

  private static Measured measured(double nanos, double bytes) {
    return new Measured("limiter", nanos, bytes, OPERATIONS);
  }

  private static Verdict verdict(String line, Measured measured) {
    return verdict(17, line, measured);
  }

  private static Verdict verdict(int java, String line, Measured measured) {
    GuardFile file = new GuardFile(List.of(HEADING, line));
    Map<String, Measured> all = new HashMap<>();
    all.put("limiter", measured);
    all.put("clock", new Measured("clock", 100, 0, OPERATIONS));
    return new Judge(java, file.column(java)).judge(file.guards(), all).get(0);
  }
}
