package io.penstock.connector.http;

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
 * What one permit costs, with and without reading the clock; {@code gc.alloc.rate.norm} must be 0.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=RateLimiterBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RateLimiterBenchmark {
  private final RateLimiter limiter = new RateLimiter(1_000_000, 100, 0);
  private final RateLimiter clocked = new RateLimiter(1_000_000, 100, System.nanoTime());
  private long now;

  @Benchmark
  public long reserve() {
    return limiter.reserve(now += 500, 1_000);
  }

  @Benchmark
  public long reserveWithClock() {
    return clocked.reserve(System.nanoTime(), 1_000);
  }
}
