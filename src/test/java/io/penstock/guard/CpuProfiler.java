package io.penstock.guard;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Counts the processor time of an operation, which a machine with other work takes from nobody, as
 * it does with time by the clock: there the same path looks five times slower. Compiler and
 * collector are not in it. Public because JMH makes it in the benchmark's JVM.
 */
public final class CpuProfiler implements InternalProfiler {
  static final String LABEL = "cpu.norm";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long before;

  @Override
  public String getDescription() {
    return "processor time of an operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = nanos();
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double each = (double) (nanos() - before) / Math.max(1, result.getMetadata().getAllOps());
    return List.of(new ScalarResult(LABEL, each, "ns/op", AggregationPolicy.AVG));
  }

  /** Threads that have ended say -1; those of the harness live as long as its JVM. */
  private long nanos() {
    return Arrays.stream(threads.getThreadCpuTime(threads.getAllThreadIds()))
        .filter(nanos -> nanos > 0)
        .sum();
  }
}
