package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import io.penstock.server.Gateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a fresh gateway spends before it is fast: the CPU seconds of a new {@code serve} process
 * from its first instruction until it pushes at 90 % of the rate it reaches in the end. The work is
 * that of {@code batch}.
 */
public final class ColdStartScenario implements Scenario {
  private static final String MAIN = "io.penstock.Main";
  private static final int TENANTS = 200;
  private static final int SKUS = 1_000;
  private static final int BATCH_MAX = 100;
  private static final double SHARE = 0.90;
  private static final double CPU_SECONDS_MAX = 10;
  private static final int SMOOTHED = 4;
  private static final Duration LENGTH = Duration.ofSeconds(90);
  private static final Duration STEP = Duration.ofMillis(500);
  private static final Duration STORE_MAX = Duration.ofSeconds(30);
  private static final Duration DRAIN_MAX = Duration.ofMinutes(2);
  private static final long STOP_SECONDS_MAX = 30;
  private static final String FEED = "updates";

  /** How far the new process had come at one moment. */
  record Step(double seconds, double cpuSeconds, double itemsPerSecond) {}

  @Override
  public String name() {
    return "coldstart";
  }

  @Override
  public BenchResult run(BenchOptions options) {
    int tenants = options.tenantsOr(TENANTS);
    Path folder = folder();
    try (Outside outside = Outside.start(options.machine(), new Goods(tenants, SKUS), tenants)) {
      Shops shops = new Shops(BATCH_MAX, options.inFlight(), null);
      Path tenantsFile = folder.resolve("tenants.yaml");
      Files.writeString(tenantsFile, shops.tenantsFile(tenants, outside.ports()));
      String more = "tenants:\n  file: \"" + tenantsFile + "\"\nlog:\n  level: error\n";
      Path file = GatewaySide.configFile(folder, outside.certificate(), more);
      try (Serving serving = Serving.start(file)) {
        addKey(folder.resolve("data"), options);
        List<Step> steps = steps(options, outside, serving, tenants);
        outside.endFeed(FEED, options::tell);
        return result(options, steps, serving, wrong(outside));
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    } finally {
      GatewaySide.remove(folder);
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

  private BenchResult result(BenchOptions options, List<Step> steps, Serving serving, long wrong) {
    List<Step> smooth = smooth(steps);
    double full =
        Figures.median(smooth.subList(smooth.size() * 2 / 3, smooth.size()), Step::itemsPerSecond);
    if (full <= 0) {
      throw new BenchTrouble("nothing is pushed; give it longer by --for");
    }
    Step reached =
        smooth.stream()
            .filter(step -> step.itemsPerSecond() >= SHARE * full)
            .findFirst()
            .orElseThrow(() -> new BenchTrouble("nothing was pushed"));
    BenchResult.Builder result =
        new BenchResult.Builder(name(), options)
            .line(
                String.format(
                    Locale.ROOT,
                    "ready after %.2f s and %.2f s of CPU; full rate %,.0f updates/s; %.0f %% of it"
                        + " after %.1f s and %.1f s of CPU",
                    serving.readySeconds(),
                    serving.readyCpuSeconds(),
                    full,
                    100 * SHARE,
                    reached.seconds(),
                    reached.cpuSeconds()))
            .put("readySeconds", Figures.rounded(serving.readySeconds()))
            .put("readyCpuSeconds", Figures.rounded(serving.readyCpuSeconds()))
            .put("fullItemsPerSecond", Figures.rounded(full))
            .put("seconds", Figures.rounded(reached.seconds()))
            .put("ratio", Figures.rounded(CPU_SECONDS_MAX / Math.max(0.01, reached.cpuSeconds())))
            .goal(
                Goal.atMost(
                    "CPU to 90 % of the full rate", reached.cpuSeconds(), CPU_SECONDS_MAX, "s"));
    if (wrong > 0) {
      result.fault(wrong + " keys do not have their newest value");
    }
    return result.build();
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

  /** The new process; it runs where this one does, which has nothing to do meanwhile. */
  private record Serving(
      Process process, long startedNanos, int port, double readySeconds, double readyCpuSeconds)
      implements AutoCloseable {

    static Serving start(Path config) throws IOException {
      long started = System.nanoTime();
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  MAIN,
                  "serve",
                  "--json",
                  "--config",
                  config.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String ready = out.readLine();
      String said = "nothing";
      while (ready != null && !ready.startsWith("{\"api\"")) {
        said = ready;
        ready = out.readLine();
      }
      if (ready == null) {
        throw new BenchTrouble("serve did not start; it said last: " + said);
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      int port = new JsonObject(ready).getInteger("api");
      return new Serving(process, started, port, seconds, cpuSeconds(process));
    }

    URI api() {
      return URI.create("http://127.0.0.1:" + port);
    }

    double seconds() {
      return (System.nanoTime() - startedNanos) / 1e9;
    }

    double cpuSeconds() {
      return cpuSeconds(process);
    }

    private static double cpuSeconds(Process process) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
  }
}
