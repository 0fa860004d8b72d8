package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Many tenants that do little. First those who do nothing: what each keeps on the heap, and how
 * long a start with all of them in the store takes. Then a fifth as many who are polled every 30
 * seconds: what they cost. Run it with {@code -Xmx512m} to see that they fit.
 */
public final class DensityScenario implements Scenario {
  private static final int IDLE = 50_000;
  private static final int POLLED_SHARE = 5;
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final String POLLING =
      """
      intake:
        every: 30s
      sharespine:
        windowedFirstRead: false
      """;
  private static final Duration LENGTH = Duration.ofSeconds(60);
  private static final double HEAP_BYTES_MAX = 6 * 1024;
  private static final double DEPLOY_SECONDS_MAX = 5;
  private static final double HEAP_MIB_MAX = 512;
  private static final double CORES_MAX = 2;

  @Override
  public String name() {
    return "density";
  }

  /** It compares nothing, and its goals are for two cores. */
  @Override
  public boolean pins() {
    return false;
  }

  @Override
  public BenchResult run(BenchOptions options) {
    BenchResult.Builder result = new BenchResult.Builder(name(), options);
    int idle = options.tenantsOr(IDLE);
    try (Outside outside = Outside.start(options.machine(), new Goods(1, 1), 1)) {
      idle(options, outside, idle, result);
      polled(options, outside, Math.max(1, idle / POLLED_SHARE), result);
    }
    return result.build();
  }

  /** The second start counts: the first one also fills the store. */
  private static void idle(
      BenchOptions options, Outside outside, int count, BenchResult.Builder result) {
    Path folder = folder();
    try {
      Path file = GatewaySide.configFile(folder, outside.certificate(), "");
      long before = heapOfEmpty(options, folder, file);
      put(options, outside, count, folder, file);
      GatewaySide second = GatewaySide.start(options, folder, file, List.of());
      double heap = Math.max(0, ConflateScenario.heapBytes() - before) / (double) count;
      result
          .line(
              String.format(
                  Locale.ROOT,
                  "%,d idle tenants: %.0f B of heap each, started in %.2f s",
                  count,
                  heap,
                  second.startSeconds()))
          .put("idleTenants", count)
          .goal(Goal.atMost("heap for an idle tenant", heap, HEAP_BYTES_MAX, "B"))
          .goal(
              Goal.atMost(
                  "start with all idle tenants", second.startSeconds(), DEPLOY_SECONDS_MAX, "s"));
      second.stop();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    } finally {
      GatewaySide.remove(folder);
    }
  }

  private static long heapOfEmpty(BenchOptions options, Path folder, Path file) {
    GatewaySide empty = GatewaySide.start(options, folder, file, List.of());
    long heap = ConflateScenario.heapBytes();
    empty.stop();
    return heap;
  }

  /** In a method of its own, so that nothing of this gateway is on the stack when the next runs. */
  private static void put(
      BenchOptions options, Outside outside, int count, Path folder, Path file) {
    Shops shops = new Shops(1, options.inFlight(), null);
    GatewaySide first =
        GatewaySide.start(options, folder, file, shops.tenants(count, outside.ports()));
    options.tell(
        String.format(
            Locale.ROOT,
            "%,d idle tenants put and started in %.2f s",
            count,
            first.startSeconds()));
    first.stop();
  }

  private static void polled(
      BenchOptions options, Outside outside, int count, BenchResult.Builder result) {
    outside.ask(new JsonObject().put("do", "pages").put("orders", 0).put("bytes", 1_000));
    try (GatewaySide gateway =
        GatewaySide.start(
            options,
            outside.certificate(),
            new PolledShops(outside.pagesPort(), null, 10).tenants(count),
            POLLING)) {
      Await.pause(options.length().isZero() ? EVERY : options.length());
      Counts from = outside.counts();
      Usage usage = Usage.now();
      Duration length = options.lengthOr(LENGTH);
      Await.pause(length);
      double seconds = length.toMillis() / 1e3;
      double polls = (outside.counts().requests() - from.requests()) / seconds;
      double cores = (Usage.now().cpuNanos() - usage.cpuNanos()) / 1e9 / seconds;
      double due = count / (double) EVERY.toSeconds();
      double heapMib = ConflateScenario.heapBytes() / (double) (1 << 20);
      result
          .line(
              String.format(
                  Locale.ROOT,
                  "%,d tenants polled every %d s: %.0f polls/s of %.0f, %.2f cores, %.0f MiB live",
                  count,
                  EVERY.toSeconds(),
                  polls,
                  due,
                  cores,
                  heapMib))
          .put("polledTenants", count)
          .put("pollsPerSecond", Figures.rounded(polls))
          .put("coresUsed", Figures.rounded(cores))
          .put("liveHeapMiB", Figures.rounded(heapMib))
          .put("ratio", Figures.rounded(polls / due))
          .goal(Goal.atLeast("polls made of polls due", polls / due, 0.90, ""))
          .goal(Goal.atMost("cores in use", cores, CORES_MAX, ""))
          .goal(
              Goal.atMost(
                  "heap this process may use (run with -Xmx512m)",
                  Runtime.getRuntime().maxMemory() / (double) (1 << 20),
                  HEAP_MIB_MAX,
                  "MiB"));
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
