package io.penstock.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.util.internal.PlatformDependent;

/** What the process itself needs: memory, collections, threads, processors, open files. */
final class ProcessMeters implements AutoCloseable {
  private final JvmGcMetrics collections = new JvmGcMetrics();

  ProcessMeters(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    // Netty takes buffers past the pools that the JVM counts.
    Gauge.builder("penstock.netty.direct.bytes", PlatformDependent::usedDirectMemory)
        .description("Memory outside the heap that Netty holds; -1 where it does not count")
        .register(registry);
  }

  @Override
  public void close() {
    collections.close();
  }
}
