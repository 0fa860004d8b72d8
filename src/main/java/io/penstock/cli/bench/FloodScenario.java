package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * One tenant of a thousand sends a thousand times what the others send: how much longer do theirs
 * take? And among tenants that all have the same backlog: does each get the same?
 */
public final class FloodScenario implements Scenario {
  private static final int TENANTS = 1_000;
  private static final int ORIGINS_MAX = 100;
  private static final int LANES = 4;
  private static final double CALM_PER_SECOND = 1;
  private static final double FLOOD = 1_000;
  private static final int BATCH_MAX = 5;

  /**
   * Updates that wait for each tenant when shares begin to count, each of a SKU of its own. Tenants
   * are served in rounds of a batch each, so with few rounds the index would tell nothing but in
   * the middle of which round it was taken: with ten, one round more or less costs a hundredth.
   */
  private static final int BACKLOG = 400;

  /** Shares count until the fastest tenant has this much of its backlog, so all have some left. */
  private static final double COUNTED = 0.75;

  /** Of the others' updates so many must be timed at least. */
  private static final double TIMED_LEAST = 0.5;

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
    try (Outside outside = Outside.start(options.machine(), new Goods(tenants, BACKLOG), origins);
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
    BenchResult.Builder result = new BenchResult.Builder(name(), options);
    double due = CALM_PER_SECOND * (tenants - 1) * length.toMillis() / 1_000;
    if (Math.min(calm.count(), flooded.count()) < TIMED_LEAST * due) {
      result.fault("less than half of the others' updates was timed, so their waiting is unknown");
    }
    return result
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
   * The shares while all tenants have a backlog, the same at the beginning: the shops do not answer
   * until all of it is accepted.
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
    outside.hold("holdPushes", false);
    long enough = (long) (COUNTED * BACKLOG);
    Await.until(() -> Arrays.stream(since(before, outside)).max().orElse(0) >= enough, BURST_MAX);
    long[] shares = since(before, outside);
    outside.endFeed("burst", options::tell);
    options.tell(
        String.format(
            Locale.ROOT,
            "of %,d updates each: %,.0f on average, %,d the slowest, %,d the fastest",
            BACKLOG,
            Arrays.stream(shares).average().orElse(0),
            Arrays.stream(shares).min().orElse(0),
            Arrays.stream(shares).max().orElse(0)));
    return Figures.jain(shares);
  }

  private static long[] since(long[] before, Outside outside) {
    long[] now = received(outside);
    for (int tenant = 0; tenant < now.length; tenant++) {
      now[tenant] -= before[tenant];
    }
    return now;
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
