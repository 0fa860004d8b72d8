package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import io.penstock.server.Gateway;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a fresh gateway spends before it is fast: the CPU seconds of a new {@code serve} process
 * from its first instruction until it pushes at 90 % of the rate it reaches in the end. The work is
 * that of {@code batch}. On a Java that can keep what it learned for the next start, also with
 * that, and then that counts.
 */
public final class ColdStartScenario implements Scenario {
  private static final int TENANTS = 200;
  private static final int SKUS = 1_000;
  private static final int BATCH_MAX = 100;
  private static final double SHARE = 0.90;
  private static final double CPU_SECONDS_MAX = 10;

  /** The first Java that keeps profiles of methods in its ahead-of-time cache (JEP 515). */
  private static final int CACHE_SINCE = 25;

  private static final int SMOOTHED = 4;
  private static final Duration LENGTH = Duration.ofSeconds(90);
  private static final Duration STEP = Duration.ofMillis(500);
  private static final Duration STORE_MAX = Duration.ofSeconds(30);
  private static final Duration DRAIN_MAX = Duration.ofMinutes(2);
  private static final String FEED = "updates";

  /** How far the new process had come at one moment. */
  record Step(double seconds, double cpuSeconds, double itemsPerSecond) {}

  @Override
  public String name() {
    return "coldstart";
  }

  @Override
  public BenchResult run(BenchOptions options) {
    BenchResult.Builder result = new BenchResult.Builder(name(), options);
    Path folder = folder();
    try {
      List<Step> counted = measured(options, folder.resolve("plain"), List.of(), "plain", result);
      if (Runtime.version().feature() >= CACHE_SINCE) {
        Path cache = folder.resolve("penstock.aot");
        options.tell("making the cache: the same work, then the process writes what it learned");
        work(options, folder.resolve("training"), List.of("-XX:AOTCacheOutput=" + cache));
        if (!Files.exists(cache)) {
          throw new BenchTrouble("this Java wrote no AOT cache");
        }
        List<String> use = List.of("-XX:AOTCache=" + cache);
        counted = measured(options, folder.resolve("cached"), use, "with an AOT cache", result);
      }
      double spent = reached(counted).cpuSeconds();
      return result
          .put("ratio", Figures.rounded(CPU_SECONDS_MAX / Math.max(0.01, spent)))
          .goal(Goal.atMost("CPU to 90 % of the full rate", spent, CPU_SECONDS_MAX, "s"))
          .build();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    } finally {
      GatewaySide.remove(folder);
    }
  }

  /** One process from its start to its stop. */
  private record Run(List<Step> steps, double readySeconds, double readyCpuSeconds, long wrong) {}

  private Run work(BenchOptions options, Path folder, List<String> jvmOptions) throws IOException {
    int tenants = options.tenantsOr(TENANTS);
    Files.createDirectory(folder);
    try (Outside outside = Outside.start(options.machine(), new Goods(tenants, SKUS), tenants)) {
      Shops shops = new Shops(BATCH_MAX, options.inFlight(), null);
      Path tenantsFile = folder.resolve("tenants.yaml");
      Files.writeString(tenantsFile, shops.tenantsFile(tenants, outside.ports()));
      String more = "tenants:\n  file: \"" + tenantsFile + "\"\nlog:\n  level: error\n";
      Path file = GatewaySide.configFile(folder, outside.certificate(), more);
      try (Serving serving = Serving.start(file, jvmOptions)) {
        addKey(folder.resolve("data"), options);
        List<Step> steps = smooth(steps(options, outside, serving, tenants));
        outside.endFeed(FEED, options::tell);
        return new Run(steps, serving.readySeconds(), serving.readyCpuSeconds(), wrong(outside));
      }
    }
  }

