package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import io.vertx.core.json.JsonArray;
import java.time.Duration;

/**
 * One tenant of a thousand sends a thousand times what the others send: how much longer do theirs
 * take? And among tenants that all have the same backlog: does each get the same?
 */
public final class FloodScenario implements Scenario {
  private static final int TENANTS = 1_000;
  private static final int ORIGINS_MAX = 100;
  private static final int SKUS = 100;
  private static final int LANES = 4;
  private static final double CALM_PER_SECOND = 1;
  private static final double FLOOD = 1_000;
  private static final int BATCH_MAX = 5;
  private static final int BACKLOG = 100;
  private static final double RISE_MILLIS = 20;
  private static final double RISE_SHARE = 0.10;
  private static final Duration LENGTH = Duration.ofSeconds(60);
  private static final Duration BURST_MAX = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "flood";
  }

  @Override
  public BenchResult run(BenchOptions options) {
    int tenants = Math.max(2, options.tenantsOr(TENANTS));
    int origins = Math.min(tenants, ORIGINS_MAX);
    Shops shops = new Shops(BATCH_MAX, 1, null);
    try (Outside outside = Outside.start(options.machine(), new Goods(tenants, SKUS), origins);
        GatewaySide gateway =
            GatewaySide.start(
                options, outside.certificate(), shops.tenants(tenants, outside.ports()), "")) {
      try {
        return measured(options, outside, gateway, tenants);
      } finally {
        outside.ask("halt");
      }
    }
  }

  private BenchResult measured(
      BenchOptions options, Outside outside, GatewaySide gateway, int tenants) {
    Duration length = options.lengthOr(LENGTH);
    Feeding flood =
        Feeding.of(gateway.api(), options.key().text(), 0, 1)
            .lines(5_000)
            .perSecond(CALM_PER_SECOND * FLOOD);
    Feeding others =
        Feeding.of(gateway.api(), options.key().text(), 1, tenants)
            .lanes(2)
            .lines(1_000)
            .perSecond(CALM_PER_SECOND * (tenants - 1));
    outside.timed(true, 1);
    outside.feed(others.named("others"));
    outside.feed(flood.named("warming"));
    outside.warmByLatency(options, 1);
    outside.endFeed("warming", options::tell);
    Latency calm = latency(options, outside, length, "calm");
    outside.feed(flood.named("flood"));
    Latency flooded = latency(options, outside, length, "flooded");
    outside.endFeed("flood", options::tell);
    outside.endFeed("others", options::tell);
    Await.until(() -> gateway.ledger().waiting() == 0, BURST_MAX);
    double jain = jain(options, outside, gateway, tenants);
    double rise = flooded.p99Millis() - calm.p99Millis();
    double allowed = Math.max(RISE_MILLIS, RISE_SHARE * calm.p99Millis());
    return new BenchResult.Builder(name(), options)
        .line("the others without the flood: " + calm.line())
        .line("the others beside the flood:  " + flooded.line())
        .put("calm", calm.json())
        .put("flooded", flooded.json())
        .put("jain", Figures.rounded(jain))
        .put("ratio", Figures.rounded(flooded.p99Millis() / Math.max(0.001, calm.p99Millis())))
        .goal(Goal.atMost("the others' p99 rises by", rise, allowed, "ms"))
        .goal(Goal.atLeast("Jain index among equally backlogged tenants", jain, 0.99, ""))
        .balance(PushScenario.settled(outside, gateway))
        .build();
  }

  private static Latency latency(
      BenchOptions options, Outside outside, Duration length, String name) {
    outside.timed(true, 1);
    Await.pause(length);
    Latency latency = outside.latency();
    options.tell(name + ": " + latency.line());
    return latency;
  }

  /**
   * The shares at the moment when half of an equal burst has come out. The shops do not answer
   * until all of it is accepted, so that all tenants have the same backlog when it begins.
   */
  private static double jain(
      BenchOptions options, Outside outside, GatewaySide gateway, int tenants) {
    outside.timed(false, 0);
    long burst = (long) tenants * BACKLOG;
    outside.hold("holdPushes", true);
    outside.feed(
        Feeding.of(gateway.api(), options.key().text(), 0, tenants)
            .lanes(LANES)
            .lines(1_000)
            .most(burst)
            .named("burst"));
    Await.until(() -> !outside.counts().feeding(), BURST_MAX);
    long[] before = received(outside);
    long left = outside.counts().outstanding();
    outside.hold("holdPushes", false);
    Await.until(() -> outside.counts().outstanding() <= left / 2, BURST_MAX);
    long[] half = received(outside);
    for (int tenant = 0; tenant < tenants; tenant++) {
      half[tenant] -= before[tenant];
    }
    outside.endFeed("burst", options::tell);
    return Figures.jain(half);
  }

  private static long[] received(Outside outside) {
    JsonArray told = outside.ask("tenants").getJsonArray("received");
    long[] received = new long[told.size()];
    for (int i = 0; i < received.length; i++) {
      received[i] = told.getLong(i);
    }
    return received;
  }
}
