package io.penstock.sandbox;

import java.time.Duration;
import java.util.List;

/**
 * Everything about a sandbox that can be chosen. The compact constructors name the key that is
 * wrong.
 *
 * @param port 0 lets the system choose
 * @param http2 whether the listener also speaks HTTP/2 (by ALPN over TLS, by upgrade or prior
 *     knowledge in clear); false is what the platform's papers say
 * @param seed the same seed makes the same data, credentials and faults
 * @param clockSkew how far the platforms' clock is from this machine's, for ever
 * @param reseller the login of the partner's own account at the platform
 */
public record SandboxOptions(
    String host,
    int port,
    boolean http2,
    Tls tls,
    long seed,
    Population population,
    Traffic traffic,
    Strict strict,
    Lists lists,
    Limits limits,
    FaultProfile faults,
    Duration clockSkew,
    Reseller reseller) {

  private static final Duration CLOCK_SKEW_MAX = Duration.ofDays(1);

  public SandboxOptions {
    require(!host.isBlank(), "host", "a host name or address", host);
    range("port", port, 0, 65_535);
    require(
        clockSkew.abs().compareTo(CLOCK_SKEW_MAX) <= 0,
        "clockSkew",
        "at most one day either way",
        clockSkew);
  }

  public static SandboxOptions defaults() {
    return new SandboxOptions(
        "127.0.0.1",
        8090,
        false,
        new Tls(false, "", ""),
        1,
        new Population(20, 100, 10),
        new Traffic(TrafficProfile.RATE, 0, 3, Duration.ofSeconds(5), 0),
        new Strict(false, false, false, true, 400),
        new Lists(false, 0, true, PriceWrite.REPLACE),
        new Limits(0, 10, 5_000, 1_048_576, Duration.ofMillis(250)),
        FaultProfile.NONE,
        Duration.ZERO,
        new Reseller("penstock", "reseller", "reseller-secret"));
  }

  /**
   * @param keyFile a PEM private key; empty together with {@code certificateFile}: a certificate is
   *     made at start by the JDK's keytool
   */
  public record Tls(boolean enabled, String keyFile, String certificateFile) {
    public Tls {
      require(
          keyFile.isEmpty() == certificateFile.isEmpty(),
          "tls.keyFile",
          "given together with tls.certificateFile, or both empty",
          keyFile);
    }
  }

  public record Population(int tenants, int productsPerTenant, int ordersPerTenantAtStart) {
    public Population {
      range("population.tenants", tenants, 0, 10_000);
      range("population.productsPerTenant", productsPerTenant, 1, 100_000);
      range("population.ordersPerTenantAtStart", ordersPerTenantAtStart, 0, 100_000);
    }
  }

  /** How traffic is given: as a rate, or as what one merchant does on a day. */
  public enum TrafficProfile {
    RATE,
    /** About 180 orders and 215 product changes a tenant and day. */
    DAY
  }

  /**
   * @param ordersPerSecond over all tenants; with profile DAY it follows from the number of tenants
   * @param changesPerOrder how many steps of its life an order takes at most
   * @param changeEvery the time between two steps
   * @param productChangesPerSecond over all tenants; likewise
   */
  public record Traffic(
      TrafficProfile profile,
      double ordersPerSecond,
      int changesPerOrder,
      Duration changeEvery,
      double productChangesPerSecond) {
    public Traffic {
      rate("traffic.ordersPerSecond", ordersPerSecond);
      range("traffic.changesPerOrder", changesPerOrder, 0, 10);
      require(
          changeEvery.toMillis() >= 1 && changeEvery.compareTo(Duration.ofDays(1)) <= 0,
          "traffic.changeEvery",
          "between 1 millisecond and one day",
          changeEvery);
      rate("traffic.productChangesPerSecond", productChangesPerSecond);
    }
  }

  /**
   * @param numbers refuses bare JSON numbers (the paper wants strings)
   * @param userAgent refuses calls without User-Agent
   * @param plugs refuses calls whose plug the connection has not declared
   * @param skus refuses a second product with the same SKU
   * @param duplicateStatus what a second creation with the same remote id is answered with: 400 or
   *     409
   */
  public record Strict(
      boolean numbers, boolean userAgent, boolean plugs, boolean skus, int duplicateStatus) {
    public Strict {
      require(
          duplicateStatus == 400 || duplicateStatus == 409,
          "strict.duplicateStatus",
          "400 or 409",
          duplicateStatus);
    }
  }

  /** What a write of a product's {@code prices} does to the prices it does not name. */
  public enum PriceWrite {
    /** They are gone: the paper's rule for any field. */
    REPLACE,
    /** They stay. */
    MERGE
  }

  /**
   * @param shuffle answers lists in no order
   * @param max cuts lists after so many entries, oldest change first; 0 means never
   * @param paging obeys {@code offset} and {@code limit}
   */
  public record Lists(boolean shuffle, int max, boolean paging, PriceWrite priceWrite) {
    public Lists {
      range("lists.max", max, 0, 10_000_000);
    }
  }

  /**
   * @param callsPerSecondPerTenant over it calls get 429; 0 means no limit
   * @param burstCalls how many calls may come at once
   * @param callsKept how many calls the recorder remembers
   * @param bodyMaxBytes of a request; files may be 16 times larger
   * @param retryAfterGrace calls on their way when a tenant was told to wait are no violation
   * @param windows a quota as calls and seconds, such as {@code 50/1s}; all of them hold at once,
   *     none means no quota
   * @param counting how calls are counted in the windows
   * @param scope whose calls are counted together
   * @param dialect how the quota is told
   */
  public record Limits(
      int callsPerSecondPerTenant,
      int burstCalls,
      int callsKept,
      int bodyMaxBytes,
      Duration retryAfterGrace,
      List<String> windows,
      Counting counting,
      Scope scope,
      Dialect dialect) {
    private static final int WINDOWS_MAX = 8;

    /** Without a quota. */
    public Limits(
        int callsPerSecondPerTenant,
        int burstCalls,
        int callsKept,
        int bodyMaxBytes,
        Duration retryAfterGrace) {
      this(
          callsPerSecondPerTenant,
          burstCalls,
          callsKept,
          bodyMaxBytes,
          retryAfterGrace,
          List.of(),
          Counting.SLIDING,
          Scope.TENANT,
          Dialect.RETRY_AFTER_SECONDS);
    }

    public Limits {
      windows = List.copyOf(windows);
      windows.forEach(LimitWindow::of);
      require(
          windows.size() <= WINDOWS_MAX,
          "limits.windows",
          "at most " + WINDOWS_MAX,
          windows.size());
      range("limits.callsPerSecondPerTenant", callsPerSecondPerTenant, 0, 1_000_000);
      range("limits.burstCalls", burstCalls, 1, 1_000_000);
      range("limits.callsKept", callsKept, 1, 1_000_000);
      range("limits.bodyMaxBytes", bodyMaxBytes, 1_024, 64 * 1_048_576);
      require(
          !retryAfterGrace.isNegative(), "limits.retryAfterGrace", "zero or more", retryAfterGrace);
    }
  }

  /** How calls are counted in a window. */
  public enum Counting {
    /** Those in any stretch of the window's length. */
    SLIDING,
    /** Those since the window began; it begins again when it is over. */
    FIXED
  }

  /** Whose calls are counted together. */
  public enum Scope {
    TENANT,
    /** All calls of the partner, whichever tenant they name. */
    ALL
  }

  /** How a quota is told. */
  public enum Dialect {
    /** Only where a call is refused. */
    RETRY_AFTER_SECONDS,
    /** Likewise, as an HTTP date. */
    RETRY_AFTER_DATE,
    /** X-RateLimit-Limit, -Remaining and -Reset on every answer; reset in seconds from then. */
    X_RATELIMIT_SECONDS,
    X_RATELIMIT_EPOCH_SECONDS,
    X_RATELIMIT_EPOCH_MILLIS,
    /** The same in seconds, where the limit is a list such as {@code 50;w=1, 1500;w=60}. */
    WINDOWS,
    /** RateLimit and RateLimit-Policy of the IETF draft. */
    IETF
  }

  public record Reseller(String codeName, String login, String password) {
    public Reseller {
      require(
          codeName.matches("[a-z0-9][a-z0-9-]{0,31}"),
          "reseller.codeName",
          "1 to 32 lower-case letters, digits or hyphens",
          codeName);
      require(
          !login.isEmpty() && login.indexOf(':') < 0,
          "reseller.login",
          "not empty and without a colon",
          login);
    }

    @Override
    public String toString() {
      return "Reseller[codeName=" + codeName + ", login=" + login + "]";
    }
  }

  public SandboxOptions withPort(int now) {
    return new SandboxOptions(
        host,
        now,
        http2,
        tls,
        seed,
        population,
        traffic,
        strict,
        lists,
        limits,
        faults,
        clockSkew,
        reseller);
  }

  public SandboxOptions withHttp2(boolean now) {
    return new SandboxOptions(
        host,
        port,
        now,
        tls,
        seed,
        population,
        traffic,
        strict,
        lists,
        limits,
        faults,
        clockSkew,
        reseller);
  }

  public SandboxOptions withTls(Tls now) {
    return new SandboxOptions(
        host,
        port,
        http2,
        now,
        seed,
        population,
        traffic,
        strict,
        lists,
        limits,
        faults,
        clockSkew,
        reseller);
  }

  public SandboxOptions withSeed(long now) {
    return new SandboxOptions(
        host,
        port,
        http2,
        tls,
        now,
        population,
        traffic,
        strict,
        lists,
        limits,
        faults,
        clockSkew,
        reseller);
  }

  public SandboxOptions withPopulation(Population now) {
    return new SandboxOptions(
        host, port, http2, tls, seed, now, traffic, strict, lists, limits, faults, clockSkew,
        reseller);
  }

  public SandboxOptions withTraffic(Traffic now) {
    return new SandboxOptions(
        host,
        port,
        http2,
        tls,
        seed,
        population,
        now,
        strict,
        lists,
        limits,
        faults,
        clockSkew,
        reseller);
  }

  public SandboxOptions withStrict(Strict now) {
    return new SandboxOptions(
        host,
        port,
        http2,
        tls,
        seed,
        population,
        traffic,
        now,
        lists,
        limits,
        faults,
        clockSkew,
        reseller);
  }

  public SandboxOptions withLists(Lists now) {
    return new SandboxOptions(
        host,
        port,
        http2,
        tls,
        seed,
        population,
        traffic,
        strict,
        now,
        limits,
        faults,
        clockSkew,
        reseller);
  }

  public SandboxOptions withLimits(Limits now) {
    return new SandboxOptions(
        host,
        port,
        http2,
        tls,
        seed,
        population,
        traffic,
        strict,
        lists,
        now,
        faults,
        clockSkew,
        reseller);
  }

  public SandboxOptions withFaults(FaultProfile now) {
    return new SandboxOptions(
        host,
        port,
        http2,
        tls,
        seed,
        population,
        traffic,
        strict,
        lists,
        limits,
        now,
        clockSkew,
        reseller);
  }

  public SandboxOptions withClockSkew(Duration now) {
    return new SandboxOptions(
        host,
        port,
        http2,
        tls,
        seed,
        population,
        traffic,
        strict,
        lists,
        limits,
        faults,
        now,
        reseller);
  }

  private static void range(String key, int value, int least, int most) {
    require(value >= least && value <= most, key, "between " + least + " and " + most, value);
  }

  private static void rate(String key, double value) {
    require(value >= 0 && value <= 100_000, key, "between 0 and 100000", value);
  }

  private static void require(boolean fine, String key, String allowed, Object value) {
    if (!fine) {
      throw new IllegalArgumentException(key + " must be " + allowed + ", but is " + value);
    }
  }
}
