package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/**
 * A million updates over ten thousand SKUs in a minute, for one shop that takes 500 a second: what
 * waits must be bounded by the SKUs, and what goes out must be the newest.
 *
 * <p>The shop takes five requests a second with a hundred updates in each. Of single updates it
 * could take 500 a second for as long as the traffic lasts, which alone is 3 % of all updates.
 */
public final class ConflateScenario implements Scenario {
  private static final int SKUS = 10_000;
  private static final double UPDATES_PER_SECOND = 1_000_000 / 60.0;
  private static final double REQUESTS_PER_SECOND = 5;
  private static final int BATCH_MAX = 100;
  private static final Duration LENGTH = Duration.ofSeconds(60);
  private static final String FIRST = "first";
  private static final String FEED = "million";

  @Override
  public String name() {
    return "conflate";
  }

  @Override
  public BenchResult run(BenchOptions options) {
    Shops shops = new Shops(BATCH_MAX, options.inFlight(), REQUESTS_PER_SECOND);
    try (Outside outside = Outside.start(options.machine(), new Goods(1, SKUS), 1);
        GatewaySide gateway =
            GatewaySide.start(
                options, outside.certificate(), shops.tenants(1, outside.ports()), "")) {
      try {
        return measured(options, outside, gateway);
      } finally {
        outside.ask("halt");
      }
    }
  }

  private BenchResult measured(BenchOptions options, Outside outside, GatewaySide gateway) {
    long most = (long) (UPDATES_PER_SECOND * options.lengthOr(LENGTH).toMillis() / 1e3);
    makeWhatIsMadeOnce(options, outside, gateway);
    long heapBefore = heapBytes();
    Counts first = outside.counts();
    Usage usage = Usage.now();
    outside.timed(true, 0);
    outside.feed(
        Feeding.of(gateway.api(), options.key().text(), 0, 1)
            .lines(2_000)
            .runOf(BATCH_MAX)
            .perSecond(UPDATES_PER_SECOND)
            .most(most)
            .named(FEED));
    while (outside.counts().feeding()) {
      Await.pause(Duration.ofSeconds(1));
      options.tell(progress(outside.counts()));
    }
    double cpuMicros = (Usage.now().cpuNanos() - usage.cpuNanos()) / 1e3 / most;
    outside.endFeed(FEED, options::tell);
    long heapFull = heapBytes();
    long waitingThen = gateway.ledger().waiting();
    options.tell("all is fed; " + waitingThen + " keys wait");
    Await.until(() -> gateway.ledger().waiting() == 0, LENGTH.multipliedBy(2));
    Counts counts = outside.counts();
    long requests = counts.requests() - first.requests();
    long items = counts.items() - first.items();
    double requestsSaved = 1 - (double) requests / most;
    double updatesSaved = 1 - (double) items / most;
    double heapPerKey = Math.max(0, heapFull - heapBefore) / (double) Math.max(1, waitingThen);
    return new BenchResult.Builder(name(), options)
        .line(
            String.format(
                Locale.ROOT,
                "%,d updates over %,d SKUs: %,d pushes with %,d updates; %.2f us of CPU an update",
                most,
                Math.min(SKUS, most),
                requests,
                items,
                cpuMicros))
        .put("updates", most)
        .put("pushes", requests)
        .put("updatesPushed", items)
        .put("waitingAtTheEndOfTraffic", waitingThen)
        .put("cpuMicrosPerUpdate", Figures.rounded(cpuMicros))
        .put("latency", outside.latency().json())
        .put("ratio", Figures.rounded(requestsSaved))
        .goal(Goal.atLeast("pushes saved", requestsSaved, 0.98, ""))
        .goal(Goal.atLeast("updates that needed no push of their own", updatesSaved, 0.95, ""))
        .goal(Goal.atMost("heap for a waiting key, value included", heapPerKey, 400, "B"))
        .balance(outside.balance(gateway))
        .build();
  }

  /** Classes, buffers and connections are not the price of a key: one batch makes them before. */
  private static void makeWhatIsMadeOnce(
      BenchOptions options, Outside outside, GatewaySide gateway) {
    outside.feed(
        Feeding.of(gateway.api(), options.key().text(), 0, 1)
            .lines(BATCH_MAX)
            .runOf(BATCH_MAX)
            .most(BATCH_MAX)
            .named(FIRST));
    Await.until(() -> !outside.counts().feeding(), LENGTH);
    outside.endFeed(FIRST, options::tell);
    Await.until(() -> gateway.ledger().waiting() == 0, LENGTH);
  }

  private static String progress(Counts counts) {
    return String.format(
        Locale.ROOT,
        "%,d updates acknowledged, %,d pushed in %,d requests",
        counts.acknowledged(),
        counts.items(),
        counts.requests());
  }

  /** What lives on the heap once the garbage is gone. */
  static long heapBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
