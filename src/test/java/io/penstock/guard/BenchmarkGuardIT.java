package io.penstock.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the hot paths to {@code src/jmh/guards.txt}.
 *
 * <pre>mvn verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=BenchmarkGuardIT
 * </pre>
 */
class BenchmarkGuardIT {
  private static final Path COMMITTED = Path.of("src/jmh/guards.txt");
  private static final Path RENEWED = Path.of("target/guards.txt");

  @BeforeAll
  static void besideOtherBenchmarks() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @Test
  void hotPathsCostNoMoreThanCommitted() throws Exception {
    GuardFile file = new GuardFile(Files.readAllLines(COMMITTED));
    int java = Runtime.version().feature();
    Judge judge = new Judge(java, file.column(java));
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    List<Guard> open = file.guards();
    for (Look look : Look.values()) {
      Path log = Path.of("target/guard-" + look.name().toLowerCase(Locale.ROOT) + ".log");
      Map<String, Measured> measured = look.at(names(open), log);
      List<Verdict> judged = judge.judge(open, measured);
      judged.forEach(verdict -> verdicts.put(verdict.guard().benchmark(), verdict));
      print(look, judged, measured);
      open = judged.stream().filter(verdict -> !verdict.holds()).map(Verdict::guard).toList();
      if (open.isEmpty()) {
        break;
      }
    }

    Map<String, Guard> renewed = new LinkedHashMap<>();
    verdicts.forEach((name, verdict) -> renewed.put(name, verdict.renewed()));
    Files.write(RENEWED, file.with(renewed));
    List<Verdict> failed = verdicts.values().stream().filter(one -> !one.holds()).toList();
    assertThat(failed).overridingErrorMessage(() -> failure(failed)).isEmpty();
  }

  private static Set<String> names(List<Guard> guards) {
    Set<String> names = new TreeSet<>();
    for (Guard guard : guards) {
      names.add(guard.benchmark());
      names.add(guard.reference());
    }
    return names;
  }

  private static void print(Look look, List<Verdict> verdicts, Map<String, Measured> measured) {
    System.out.println(look + " look on Java " + Runtime.version().feature());
    measured.forEach(
        (name, one) ->
            System.out.printf(
                Locale.ROOT,
                "  %-52s %12.2f ns/op %12.3f B/op%n",
                name,
                one.nanosPerOp(),
                one.bytesPerOp()));
    for (Verdict verdict : verdicts) {
      List<String> words = new ArrayList<>(verdict.troubles());
      words.addAll(verdict.hints());
      words.forEach(word -> System.out.println("  " + verdict.guard().benchmark() + " " + word));
    }
  }

  /** What failed and what to do about it. */
  private static String failure(List<Verdict> failed) {
    StringBuilder text = new StringBuilder();
    for (Verdict verdict : failed) {
      String name = verdict.guard().benchmark();
      text.append('\n').append(name);
      verdict.troubles().forEach(trouble -> text.append("\n  - ").append(trouble));
      text.append("\n  see it alone:    mvn -Pjmh verify -DskipTests -Djmh=").append(name);
      text.append("\n  see what does it: the same with \"-Djmh=").append(name);
      text.append(
          " -prof jfr:dir=target\", or git bisect; think of objects, copies, boxing, loops");
      text.append("\n  if it is meant, put this line into ").append(COMMITTED);
      text.append(" in the same commit, and say why there:\n");
      text.append(verdict.renewed().line()).append('\n');
    }
    return text.append("\nMeasured three times, ever longer; all that moved stands in ")
        .append(RENEWED)
        .append(". Other Javas have columns of their own: run it there too.\n")
        .toString();
  }
}
