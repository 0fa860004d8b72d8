package io.penstock.connector.http;

import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;

/** The way out over pools of connections, with our name on every call. */
final class Pools implements WayOut {
  private final Vertx vertx;
  private final HttpOptions options;
  private final Clocks clocks;
  private final Clients clients;
  private final Pulse pulse;
  private final String userAgent;

  private Pools(Vertx vertx, HttpOptions options, Clocks clocks) {
    this.vertx = vertx;
    this.options = options;
    this.clocks = clocks;
    this.clients = new Clients(vertx, options);
    this.pulse = new Pulse(vertx, options.connectTimeout());
    String contact = options.contact().isBlank() ? "no contact set" : options.contact();
    this.userAgent = options.application() + "/" + version() + " (" + contact + ")";
  }

  /**
   * @throws IllegalArgumentException if the options have a mistake that a person can repair
   */
  static Pools of(Vertx vertx, HttpOptions options, Clocks clocks) {
    List<String> problems = options.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return new Pools(vertx, options, clocks);
  }

  @Override
  public Rung to(Host host, ConnectionRef who, URI base) {
    return new PoolRung(vertx, clients.to(host), pulse, who, base, userAgent, options, clocks);
  }

  @Override
  public Future<Void> close() {
    return clients.close();
  }

  private static String version() {
    String version = Pools.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
