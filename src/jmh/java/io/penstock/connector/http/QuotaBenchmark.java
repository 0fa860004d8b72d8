package io.penstock.connector.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a place in two windows costs, from taking it to its answer; {@code gc.alloc.rate.norm} must
 * be 0. Beside it the clock alone, a refusal, and the same under the lock that shares it between
 * event loops.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=QuotaBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class QuotaBenchmark {
  /** One for all threads. */
  @State(Scope.Benchmark)
  public static class Shared {
    final Quota quota = wide(System.nanoTime());
  }

  private final Quota wide = wide(System.nanoTime());
  private final Quota full =
      new Quota(List.of(new QuotaWindow(1, Duration.ofDays(1))), 1, System.nanoTime());

  private static Quota wide(long now) {
    return new Quota(
        List.of(
            new QuotaWindow(50_000_000, Duration.ofSeconds(1)),
            new QuotaWindow(100_000_000, Duration.ofSeconds(10))),
        0,
        now);
  }

  private final Quota timed = wide(0);
  private long now;

  /** Without the clock: the price of the quota alone. */
  @Benchmark
  public long reserveThenAnswered() {
    long wait = timed.reserve(now += 500, Priority.LOW);
    if (wait == 0) {
      timed.answered(now);
    }
    return wait;
  }

  @Benchmark
  public long clock() {
    return System.nanoTime();
  }

  @Benchmark
  public long reserveThenAnsweredWithClock() {
    long now = System.nanoTime();
    long wait = wide.reserve(now, Priority.LOW);
    if (wait == 0) {
      wide.answered(now);
    }
    return wait;
  }

  @Benchmark
  public long refusedWithClock() {
    return full.reserve(System.nanoTime(), Priority.HIGH);
  }

  @Benchmark
  public long lockedWithClock(Shared shared) {
    return locked(shared.quota);
  }

  @Benchmark
  @Threads(2)
  public long lockedWithClockByTwoThreads(Shared shared) {
    return locked(shared.quota);
  }

  private static long locked(Quota quota) {
    long now = System.nanoTime();
    synchronized (quota) {
      long wait = quota.reserve(now, Priority.HIGH);
      if (wait == 0) {
        quota.answered(now);
      }
      return wait;
    }
  }
}
