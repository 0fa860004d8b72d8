package io.penstock.connector.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything by which the gateway calls out; one for all tenants. Connections to a host, and the
 * host's breaker, are shared by all who call it; the rate limit and a breaker of its own belong to
 * each connection.
 *
 * <p>Thread-safe; each {@link Exchange} is used from the event loop that opened it.
 */
public final class Outlets {
  private static final Logger LOG = LoggerFactory.getLogger(Outlets.class);

  /** A host's breaker, and how many connections use it. */
  private static final class Shared {
    final Breaker breaker;
    int users;

    Shared(Breaker breaker) {
      this.breaker = breaker;
    }
  }

  private final Vertx vertx;
  private final HttpOptions options;
  private final Clocks clocks;
  private final HttpMeters meters;
  private final Clients clients;
  private final String userAgent;
  private final Map<Host, Shared> hosts = new HashMap<>();

  public Outlets(Vertx vertx, HttpOptions options, MeterRegistry registry) {
    this(vertx, options, registry, Clocks.SYSTEM);
  }

  Outlets(Vertx vertx, HttpOptions options, MeterRegistry registry, Clocks clocks) {
    List<String> problems = options.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    this.vertx = vertx;
    this.options = options;
    this.clocks = clocks;
    this.meters = new HttpMeters(registry);
    this.clients = new Clients(vertx, options);
    String contact = options.contact().isBlank() ? "no contact set" : options.contact();
    this.userAgent = options.application() + "/" + version() + " (" + contact + ")";
    LOG.info("outgoing TLS is made by {}", Clients.tlsEngine());
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
    String problem = problem(base.toString());
    if (problem != null) {
      throw new IllegalArgumentException("the base address of " + who + " " + problem);
    }
    Host host = Host.of(base);
    Breaker own =
        new Breaker(
            vertx,
            "connection " + who,
            options.connectionBreakerFailures(),
            options.breakerOpenFor(),
            clocks.nanos(),
            meters.breakers(platform, "connection"));
    Ladder.Parts parts =
        new Ladder.Parts(
            new PoolRung(vertx, clients.to(host), who, base, options, clocks),
            enlist(platform, host),
            own,
            new Gate(vertx, who, pace, options, clocks, nanos -> meters.waited(platform, nanos)),
            () -> delist(host));
    return Ladder.of(parts, meters, platform, userAgent);
  }

  /** Closes the pools. Close the exchanges first. */
  public Future<Void> close() {
    return clients.close();
  }

  private synchronized Breaker enlist(String platform, Host host) {
    Shared shared =
        hosts.computeIfAbsent(
            host,
            fresh ->
                new Shared(
                    new Breaker(
                        vertx,
                        "host " + host,
                        options.hostBreakerFailures(),
                        options.breakerOpenFor(),
                        clocks.nanos(),
                        meters.breakers(platform, "host"))));
    shared.users++;
    return shared.breaker;
  }

  private synchronized void delist(Host host) {
    Shared shared = hosts.get(host);
    if (shared != null && --shared.users == 0) {
      hosts.remove(host);
      shared.breaker.close();
    }
  }

  private static String version() {
    String version = Outlets.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
