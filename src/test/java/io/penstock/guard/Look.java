package io.penstock.guard;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long benchmarks are looked at. The first look is short, since it is taken at all of them on
 * every build; only what does not hold is looked at again, for then the machine was too busy for
 * the compiler to finish, or the path has really changed.
 *
 * <p>Each benchmark has a JVM of its own that compiles in the foreground: with compiling beside the
 * measuring it is chance what gets inlined, and with it what is allocated.
 */
enum Look {
  SHORT(3, 250, 100),
  LONGER(5, 500, 200),
  LONG(10, 1_000, 500);

  private static final String BASE = "io.penstock.";
  private static final String BYTES = "gc.alloc.rate.norm";
  private static final int ITERATIONS = 5;

  private final int warmUps;
  private final int warmUpMillis;
  private final int iterationMillis;

  Look(int warmUps, int warmUpMillis, int iterationMillis) {
    this.warmUps = warmUps;
    this.warmUpMillis = warmUpMillis;
    this.iterationMillis = iterationMillis;
  }

  /**
   * What was measured by name; a name that no benchmark has is missing.
   *
   * @param log what JMH prints
   */
  Map<String, Measured> at(Collection<String> benchmarks, Path log) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    benchmarks.forEach(name -> options.include("^" + Pattern.quote(BASE + name) + "$"));
    options
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(1)
        .warmupIterations(warmUps)
        .warmupTime(TimeValue.milliseconds(warmUpMillis))
        .measurementIterations(ITERATIONS)
        .measurementTime(TimeValue.milliseconds(iterationMillis))
        .addProfiler(GCProfiler.class)
        .addProfiler(CpuProfiler.class)
        .jvmArgs("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-Xbatch")
        .shouldFailOnError(true)
        .output(log.toString());
    Map<String, Measured> measured = new TreeMap<>();
    for (RunResult result : new Runner(options.build()).run()) {
      Measured best = best(result);
      measured.put(best.benchmark(), best);
    }
    return measured;
  }

  private static Measured best(RunResult result) {
    String name = result.getParams().getBenchmark().substring(BASE.length());
    double nanos = Double.MAX_VALUE;
    double bytes = Double.MAX_VALUE;
    long operations = 0;
    for (IterationResult iteration : result.getAggregatedResult().getIterationResults()) {
      nanos = Math.min(nanos, score(iteration, CpuProfiler.LABEL));
      double allocated = score(iteration, BYTES);
      if (allocated < bytes) {
        bytes = allocated;
        operations = iteration.getMetadata().getAllOps();
      }
    }
    return new Measured(name, nanos, bytes, operations);
  }

  private static double score(IterationResult iteration, String label) {
    return Objects.requireNonNull(iteration.getSecondaryResults().get(label)).getScore();
  }
}
