package io.penstock.connector.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything by which the gateway calls out; one for all tenants. Connections to a host, its
 * breaker and the places among its calls under way are shared by all who call it, a {@link
 * SharedQuota} by all who name it; the rate limit, the quota that the platform tells a connection
 * and a breaker of its own belong to each connection.
 *
 * <p>Thread-safe; each {@link Exchange} is used from the event loop that opened it.
 */
public final class Outlets {
  private static final Logger LOG = LoggerFactory.getLogger(Outlets.class);

  /** What connections to one host share, and how many connections those are. */
  private static final class Shared {
    final Breaker breaker;
    final HostLine line;
    int users;

    Shared(Breaker breaker, HostLine line) {
      this.breaker = breaker;
      this.line = line;
    }
  }

  private final Vertx vertx;
  private final HttpOptions options;
  private final Clocks clocks;
  private final HttpMeters meters;
  private final WayOut wayOut;
  private final Words words;
  private final Map<Host, Shared> hosts = new HashMap<>();
  private final Map<String, QuotaLine> quotas = new HashMap<>();

  public Outlets(Vertx vertx, HttpOptions options, MeterRegistry registry) {
    this(vertx, options, registry, Clocks.SYSTEM);
  }

  Outlets(Vertx vertx, HttpOptions options, MeterRegistry registry, Clocks clocks) {
    this(vertx, options, registry, clocks, Pools.of(vertx, options, clocks));
    LOG.info("outgoing TLS is made by {}", Clients.tlsEngine());
  }

  Outlets(Vertx vertx, HttpOptions options, MeterRegistry registry, Clocks clocks, WayOut wayOut) {
    this.vertx = vertx;
    this.options = options;
    this.clocks = clocks;
    this.meters = new HttpMeters(registry);
    this.wayOut = wayOut;
    this.words = new Words(clocks.nanos());
  }

  /** What is wrong with a base address, as a sentence to put after its key; null for nothing. */
  public @Nullable String problem(String address) {
    URI base;
    try {
      base = new URI(address);
    } catch (URISyntaxException notAnAddress) {
      return "is not an address: " + notAnAddress.getReason();
    }
    String scheme = base.getScheme();
    boolean plain = "http".equalsIgnoreCase(scheme);
    if (!plain && !"https".equalsIgnoreCase(scheme)) {
      return "must start with https://";
    }
    if (base.getHost() == null || base.getHost().isEmpty()) {
      return "names no host";
    }
    if (plain && !options.plainHttp().allows(base.getHost())) {
      return "must start with https://; plain http:// would show credentials to everybody on the"
          + " way (http.plainHttp says where it is allowed; in production nowhere)";
    }
    if (base.getUserInfo() != null) {
      return "must not contain a login; give it as a secret";
    }
    if (base.getFragment() != null) {
      return "must not contain '#'";
    }
    return null;
  }

  /**
   * Opens one connection's way out. Makes no call.
   *
   * @param platform the connector's kind; the label of what is measured
   * @param base without {@link #problem}
   */
  public Exchange open(String platform, ConnectionRef who, URI base, Pace pace) {
    return open(platform, who, base, pace, null);
  }

  /**
   * Likewise, with a quota that the platform counts over several connections beside what it counts
   * for each.
   *
   * @param sharedQuota what the platform's quota headers then speak of; null where each connection
   *     is counted by itself
   * @throws IllegalArgumentException if a quota of that name has other windows already
   */
  public Exchange open(
      String platform, ConnectionRef who, URI base, Pace pace, @Nullable SharedQuota sharedQuota) {
    String problem = problem(base.toString());
    if (problem != null) {
      throw new IllegalArgumentException("the base address of " + who + " " + problem);
    }
    Host host = Host.of(base);
    Breaker own =
        new Breaker(
            vertx,
            () -> "connection " + who,
            options.connectionBreakerFailures(),
            options.breakerOpenFor(),
            clocks.nanos(),
            meters.breakers(platform, "connection"));
    QuotaLine quota = sharedQuota == null ? null : quota(sharedQuota);
    Gate gate = new Gate(vertx, who, pace, options, clocks, quota == null, words.take(who, host));
    Shared shared = enlist(platform, host);
    Ladder.Parts parts =
        new Ladder.Parts(
            who,
            wayOut.to(host, who, base),
            shared.breaker,
            own,
            shared.line.door(who),
            quota == null ? null : quota.door(who),
            gate,
            new Places(vertx, who, pace.inFlightMax(), options, gate, clocks),
            () -> {
              words.keep(who, host, gate.word());
              delist(host);
            });
    return Ladder.of(parts, meters, platform, options, clocks);
  }

  /** Closes the pools. Close the exchanges first. */
  public Future<Void> close() {
    return wayOut.close();
  }

  private synchronized QuotaLine quota(SharedQuota wanted) {
    QuotaLine line =
        quotas.computeIfAbsent(
            wanted.name(), fresh -> new QuotaLine(vertx, wanted, options, clocks));
    if (!line.shared().equals(wanted)) {
      throw new IllegalArgumentException(
          "the shared quota "
              + wanted.name()
              + " has the windows "
              + line.shared().windows()
              + ", not "
              + wanted.windows());
    }
    return line;
  }

  private synchronized Shared enlist(String platform, Host host) {
    Shared shared =
        hosts.computeIfAbsent(
            host,
            fresh ->
                new Shared(
                    new Breaker(
                        vertx,
                        () -> "host " + host,
                        options.hostBreakerFailures(),
                        options.breakerOpenFor(),
                        clocks.nanos(),
                        meters.breakers(platform, "host")),
                    new HostLine(vertx, host, concurrency(), options, clocks)));
    shared.users++;
    return shared;
  }

  private synchronized void delist(Host host) {
    Shared shared = hosts.get(host);
    if (shared != null && --shared.users == 0) {
      hosts.remove(host);
      shared.breaker.close();
    }
  }

  private Concurrency concurrency() {
    return new AimdConcurrency(options.hostInFlightStart(), options.hostInFlightMax());
  }
}
