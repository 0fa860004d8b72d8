package io.penstock.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process has used so far.
 *
 * @param cpuNanos of all its threads, with those that compile and collect garbage
 * @param allocatedBytes on the heap, by all threads that live; what threads allocated that ended
 *     before is missing, and the threads that work here do not end
 */
record Usage(long cpuNanos, long allocatedBytes) {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  static Usage now() {
    long allocated = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      allocated += Math.max(0, bytes);
    }
    return new Usage(SYSTEM.getProcessCpuTime(), allocated);
  }
}
