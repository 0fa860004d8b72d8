package io.penstock.simulation;

import io.penstock.connector.http.HttpOptions;
import io.penstock.connector.http.PlainHttp;
import io.penstock.connector.http.QuotaWindow;
import io.penstock.connector.http.SharedQuota;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all connections to one platform share: its quota, counted exactly, and its strength. */
final class PlatformHost {
  static final int CONNECTION_FAILURES = 5;
  static final Duration OPEN_FOR = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final int HOST_FAILURES = 15;
  private static final int IN_FLIGHT_START = 3;
  private static final int IN_FLIGHT_MAX = 6;
  private static final int NEVER = 10_000;

  private final URI base;
  private final VirtualTime time;
  private final Faults faults;
  private final Witness witness;
  private final List<QuotaWindow> windows;
  private final ArrayDeque<Long> arrivals = new ArrayDeque<>();
  private int underWay;

  PlatformHost(String name, VirtualTime time, Faults faults, Witness witness) {
    this.base = URI.create("https://" + name + ".example");
    this.time = time;
    this.faults = faults;
    this.witness = witness;
    this.windows =
        time.isLucky(0.5)
            ? List.of(
                new QuotaWindow(time.between(4, 12), Duration.ofSeconds(1)),
                new QuotaWindow(time.between(60, 150), LONGEST))
            : List.of();
  }

  /** As the server has them, but for bounds that are reached and times that end. */
  static HttpOptions options(Faults faults) {
    HttpOptions usual = HttpOptions.DEFAULTS;
    boolean deaf = faults.has(Defect.BREAKER_DEAF);
    return new HttpOptions(
        usual.application(),
        usual.contact(),
        usual.connectTimeout(),
        usual.requestTimeout(),
        usual.http1PoolMax(),
        usual.http2PoolMax(),
        usual.poolWaitersMax(),
        usual.answerMaxBytes(),
        usual.streamMaxBytes(),
        PlainHttp.NEVER,
        List.of(),
        Map.of(),
        deaf ? NEVER : CONNECTION_FAILURES,
        deaf ? NEVER : HOST_FAILURES,
        OPEN_FOR,
        Duration.ofSeconds(1),
        20,
        IN_FLIGHT_START,
        faults.has(Defect.HOST_UNBOUNDED) ? NEVER : IN_FLIGHT_MAX);
  }

  URI base() {
    return base;
  }

  /** What the gateway is told to keep to; null where this platform counts nothing. */
  @Nullable SharedQuota quota() {
    if (windows.isEmpty()) {
      return null;
    }
    List<QuotaWindow> told = new ArrayList<>();
    int wider = faults.has(Defect.QUOTA_WIDER) ? 2 : 1;
    windows.forEach(window -> told.add(new QuotaWindow(wider * window.limit(), window.length())));
    return new SharedQuota(base.getHost(), told);
  }

  void leaves() {
    witness.check(++underWay <= IN_FLIGHT_MAX, "calls to one host have a bound", base);
  }

  void arrives() {
    arrivals.add(time.nanos());
    for (QuotaWindow window : windows) {
      long from = time.nanos() - window.length().toNanos();
      long inWindow = arrivals.stream().filter(at -> at > from).count();
      witness.check(inWindow <= window.limit(), "a quota is kept", base + " " + window);
    }
    while (isPast(arrivals.peek())) {
      arrivals.remove();
    }
  }

  private boolean isPast(@Nullable Long arrival) {
    return arrival != null && arrival < time.nanos() - LONGEST.toNanos();
  }

  void ends() {
    underWay--;
  }

  /** Who calls after a crash does not know what was used before. */
  void crash() {
    arrivals.clear();
    underWay = 0;
  }
}
