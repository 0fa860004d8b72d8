package io.penstock.cli.bench;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where a measurement is made, and which of its cores each side may use.
 *
 * @param cores that this process could use when it started
 * @param pinned whether this process keeps to the last of them and the other one to the first
 */
public record Machine(List<Integer> cores, boolean pinned) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final long TASKSET_SECONDS_MAX = 10;

  public Machine {
    cores = List.copyOf(cores);
  }

  /**
   * Pins this process to one core where asked and possible. Called before the first event loop is
   * made, so that their number follows the cores.
   */
  public static Machine here(boolean pin) {
    List<Integer> cores = allowed();
    boolean pinned = pin && cores.size() > 1 && pinSelf(cores.get(cores.size() - 1));
    return new Machine(cores, pinned);
  }

  /** What goes before another process's command line, so that it keeps away from this one. */
  List<String> elsewhere() {
    return pinned ? List.of("taskset", "-c", cores.get(0).toString()) : List.of();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cores", cores.size());
    json.put("cpu", cpu());
    json.put("pinned", pinned);
    json.put("placement", placement());
    json.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    json.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    json.put("arch", System.getProperty("os.arch"));
    json.put(
        "gc",
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .toList());
    json.put("heapMaxMiB", Runtime.getRuntime().maxMemory() >> 20);
    return json;
  }

  String placement() {
    return pinned
        ? "gateway and bare client on core "
            + cores.get(cores.size() - 1)
            + ", feeder and sink on core "
            + cores.get(0)
        : "not pinned: both processes share " + cores.size() + " cores";
  }

  private static boolean pinSelf(int core) {
    String pid = Long.toString(ProcessHandle.current().pid());
    List<String> line = List.of("taskset", "-a", "-c", "-p", Integer.toString(core), pid);
    try {
      Process taskset =
          new ProcessBuilder(line)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return taskset.waitFor(TASKSET_SECONDS_MAX, TimeUnit.SECONDS) && taskset.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** From the kernel, in its form {@code 0-3,8}; counted where there is no such kernel. */
  private static List<Integer> allowed() {
    List<Integer> cores = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(ALLOWED)) {
          for (String range : line.substring(ALLOWED.length()).strip().split(",")) {
            String[] ends = range.split("-");
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
              cores.add(core);
            }
          }
        }
      }
    } catch (IOException | NumberFormatException notLinux) {
      cores.clear();
    }
    for (int core = 0; cores.size() < Runtime.getRuntime().availableProcessors(); core++) {
      cores.add(core);
    }
    return cores;
  }

  private static String cpu() {
    try {
      for (String line : Files.readAllLines(CPUINFO)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException notLinux) {
      return System.getProperty("os.arch");
    }
    return System.getProperty("os.arch");
  }
}
