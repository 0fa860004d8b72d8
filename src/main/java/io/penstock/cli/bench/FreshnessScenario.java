package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * How old an update is when it comes out, at a fixed rate that leaves the gateway room: from the
 * moment at which the schedule wanted it sent, so that a gateway which makes its callers wait is
 * charged for it, to its receipt at the shop. Single updates first, then in batches.
 */
public final class FreshnessScenario implements Scenario {
  private static final int TENANTS = 200;
  private static final int SKUS = 1_000;
  private static final double P50_MILLIS = 50;
  private static final double P99_MILLIS = 250;
  private static final Duration LENGTH = Duration.ofSeconds(30);
  private static final String FEED = "schedule";

  /** One of the two rates. */
  private record Pace(String name, int batchMax, double perSecond, int lanes) {}

  private static final Pace SINGLE = new Pace("single", 1, 4_000, 2);
  private static final Pace BATCHED = new Pace("batched", 100, 60_000, 4);

  @Override
  public String name() {
    return "freshness";
  }

  @Override
  public BenchResult run(BenchOptions options) {
    BenchResult.Builder result = new BenchResult.Builder(name(), options);
    int tenants = options.tenantsOr(TENANTS);
    for (Pace pace : new Pace[] {SINGLE, BATCHED}) {
      try (Outside outside = Outside.start(options.machine(), new Goods(tenants, SKUS), tenants)) {
        one(options, outside, pace, tenants, result);
      }
    }
    return result.build();
  }

  private void one(
      BenchOptions options, Outside outside, Pace pace, int tenants, BenchResult.Builder result) {
    Shops shops = new Shops(pace.batchMax(), options.inFlight(), null);
    Path certificate = outside.certificate();
    try (GatewaySide gateway =
        GatewaySide.start(options, certificate, shops.tenants(tenants, outside.ports()), "")) {
      try {
        outside.timed(true, 0);
        outside.feed(
            Feeding.of(gateway.api(), options.key().text(), 0, tenants)
                .lanes(pace.lanes())
                .lines(5_000)
                .runOf(pace.batchMax() == 1 ? 1 : 10)
                .perSecond(pace.perSecond())
                .named(FEED));
        outside.warmByLatency(options, 0);
        outside.timed(true, 0);
        Usage from = Usage.now();
        Duration length = options.lengthOr(LENGTH);
        Await.pause(length);
        double cores = (Usage.now().cpuNanos() - from.cpuNanos()) / (double) length.toNanos();
        Latency latency = outside.latency();
        outside.endFeed(FEED, options::tell);
        tell(result, pace, latency, cores);
        result.balance(pace.name(), PushScenario.settled(outside, gateway));
      } finally {
        outside.ask("halt");
      }
    }
  }

  private static void tell(BenchResult.Builder result, Pace pace, Latency latency, double cores) {
    result
        .line(
            String.format(
                Locale.ROOT,
                "%s, %,.0f/s: %s; %.2f cores",
                pace.name(),
                pace.perSecond(),
                latency.line(),
                cores))
        .put(pace.name(), latency.json())
        .put(pace.name() + "CoresUsed", Figures.rounded(cores))
        .goal(Goal.atMost(pace.name() + " p50", latency.p50Millis(), P50_MILLIS, "ms"))
        .goal(Goal.atMost(pace.name() + " p99", latency.p99Millis(), P99_MILLIS, "ms"))
        .put("ratio", Figures.rounded(P99_MILLIS / Math.max(0.001, latency.p99Millis())));
  }
}
