package io.penstock.sync.intake;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What planning the next poll costs: once a poll, so ten thousand tenants ask it often.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=PollPlanBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PollPlanBenchmark {
  private final PollPlan plan = new PollPlan(Duration.ofSeconds(30), Duration.ofMinutes(15));
  private final Duration retryAfter = Duration.ofSeconds(20);
  private int failures;

  @Benchmark
  public long afterFailure() {
    failures = (failures & 7) + 1;
    return plan.afterFailure(failures, retryAfter, 0.5).toMillis();
  }
}
