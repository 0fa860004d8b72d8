package io.penstock.cli.bench;

import io.penstock.cli.bench.Window.Sample;
import io.penstock.cli.bench.Window.Side;
import io.penstock.sandbox.sink.Goods;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

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
  private static final int LANES = 4;
  private static final int LINES_PER_PUSH_MAX = 2_000;
  private static final int LINES_SINGLE = 400;
  private static final Duration LENGTH = Duration.ofSeconds(5);
  private static final Duration RAMP = Duration.ofMillis(700);
  private static final Duration WARM_WINDOW = Duration.ofSeconds(3);
  private static final Duration DRAIN_MAX = Duration.ofMinutes(2);
  private static final Duration FIRST_MAX = Duration.ofMinutes(1);
  private static final int WARM_WINDOWS_COMPARED = 3;
  private static final double WARM_TOLERANCE = 0.03;
  private static final double FULL_CORE = 0.9;
  private static final String FEED = "updates";

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
    Goods goods = new Goods(tenants, SKUS);
    try (Outside outside = Outside.start(options.machine(), goods, tenants)) {
      options.tell(tenants + " TLS origins listen after " + outside.startMillis() + " ms");
      List<Buffer> bodies = new ArrayList<>();
      for (int tenant = 0; tenant < tenants; tenant++) {
        bodies.add(Buffer.buffer(Goods.webhook(tenant, batchMax)));
      }
      Shops shops = new Shops(batchMax, options.inFlight(), null);
      try (BareClient bare =
              new BareClient(outside.ports(), outside.certificate(), bodies, options.inFlight());
          GatewaySide gateway =
              GatewaySide.start(
                  options, outside.certificate(), shops.tenants(tenants, outside.ports()))) {
        try {
          Run run = new Run(options, outside, bare, gateway, tenants);
          run.warm();
          run.rounds();
          return result(options, run);
        } finally {
          outside.ask("halt");
        }
      }
    }
  }

  /** One run with all it needs at hand. */
  private final class Run {
    private final BenchOptions options;
    private final Outside outside;
    private final BareClient bare;
    private final GatewaySide gateway;
    private final JsonObject feed;
    private final int enough;
    private final List<Window> windows = new ArrayList<>();

    Run(BenchOptions options, Outside outside, BareClient bare, GatewaySide gateway, int tenants) {
      this.options = options;
      this.outside = outside;
      this.bare = bare;
      this.gateway = gateway;
      this.enough = tenants;
      int runOf = options.runOf() == null ? batchMax : options.runOf();
      long window = 3L * tenants * options.inFlight() * batchMax;
      int lines = batchMax == 1 ? LINES_SINGLE : LINES_PER_PUSH_MAX;
      this.feed =
          Feeding.of(gateway.api(), options.key().text(), 0, tenants)
              .lanes(LANES)
              .lines((int) Math.min(lines, Math.max(1, window / (2 * LANES))))
              .runOf(runOf)
              .window(window)
              .named(FEED);
    }

    /**
     * In turns, as the rounds are: code that both sides use is compiled anew when the other one
     * comes to use it, so a side that was warmed alone is not warm any more.
     */
    void warm() {
      Map<Side, WarmUp> warmUps = new EnumMap<>(Side.class);
      for (Side side : Side.values()) {
        warmUps.put(side, new WarmUp(WARM_WINDOWS_COMPARED, WARM_TOLERANCE));
        first(side);
      }
      long end = System.nanoTime() + 2 * options.warmMax().toNanos();
      boolean warm = false;
      while (!warm && System.nanoTime() - end < 0) {
        warm = true;
        for (Side side : Side.values()) {
          Window window = turn(side, WARM_WINDOW);
          options.tell("warming  " + row(window));
          warm &= Objects.requireNonNull(warmUps.get(side)).isWarmAfter(window.cpuMicrosPerItem());
        }
      }
      if (!warm) {
        options.tell("not warm yet, but --warm-max is over");
      }
    }

    /** All connections are open when each origin was reached on average. */
    private void first(Side side) {
      long before = outside.counts().items();
      start(side);
      if (!Await.until(() -> outside.counts().items() - before >= enough, FIRST_MAX)) {
        throw new BenchTrouble("nothing comes out of the " + side.word());
      }
      stop(side);
    }

    void rounds() {
      for (int round = 1; round <= options.rounds(); round++) {
        for (Side side : Side.values()) {
          Window window = turn(side, options.lengthOr(LENGTH));
          windows.add(window);
          options.tell("round " + round + "  " + row(window));
        }
      }
    }

    private Window turn(Side side, Duration length) {
      start(side);
      Await.pause(RAMP);
      Window window = window(side, length);
      stop(side);
      return window;
    }

    private void start(Side side) {
      switch (side) {
        case BARE -> bare.start();
        case GATEWAY -> outside.ask(feed);
      }
    }

    private void stop(Side side) {
      switch (side) {
        case BARE -> bare.stop();
        case GATEWAY -> {
          JsonObject ended = outside.ask(new JsonObject().put("do", "stop").put("name", FEED));
          if (ended.getLong("refused") > 0) {
            options.tell(
                ended.getLong("refused")
                    + " requests were refused and sent again; the last with "
                    + ended.getString("trouble"));
          }
          Await.until(() -> outside.counts().outstanding() <= 0, DRAIN_MAX);
        }
      }
    }

    private Window window(Side side, Duration length) {
      Sample from = sample();
      Await.pause(length);
      return Window.between(side, from, sample());
    }

    private Sample sample() {
      return new Sample(outside.counts(), Usage.now());
    }

    Balance balance() {
      Await.until(
          () -> outside.counts().outstanding() <= 0 && gateway.ledger().waiting() == 0, DRAIN_MAX);
      JsonObject check = outside.ask("check");
      Counts counts = outside.counts();
      return new Balance(
          gateway.ledger(),
          counts.acknowledged(),
          check.getLong("keys"),
          check.getLong("wrong"),
          counts.strange());
    }
  }

  private BenchResult result(BenchOptions options, Run run) {
    BenchResult.Builder result = new BenchResult.Builder(name, options);
    List<Window> bare = of(Side.BARE, run.windows);
    List<Window> gateway = of(Side.GATEWAY, run.windows);
    double ratio =
        Figures.median(gateway, Window::itemsPerSecond)
            / Figures.median(bare, Window::itemsPerSecond);
    double cpuRatio =
        Figures.median(bare, Window::cpuMicrosPerItem)
            / Figures.median(gateway, Window::cpuMicrosPerItem);
    result.put("rounds", run.windows.stream().map(Window::json).toList());
    result.line(HEAD);
    run.windows.forEach(window -> result.line(row(window)));
    result.line(
        String.format(
            Locale.ROOT,
            "ratio of medians: %.3f of the bare client's updates a second, %.3f of its updates"
                + " for a second of CPU",
            ratio,
            cpuRatio));
    if (Figures.median(bare, Window::cores) < FULL_CORE) {
      result.line(
          "The bare client did not fill its core, so the sink or a neighbour held it back: the goal"
              + " is held against the lower ratio.");
    }
    result.put("ratio", Figures.rounded(ratio));
    result.put("cpuRatio", Figures.rounded(cpuRatio));
    goals(result, bare, gateway, Math.min(ratio, cpuRatio));
    return result.balance(run.balance()).build();
  }

  private void goals(
      BenchResult.Builder result, List<Window> bare, List<Window> gateway, double ratio) {
    if (batchMax == 1) {
      result.goal(Goal.atLeast("requests a second against the bare client", ratio, 0.80, ""));
      return;
    }
    double cpu = Figures.median(gateway, Window::cpuMicrosPerItem);
    double beyond =
        Figures.median(gateway, Window::allocatedPerItem)
            - Figures.median(bare, Window::allocatedPerItem);
    result
        .goal(Goal.atLeast("updates a second against the bare client", ratio, 0.22, ""))
        .goal(Goal.atMost("CPU an update", cpu, 1.0, "us"))
        .goal(Goal.atMost("allocated an update beyond the bare client", beyond, 100, "B"));
  }

  private static List<Window> of(Side side, List<Window> windows) {
    return windows.stream().filter(window -> window.side() == side).toList();
  }

  private static final String HEAD =
      "side        requests/s     updates/s  upd/req  us CPU/req  us CPU/upd  B alloc/upd  cores";

  private static String row(Window window) {
    return String.format(
        Locale.ROOT,
        "%-8s %,13.0f %,13.0f %8.1f %11.2f %11.3f %12.0f %6.2f",
        window.side().word(),
        window.requestsPerSecond(),
        window.itemsPerSecond(),
        window.itemsPerRequest(),
        window.cpuMicrosPerRequest(),
        window.cpuMicrosPerItem(),
        window.allocatedPerItem(),
        window.cores());
  }
}
