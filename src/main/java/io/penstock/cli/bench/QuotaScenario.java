package io.penstock.cli.bench;

import io.penstock.sandbox.SandboxOptions.Counting;
import io.penstock.sandbox.SandboxOptions.Dialect;
import io.penstock.sandbox.sink.Goods;
import io.penstock.tenant.Tenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A thousand shops that each allow 40 calls, counted exactly over 20 s, for tenants that always
 * have more to send: how much of what they allow is used, and does a call ever come too early or
 * too many? The shops tell their quota in each dialect and count it in sliding and in fixed
 * windows; all of that at once, an origin for each.
 *
 * <p>Where an answer tells a quota the gateway is configured with nothing and learns. Retry-After
 * tells it only once it is used up: those shops' connections have a rate, as an operator would give
 * them, a little below what is allowed.
 */
public final class QuotaScenario implements Scenario {
  private static final int TENANTS = 1_000;

  /** Less than a tenant is fed with in the warming, so that all of them wait from then on. */
  private static final int SKUS = 24;

  private static final int WINDOW_CALLS = 40;
  private static final Duration WINDOW = Duration.ofSeconds(20);
  private static final String LONG = WINDOW_CALLS + "/" + WINDOW.toSeconds() + "s";

  /** Beside the long one, in the dialects that can tell several. */
  private static final String SHORT = "5/1s";

  /**
   * Of the calls that a window allows. A call that was late is followed by one that catches up, and
   * calls take different times to arrive: at the full rate a window would sometimes see one more.
   */
  private static final double RATE_PART = 0.97;

  private static final double FEED_PER_TENANT = 4;
  private static final Duration WARM = WINDOW.multipliedBy(2);
  private static final Duration LENGTH = WINDOW.multipliedBy(3);
  private static final Duration DRAIN_MAX = Duration.ofMinutes(2);
  private static final String FEED = "backlog";

  /** A way of telling and of counting. */
  private record Way(Dialect dialect, Counting counting) {
    static List<Way> all() {
      List<Way> all = new ArrayList<>();
      for (Dialect dialect : Dialect.values()) {
        for (Counting counting : Counting.values()) {
          all.add(new Way(dialect, counting));
        }
      }
      return all;
    }

    boolean tellsOnlyRefusals() {
      return dialect == Dialect.RETRY_AFTER_SECONDS || dialect == Dialect.RETRY_AFTER_DATE;
    }

    boolean tellsSeveral() {
      return dialect == Dialect.WINDOWS || dialect == Dialect.IETF;
    }

    JsonObject order() {
      JsonArray windows = new JsonArray().add(LONG);
      if (tellsSeveral()) {
        windows.add(SHORT);
      }
      return new JsonObject()
          .put("windows", windows)
          .put("counting", counting.name())
          .put("dialect", dialect.name());
    }

    String word(Enum<?> of) {
      return of.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How one origin's quota was kept in a stretch of time. */
  private record Kept(Way way, double used, long taken, long over, long early) {
    static final String HEAD =
        "dialect                    counting   calls taken   used %  early    429";

    String row() {
      return String.format(
          Locale.ROOT,
          "%-26s %-8s %,13d %8.2f %6d %6d",
          way.word(way.dialect),
          way.word(way.counting),
          taken,
          100 * used,
          early,
          over);
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("dialect", way.word(way.dialect));
      json.put("counting", way.word(way.counting));
      json.put("taken", taken);
      json.put("used", Figures.rounded(used));
      json.put("early", early);
      json.put("refused", over);
      return json;
    }
  }

  /**
   * What was counted until then.
   *
   * @param kept how each origin's quota was kept
   */
  private record Moment(JsonObject kept, Window.Sample sample) {
    static Moment now(Outside outside) {
      return new Moment(outside.ask("kept"), new Window.Sample(outside.counts(), Usage.now()));
    }

    static Window between(Moment from, Moment to) {
      return Window.between(Window.Side.GATEWAY, from.sample, to.sample);
    }
  }

  @Override
  public String name() {
    return "quota";
  }

  @Override
  public BenchResult run(BenchOptions options) {
    List<Way> ways = Way.all();
    int tenants = Math.max(ways.size(), options.tenantsOr(TENANTS));
    try (Outside outside =
        Outside.start(options.machine(), new Goods(tenants, SKUS), ways.size())) {
      JsonArray orders = new JsonArray();
      ways.forEach(way -> orders.add(way.order()));
      outside.ask(new JsonObject().put("do", "quotas").put("quotas", orders));
      try (GatewaySide gateway =
          GatewaySide.start(
              options, outside.certificate(), tenants(options, tenants, outside, ways), "")) {
        return measured(options, outside, gateway, tenants, ways);
      } finally {
        outside.ask("halt");
      }
    }
  }

  private static List<Tenant> tenants(
      BenchOptions options, int count, Outside outside, List<Way> ways) {
    Shops learning = new Shops(1, options.inFlight(), null);
    Shops paced =
        new Shops(1, options.inFlight(), RATE_PART * WINDOW_CALLS / WINDOW.toMillis() * 1e3);
    List<Tenant> tenants = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      int origin = number % ways.size();
      Shops shops = ways.get(origin).tellsOnlyRefusals() ? paced : learning;
      tenants.add(shops.tenant(number, outside.ports().get(origin)));
    }
    return tenants;
  }

