package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Orders that are polled: empty pages, then pages of ten orders of 3 kB that nobody has seen, which
 * the gateway parses and keeps on disk once before it moves its cursor. Beside it a bare loop that
 * asks for the same pages, parses them and keeps nothing.
 *
 * <p>The orders wait for a partner who takes one in a hundred seconds, so that no push is measured.
 * While the bare loop has its turn the platform lets the gateway's polls wait for their answer.
 */
public final class PollScenario implements Scenario {
  private static final int TENANTS = 1_000;
  private static final int ORDERS = 10;
  private static final int ORDER_BYTES = 3_000;
  private static final int CONNECTIONS = 4;
  private static final Duration LENGTH = Duration.ofSeconds(5);
  private static final Duration SETTLE = Duration.ofMillis(500);
  private static final Duration BALANCE_MAX = Duration.ofSeconds(30);

  /** As often as the configuration allows: the gateway should be busy, not on time. */
  private static final String POLLING =
      """
      intake:
        every: 100ms
      sharespine:
        windowedFirstRead: false
      """;

  @Override
  public String name() {
    return "poll";
  }

  @Override
  public BenchResult run(BenchOptions options) {
    int tenants = options.tenantsOr(TENANTS);
    try (Outside outside = Outside.start(options.machine(), new Goods(1, 1), 1)) {
      outside.hold("holdPolls", true);
      fill(outside, 0);
      int lanes = Math.min(tenants, CONNECTIONS);
      List<BareClient.Job> jobs = new ArrayList<>();
      for (int lane = 0; lane < lanes; lane++) {
        jobs.add(new BareClient.Job(outside.pagesPort(), "/bare/order", null));
      }
      PolledShops shops = new PolledShops(outside.pagesPort(), outside.ports().get(0), 1_000);
      int inFlight = Math.max(1, Math.min(tenants, 64) / lanes);
      try (BareClient bare = new BareClient(outside.certificate(), jobs, CONNECTIONS, inFlight);
          GatewaySide gateway =
              GatewaySide.start(options, outside.certificate(), shops.tenants(tenants), POLLING)) {
        try {
          return measured(options, outside, bare, gateway);
        } finally {
          fill(outside, 0);
          outside.hold("holdPolls", false);
        }
      }
    }
  }

  private BenchResult measured(
      BenchOptions options, Outside outside, BareClient bare, GatewaySide gateway) {
    ToDoubleFunction<Window> cost = Window::cpuMicrosPerRequest;
    Turns turns = new Turns(options, outside, bare, new Answered(outside, gateway), cost);
    BenchResult.Builder result = new BenchResult.Builder(name(), options);
    for (int orders : new int[] {0, ORDERS}) {
      String pages = orders == 0 ? "empty" : "full";
      options.tell(pages + " pages");
      fill(outside, orders);
      turns.warm(1);
      Duration length = options.lengthOr(LENGTH);
      Comparison comparison = new Comparison(turns.rounds(length), Window::requestsPerSecond, cost);
      result.line(pages + " pages");
      comparison.tell(result, pages);
      double wanted = orders == 0 ? 0.60 : 0.40;
      result.goal(
          Goal.atLeast(pages + " pages against the bare loop", comparison.lower(), wanted, ""));
      if (orders > 0) {
        result.put("ratio", Figures.rounded(comparison.ratio()));
      }
    }
    return balanced(result, outside, gateway).build();
  }

  /** Every order that was served is in the outbox, once. */
  private static BenchResult.Builder balanced(
      BenchResult.Builder result, Outside outside, GatewaySide gateway) {
    long served = outside.ask("served").getLong("orders");
    Await.until(() -> gateway.ledger().accepted() == served, BALANCE_MAX);
    Balance balance = new Balance(gateway.ledger(), served, 0, 0, 0);
    return result.orderBalance(balance);
  }

  private static void fill(Outside outside, int orders) {
    outside.ask(
        new JsonObject().put("do", "pages").put("orders", orders).put("bytes", ORDER_BYTES));
  }

  /**
   * The gateway's turn: its polls are answered. A poll counts when the gateway has ended it, with
   * all it brought on disk: an answer that was sent is not yet work that was done.
   */
  private record Answered(Outside outside, GatewaySide gateway) implements Turns.Work {
    @Override
    public void start() {
      outside.hold("holdPolls", false);
    }

    /** Those that were answered last are still being kept. */
    @Override
    public void stop() {
      outside.hold("holdPolls", true);
      Await.pause(SETTLE);
    }

    @Override
    public Counts counted(Counts counts) {
      return counts.with(gateway.polls(), gateway.orders());
    }
  }
}
