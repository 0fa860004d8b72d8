package io.penstock.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A running sandbox: emulated platforms behind one listener, traffic, faults, and a memory of what
 * was seen. Every accessor may be called from any thread.
 *
 * <p>All calls are served on one event loop of its own. The platforms guard their data by one lock
 * a tenant, held for microseconds, so that a test can look in at any time.
 */
public final class Sandbox {
  private final Vertx vertx;
  private final SandboxOptions options;
  private final Optional<Certificate> certificate;
  private final List<Platform> platforms;
  private final Recorder recorder;
  private final FaultBox faults;
  private final List<TrafficEngine> engines = new ArrayList<>();
  private final SandboxServer server;
  private volatile String deployment = "";

  private Sandbox(
      Vertx vertx,
      SandboxOptions options,
      Optional<Certificate> certificate,
      List<Platform> platforms,
      Recorder recorder,
      InstantSource clock) {
    this.vertx = vertx;
    this.options = options;
    this.certificate = certificate;
    this.platforms = platforms;
    this.recorder = recorder;
    this.faults = new FaultBox(options.seed(), options.faults());
    for (Platform platform : platforms) {
      engines.add(new TrafficEngine(platform, options, System.nanoTime()));
    }
    ControlApi control = new ControlApi(platforms, engines, recorder, faults);
    this.server =
        new SandboxServer(
            options, certificate, platforms, recorder, faults, control, engines, clock);
  }

  /**
   * Makes the data, then listens. The answer fails with the reason in words if either cannot be
   * done.
   */
  public static Future<Sandbox> start(Vertx vertx, SandboxOptions options) {
    return start(vertx, options, InstantSource.system());
  }

  static Future<Sandbox> start(Vertx vertx, SandboxOptions options, InstantSource clock) {
    return vertx
        .executeBlocking(
            () -> {
              Optional<Certificate> certificate =
                  options.tls().enabled() ? Optional.of(Certificate.of(options)) : Optional.empty();
              Recorder recorder =
                  new Recorder(options.limits().callsKept(), options.limits().retryAfterGrace());
              List<Platform> platforms = new ArrayList<>();
              for (Platform.Maker maker :
                  ServiceLoader.load(Platform.Maker.class, Sandbox.class.getClassLoader())) {
                platforms.add(maker.make(options, clock, recorder));
              }
              return new Sandbox(
                  vertx, options, certificate, List.copyOf(platforms), recorder, clock);
            },
            false)
        .compose(sandbox -> sandbox.listen().map(sandbox));
  }

  private Future<Void> listen() {
    return vertx
        .deployVerticle(server)
        .onSuccess(id -> deployment = id)
        .recover(e -> removeCertificate().transform(removed -> Future.<String>failedFuture(e)))
        .mapEmpty();
  }

  public int port() {
    return server.port();
  }

  public URI baseUri() {
    String scheme = certificate.isPresent() ? "https" : "http";
    String host = options.host().equals("0.0.0.0") ? "localhost" : options.host();
    return URI.create(scheme + "://" + host + ":" + port());
  }

  /** What a client must trust, as PEM; empty without TLS. */
  public Optional<Path> certificate() {
    return certificate.map(Certificate::file);
  }

  public Recorder recorder() {
    return recorder;
  }

  public FaultBox faults() {
    return faults;
  }

  /** The emulated platform of that name, such as {@code sharespine}. */
  public Platform platform(String name) {
    return platforms.stream()
        .filter(platform -> platform.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("The sandbox has no platform called " + name));
  }

  public Platform sharespine() {
    return platform("sharespine");
  }

  /**
   * Changes how many orders come, over all tenants of each platform; 0 lets those under way go on.
   */
  public void ordersPerSecond(double rate) {
    engines.forEach(engine -> engine.ordersPerSecond(rate));
  }

  /**
   * Stops new orders, further steps and product changes at once, so that a test can wait for rest.
   */
  public void stopTraffic() {
    engines.forEach(TrafficEngine::stop);
  }

  /** Stops traffic and listening, and removes the certificate made at start. */
  public Future<Void> close() {
    stopTraffic();
    return vertx.undeploy(deployment).compose(done -> removeCertificate());
  }

  private Future<Void> removeCertificate() {
    return certificate.isEmpty()
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              certificate.get().remove();
              return null;
            });
  }
}
