package io.penstock.connector.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One who comes and one who goes, where all the others wait too; the time must not grow with their
 * number by more than what the cache misses, and {@code gc.alloc.rate.norm} must be 0.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=FairQueueBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FairQueueBenchmark {
  @Param({"10", "1000"})
  private int tenants;

  private final FairQueue<Integer> queue = new FairQueue<>();
  private final List<FairQueue.Flow<Integer>> flows = new ArrayList<>();
  private final Integer item = 7;
  private int next;

  @Setup
  public void setup() {
    for (int i = 0; i < tenants; i++) {
      FairQueue.Flow<Integer> flow = queue.flow(1, 200);
      flows.add(flow);
      queue.offer(flow, item);
    }
  }

  @Benchmark
  public @Nullable Integer offerAndPoll() {
    queue.offer(flows.get(next), item);
    next = next + 1 == tenants ? 0 : next + 1;
    return queue.poll();
  }
}
