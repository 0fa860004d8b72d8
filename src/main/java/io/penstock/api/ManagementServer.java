package io.penstock.api;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes, health report and metrics on their own port. Liveness asks nothing outside the process;
 * readiness only what makes this process useless; a platform or tenant that is down is a warning in
 * the report and nothing more.
 */
public final class ManagementServer {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Vertx vertx;
  private final ManagementParts parts;
  private final HttpServer server;
  private final String watching;
  private final List<CachedCheck> live;
  private final List<CachedCheck> startup;
  private final List<CachedCheck> ready;
  private final List<CachedCheck> observed;

  private ManagementServer(
      Vertx vertx,
      ManagementOptions options,
      ManagementParts parts,
      LoopWatch loops,
      String watching) {
    this.vertx = vertx;
    this.parts = parts;
    this.watching = watching;
    double stuckSeconds = options.loopStuckAfter().toMillis() / 1e3;
    HealthCheck eventLoops =
        HealthCheck.of(
            "event-loops",
            () -> loops.lagSeconds() < stuckSeconds,
            "an event loop has not answered for " + options.loopStuckAfter());
    this.live = cached(options, List.of(eventLoops));
    this.startup = cached(options, parts.startup());
    this.ready = cached(options, parts.readiness());
    this.observed = cached(options, parts.observed());
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(options.host())
                    .setPort(options.port())
                    .setIdleTimeout(60))
            .requestHandler(router());
  }

  public static Future<ManagementServer> start(
      Vertx vertx, ManagementOptions options, ManagementParts parts) {
    LoopWatch loops = new LoopWatch(parts.nanoClock());
    Gauge.builder("penstock.event.loop.lag", loops, LoopWatch::lagSeconds)
        .baseUnit("seconds")
        .description("How much later than due the slowest event loop answers")
        .register(parts.registry());
    return loops
        .start(vertx)
        .compose(
            watching -> {
              ManagementServer management =
                  new ManagementServer(vertx, options, parts, loops, watching);
              return management.server.listen().map(management);
            })
        .recover(
            cause ->
                Future.failedFuture(
                    new IllegalStateException(
                        "management cannot listen on " + options.host() + ":" + options.port(),
                        cause)));
  }

  /** The port it listens on, also when 0 was asked for. */
  public int port() {
    return server.actualPort();
  }

  public Future<Void> close() {
    return server.close().eventually(() -> vertx.undeploy(watching));
  }

  private List<CachedCheck> cached(ManagementOptions options, List<HealthCheck> checks) {
    List<CachedCheck> cached = new ArrayList<>();
    for (HealthCheck check : checks) {
      Duration timeout = options.checkTimeout();
      cached.add(new CachedCheck(check, timeout, options.checkEvery(), parts.nanoClock()));
    }
    return cached;
  }

  private Router router() {
    Router router = Router.router(vertx);
    probe(router, "livez", live);
    probe(router, "readyz", ready);
    probe(router, "startupz", startup);
    router.get("/health").handler(this::health);
    router.get("/metrics").handler(this::metrics);
    return router;
  }

  private static void probe(Router router, String name, List<CachedCheck> checks) {
    router.get("/" + name).handler(context -> probe(context, name, checks));
    router
        .get("/" + name + "/:check")
        .handler(
            context -> {
              String wanted = context.pathParam("check");
              List<CachedCheck> one =
                  checks.stream().filter(check -> check.name().equals(wanted)).toList();
              if (one.isEmpty()) {
                text(context, 404, "there is no check '" + Json.excerpt(wanted) + "'\n");
              } else {
                probe(context, name, one);
              }
            });
  }

  private static void probe(RoutingContext context, String name, List<CachedCheck> checks) {
    Set<String> excluded = new HashSet<>();
    context
        .queryParam("exclude")
        .forEach(names -> excluded.addAll(Arrays.asList(names.split(","))));
    boolean verbose = !context.queryParam("verbose").isEmpty();
    List<CachedCheck> asked =
        checks.stream().filter(check -> !excluded.contains(check.name())).toList();
    outcomes(asked)
        .onSuccess(
            outcomes -> {
              boolean passed = outcomes.stream().allMatch(CachedCheck.Outcome::passed);
              // Who asks only for the status code need not be told more; failures always tell why.
              String body = passed && !verbose ? "ok\n" : lines(name, excluded, outcomes, passed);
              text(context, passed ? 200 : 503, body);
            })
        .onFailure(cause -> broken(context, cause));
  }

  private static String lines(
      String name, Set<String> excluded, List<CachedCheck.Outcome> outcomes, boolean passed) {
    StringBuilder lines = new StringBuilder();
    for (CachedCheck.Outcome outcome : outcomes) {
      lines.append(outcome.passed() ? "[+]" : "[-]").append(outcome.check().name());
      lines.append(outcome.passed() ? " ok\n" : " failed: " + outcome.error() + "\n");
    }
    excluded.stream()
        .sorted()
        .forEach(
            skipped -> lines.append("[ ]").append(Json.excerpt(skipped)).append(" excluded\n"));
    return lines.append(name).append(passed ? " check passed\n" : " check failed\n").toString();
  }

  private static Future<List<CachedCheck.Outcome>> outcomes(List<CachedCheck> checks) {
    List<Future<CachedCheck.Outcome>> asked = checks.stream().map(CachedCheck::ask).toList();
    return Future.all(asked).map(all -> all.list());
  }

  private void health(RoutingContext context) {
    Future.all(outcomes(live), outcomes(startup), outcomes(ready), outcomes(observed))
        .onSuccess(
            all -> {
              List<CachedCheck.Outcome> needed = new ArrayList<>(all.resultAt(0));
              needed.addAll(all.resultAt(1));
              needed.addAll(all.resultAt(2));
              HealthReport report =
                  HealthReport.of(
                      parts.version(), parts.clock().instant(), needed, all.resultAt(3));
              context
                  .response()
                  .setStatusCode(report.status().equals("fail") ? 503 : 200)
                  .putHeader("Content-Type", HealthReport.MEDIA_TYPE)
                  .putHeader("Cache-Control", "no-store")
                  .end(report.json())
                  .onFailure(ManagementServer::gone);
            })
        .onFailure(cause -> broken(context, cause));
  }

  /** Collecting thousands of series takes a while, so it is done off the event loop. */
  private void metrics(RoutingContext context) {
    String accept = context.request().getHeader("Accept");
    boolean open = accept != null && accept.contains("application/openmetrics-text");
    String type = open ? OPEN_METRICS : PROMETHEUS;
    vertx
        .executeBlocking(() -> parts.registry().scrape(type), false)
        .onSuccess(
            page ->
                context
                    .response()
                    .putHeader("Content-Type", type)
                    .end(page)
                    .onFailure(ManagementServer::gone))
        .onFailure(cause -> broken(context, cause));
  }

  private static void broken(RoutingContext context, Throwable cause) {
    LOG.error("management {} failed by our own mistake", context.request().path(), cause);
    text(context, 500, "failed; see the log\n");
  }

  private static void text(RoutingContext context, int status, String body) {
    HttpServerResponse response = context.response();
    response
        .setStatusCode(status)
        .putHeader("Content-Type", TEXT)
        .putHeader("Cache-Control", "no-store")
        .end(Buffer.buffer(body))
        .onFailure(ManagementServer::gone);
  }

  private static void gone(Throwable cause) {
    LOG.debug("the asker went away: {}", cause.toString());
  }
}