  private static List<Step> steps(
      BenchOptions options, Outside outside, Serving serving, int tenants) {
    long window = 3L * tenants * options.inFlight() * BATCH_MAX;
    outside.feed(
        Feeding.of(serving.api(), options.key().text(), 0, tenants)
            .lanes(4)
            .lines((int) Math.min(2_000, Math.max(1, window / 8)))
            .runOf(BATCH_MAX)
            .window(window)
            .named(FEED));
    List<Step> steps = new ArrayList<>();
    Counts before = outside.counts();
    long end = System.nanoTime() + options.lengthOr(LENGTH).toNanos();
    while (System.nanoTime() - end < 0) {
      Await.pause(STEP);
      Counts now = outside.counts();
      double rate = (now.items() - before.items()) / ((now.nanos() - before.nanos()) / 1e9);
      before = now;
      steps.add(new Step(serving.seconds(), serving.cpuSeconds(), rate));
      Step last = steps.get(steps.size() - 1);
      if (steps.size() % 4 == 0) {
        options.tell(
            String.format(
                Locale.ROOT,
                "%.1f s, %.1f s of CPU: %,.0f updates/s",
                last.seconds(),
                last.cpuSeconds(),
                last.itemsPerSecond()));
      }
    }
    return steps;
  }

  private List<Step> measured(
      BenchOptions options,
      Path folder,
      List<String> jvmOptions,
      String how,
      BenchResult.Builder result)
      throws IOException {
    options.tell(how);
    Run run = work(options, folder, jvmOptions);
    Step reached = reached(run.steps());
    result
        .line(
            String.format(
                Locale.ROOT,
                "%s: ready after %.2f s and %.2f s of CPU; full rate %,.0f updates/s; %.0f %% of it"
                    + " after %.1f s and %.1f s of CPU",
                how,
                run.readySeconds(),
                run.readyCpuSeconds(),
                full(run.steps()),
                100 * SHARE,
                reached.seconds(),
                reached.cpuSeconds()))
        .put("readySeconds", Figures.rounded(run.readySeconds()))
        .put("readyCpuSeconds", Figures.rounded(run.readyCpuSeconds()))
        .put("fullItemsPerSecond", Figures.rounded(full(run.steps())))
        .put("seconds", Figures.rounded(reached.seconds()));
    if (run.wrong() > 0) {
      result.fault(run.wrong() + " keys do not have their newest value");
    }
    return run.steps();
  }

  private static double full(List<Step> steps) {
    double full =
        Figures.median(steps.subList(steps.size() * 2 / 3, steps.size()), Step::itemsPerSecond);
    if (full <= 0) {
      throw new BenchTrouble("nothing is pushed; give it longer by --for");
    }
    return full;
  }

  private static Step reached(List<Step> steps) {
    double full = full(steps);
    return steps.stream()
        .filter(step -> step.itemsPerSecond() >= SHARE * full)
        .findFirst()
        .orElseThrow(() -> new BenchTrouble("nothing was pushed"));
  }

  /** The ledger is in the other process; what came out tells the same of the values. */
  private static long wrong(Outside outside) {
    Await.until(() -> outside.counts().outstanding() <= 0, DRAIN_MAX);
    return outside.ask("check").getLong("wrong");
  }

  /** Each step's rate becomes the mean of itself and those just before it. */
  static List<Step> smooth(List<Step> steps) {
    List<Step> smooth = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      List<Step> near = steps.subList(Math.max(0, i - SMOOTHED + 1), i + 1);
      double mean = near.stream().mapToDouble(Step::itemsPerSecond).average().orElse(0);
      smooth.add(new Step(steps.get(i).seconds(), steps.get(i).cpuSeconds(), mean));
    }
    return smooth;
  }

  private static void addKey(Path data, BenchOptions options) {
    Vertx vertx = Vertx.vertx();
    try {
      GatewaySide.addKey(Gateway.sharedApiKeys(vertx, data), options.key());
    } finally {
      Await.done("closing", vertx.close(), STORE_MAX);
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("penstock-bench-");
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