  private BenchResult measured(
      BenchOptions options, Outside outside, GatewaySide gateway, int tenants, List<Way> ways) {
    outside.timed(true, 0);
    outside.feed(
        Feeding.of(gateway.api(), options.key().text(), 0, tenants)
            .lines(1_000)
            .perSecond(FEED_PER_TENANT * tenants)
            .named(FEED));
    Moment start = Moment.now(outside);
    Await.pause(options.warmMax().compareTo(WARM) < 0 ? options.warmMax() : WARM);
    Moment from = Moment.now(outside);
    tell(options, "while they learn", kept(ways, tenants, start, from));
    Await.pause(counted(options));
    Moment to = Moment.now(outside);
    outside.endFeed(FEED, options::tell);
    Await.until(() -> gateway.ledger().waiting() == 0, DRAIN_MAX);
    BenchResult.Builder result =
        result(options, tenants, kept(ways, tenants, from, to), Moment.between(from, to));
    double allowed = tenants * WINDOW_CALLS * windows(from, to);
    long fed = to.sample.counts().acknowledged() - from.sample.counts().acknowledged();
    if (fed < allowed) {
      result.fault(
          String.format(
              Locale.ROOT,
              "%,d updates were taken where %,.0f calls could leave: not all tenants had a backlog",
              fed,
              allowed));
    }
    return result.balance(outside.balance(gateway)).build();
  }

  private BenchResult.Builder result(
      BenchOptions options, int tenants, List<Kept> kept, Window window) {
    double least = kept.stream().mapToDouble(Kept::used).min().orElse(0);
    long early = kept.stream().mapToLong(Kept::early).sum();
    long over = kept.stream().mapToLong(Kept::over).sum();
    long all = over + kept.stream().mapToLong(Kept::taken).sum();
    BenchResult.Builder result =
        new BenchResult.Builder(name(), options)
            .line(
                String.format(
                    Locale.ROOT,
                    "%,d tenants, %s each, %d ways of telling and counting; %.0f s counted, in which"
                        + " the gateway used %.2f cores and the other side %.2f",
                    tenants,
                    LONG,
                    kept.size(),
                    window.seconds(),
                    window.cores(),
                    window.outsideCores()))
            .line(Kept.HEAD);
    kept.forEach(each -> result.line(each.row()));
    return result
        .put("tenants", tenants)
        .put("ways", kept.stream().map(Kept::json).toList())
        .put("coresUsed", Figures.rounded(window.cores()))
        .put("outsideCoresUsed", Figures.rounded(window.outsideCores()))
        .put("ratio", Figures.rounded(least))
        .goal(Goal.atLeast("least used of what is allowed", least, 0.95, ""))
        .goal(Goal.atMost("calls before the time that was told", (double) early, 0, ""))
        .goal(
            Goal.atMost("calls answered 429, of all", (double) over / Math.max(1, all), 0.001, ""));
  }

  /** Whole windows, so that fixed ones are not counted in part. */
  private static Duration counted(BenchOptions options) {
    long windows = options.lengthOr(LENGTH).dividedBy(WINDOW);
    return WINDOW.multipliedBy(Math.max(1, windows));
  }

  private static List<Kept> kept(List<Way> ways, int tenants, Moment from, Moment to) {
    double windows = windows(from, to);
    List<Kept> all = new ArrayList<>();
    for (int origin = 0; origin < ways.size(); origin++) {
      int shops = (tenants - origin + ways.size() - 1) / ways.size();
      JsonObject before = from.kept.getJsonArray("kept").getJsonObject(origin);
      JsonObject after = to.kept.getJsonArray("kept").getJsonObject(origin);
      long taken = more("taken", before, after);
      double used = taken / (shops * WINDOW_CALLS * windows);
      all.add(
          new Kept(
              ways.get(origin),
              used,
              taken,
              more("over", before, after),
              more("early", before, after)));
    }
    return all;
  }

  /** How many windows' lengths lie between two moments. */
  private static double windows(Moment from, Moment to) {
    long nanos = to.kept.getLong("nanos") - from.kept.getLong("nanos");
    return (double) nanos / WINDOW.toNanos();
  }

  private static long more(String of, JsonObject before, JsonObject after) {
    return after.getLong(of) - before.getLong(of);
  }

  private static void tell(BenchOptions options, String when, List<Kept> kept) {
    options.tell(when + ":");
    options.tell(Kept.HEAD);
    kept.forEach(each -> options.tell(each.row()));
  }
}
