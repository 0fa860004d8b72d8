package io.penstock.sync.intake;

import io.penstock.tenant.Limits;
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
 * What admitting a request of one tenant costs, and what refusing one does; neither may allocate.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=AllowanceBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AllowanceBenchmark {
  private static final Limits LIMITS = new Limits(1_000_000, 1_000, 1_000, false);

  private final Allowance open = new Allowance(LIMITS, 0);
  private final Allowance flooded = new Allowance(LIMITS, 0);
  private long now;

  @Benchmark
  public long takes() {
    return open.take(1, LIMITS, now += 2_000);
  }

  @Benchmark
  public long refuses() {
    return flooded.take(1, LIMITS, now += 10);
  }
}
