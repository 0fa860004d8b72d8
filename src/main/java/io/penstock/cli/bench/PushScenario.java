package io.penstock.cli.bench;

import io.penstock.cli.bench.Window.Side;
import io.penstock.sandbox.sink.Goods;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The hot path: updates come in by HTTP, are on disk before their 2xx, wait as the newest of their
 * key, and leave as webhooks to as many TLS origins as there are tenants. Beside it the bare client
 * pushes ready bodies of the same size to the same origins.
 *
 * <p>The feeder sends only as much as came out at the other end, so the gateway is always busy and
 * its backlog stays small; a key comes again only after a thousand others, so nearly nothing is
 * conflated and an update accepted is an update pushed.
 */
public final class PushScenario implements Scenario {
  private static final int TENANTS = 200;
  private static final int SKUS = 1_000;
  private static final Duration LENGTH = Duration.ofSeconds(5);
  private static final Duration DRAIN_MAX = Duration.ofMinutes(2);

  private final String name;
  private final int batchMax;

  private PushScenario(String name, int batchMax) {
    this.name = name;
    this.batchMax = batchMax;
  }

  /** One update a request. */
  public static PushScenario single() {
    return new PushScenario("push", 1);
  }

  /** A hundred updates a request. */
  public static PushScenario batched() {
    return new PushScenario("batch", 100);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BenchResult run(BenchOptions options) {
    int tenants = options.tenantsOr(TENANTS);
    Shops shops = new Shops(batchMax, options.inFlight(), null);
    try (Outside outside = Outside.start(options.machine(), new Goods(tenants, SKUS), tenants);
        BareClient bare =
            new BareClient(outside.certificate(), jobs(outside), 1, options.inFlight());
        GatewaySide gateway =
            GatewaySide.start(
                options, outside.certificate(), shops.tenants(tenants, outside.ports()), "")) {
      try {
        options.tell(tenants + " TLS origins listen after " + outside.startMillis() + " ms");
        Fed fed = new Fed(options, outside, feed(options, gateway, tenants));
        ToDoubleFunction<Window> cost = Window::cpuMicrosPerItem;
        Turns turns = new Turns(options, outside, bare, fed, cost);
        turns.warm(tenants);
        List<Window> windows = turns.rounds(options.lengthOr(LENGTH));
        return result(options, new Comparison(windows, Window::itemsPerSecond, cost))
            .balance(settled(outside, gateway))
            .build();
      } finally {
        outside.ask("halt");
      }
    }
  }

  private List<BareClient.Job> jobs(Outside outside) {
    List<BareClient.Job> jobs = new ArrayList<>();
    for (int port : outside.ports()) {
      Buffer body = Buffer.buffer(Goods.webhook(jobs.size(), batchMax));
      jobs.add(new BareClient.Job(port, "/bare", body));
    }
    return jobs;
  }

  private JsonObject feed(BenchOptions options, GatewaySide gateway, int tenants) {
    long window = windowsAhead() * tenants * options.inFlight() * batchMax;
    return Feeding.of(gateway.api(), options.key().text(), 0, tenants)
        .lanes(Fed.LANES)
        .lines((int) Math.min(batchMax == 1 ? 400 : 2_000, Math.max(1, window / (2 * Fed.LANES))))
        .runOf(options.runOf() == null ? batchMax : options.runOf())
        .window(window)
        .named(Fed.NAME);
  }

  /**
   * Of what can be under way, so much is fed before some of it came out. An update spends about
   * four turns of the event loop on its way, so with less than this the streams run dry; a batch is
   * many updates, and no more of them may wait than there are keys.
   */
  private long windowsAhead() {
    return batchMax == 1 ? 12 : 3;
  }

  /** The gateway's turn: it works because it is fed, and stops when all has come out. */
  private record Fed(BenchOptions options, Outside outside, JsonObject feed) implements Turns.Work {
    static final String NAME = "updates";
    static final int LANES = 4;

    @Override
    public void start() {
      outside.feed(feed);
    }

    @Override
    public void stop() {
      outside.endFeed(NAME, options::tell);
      Await.until(() -> outside.counts().outstanding() <= 0, DRAIN_MAX);
    }

    @Override
    public String toString() {
      return "Fed";
    }
  }

  /** The balance once all has come out, or when that takes too long. */
  static Balance settled(Outside outside, GatewaySide gateway) {
    Await.until(
        () -> outside.counts().outstanding() <= 0 && gateway.ledger().waiting() == 0, DRAIN_MAX);
    return outside.balance(gateway);
  }

  private BenchResult.Builder result(BenchOptions options, Comparison comparison) {
    BenchResult.Builder result = new BenchResult.Builder(name, options);
    comparison.tell(result, "");
    if (batchMax == 1) {
      return result.goal(
          Goal.atLeast("requests a second against the bare client", comparison.lower(), 0.80, ""));
    }
    double cpu = comparison.median(Side.GATEWAY, Window::cpuMicrosPerItem);
    double beyond =
        comparison.median(Side.GATEWAY, Window::allocatedPerItem)
            - comparison.median(Side.BARE, Window::allocatedPerItem);
    return result
        .goal(
            Goal.atLeast("updates a second against the bare client", comparison.lower(), 0.22, ""))
        .goal(Goal.atMost("CPU an update", cpu, 1.0, "us"))
        .goal(Goal.atMost("allocated an update beyond the bare client", beyond, 100, "B"));
  }
}
