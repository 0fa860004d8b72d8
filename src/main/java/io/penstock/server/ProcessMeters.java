package io.penstock.server;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

/** What the process itself needs: memory, collections, threads, CPU time, open files. */
final class ProcessMeters implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;

  private final JvmGcMetrics collections = new JvmGcMetrics();

  ProcessMeters(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    cpuTime(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    // Netty takes buffers past the pools that the JVM counts.
    Gauge.builder("penstock.netty.direct.bytes", PlatformDependent::usedDirectMemory)
        .description("Memory outside the heap that Netty holds; -1 where it does not count")
        .register(registry);
  }

  /** Micrometer's own names of it are none that Prometheus' linter lets pass. */
  private static void cpuTime(MeterRegistry registry) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      FunctionCounter.builder(
              "process.cpu.seconds", system, told -> told.getProcessCpuTime() / NANOS_PER_SECOND)
          .description("CPU time that this process has used, all its threads together")
          .register(registry);
    }
  }

  @Override
  public void close() {
    collections.close();
  }
}
