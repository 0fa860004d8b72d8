package io.penstock.api;

import io.penstock.tenant.ApiKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partner's API on its port. Routes by hand, for the contract's streams and its problem+json
 * are beyond the stock contract loader; tests hold it to the contract instead. All of one server
 * lives on one event loop.
 */
public final class ApiServer {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final ApiOptions options;
  private final KeyRing keys;
  private final BodyBudget budget;
  private final OrderStreams streams;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final HttpServer server;
  private final StreamMemory.Pool memories = new StreamMemory.Pool();
  private int requests;

  private ApiServer(Vertx vertx, ApiOptions options, ApiParts parts) {
    this.options = options;
    this.keys = new KeyRing(parts.apiKeys(), options.keysEvery(), parts.nanoClock());
    this.budget = new BodyBudget(options.bodiesMaxBytes());
    this.streams = new OrderStreams(vertx, parts.orderFeed(), keys, options);
    HealthApi health = new HealthApi(parts);
    endpoints.addAll(ContractApi.load().endpoints());
    endpoints.addAll(new TenantsApi(parts, health).endpoints());
    endpoints.addAll(new ResyncApi(parts).endpoints());
    endpoints.addAll(new ItemsApi(parts, options).endpoints());
    endpoints.add(
        Endpoint.post("/v1/updates", call -> updates(call, parts)).producing(Call.NDJSON));
    endpoints.addAll(new OrdersApi(parts, streams).endpoints());
    endpoints.addAll(new EventsApi(parts).endpoints());
    endpoints.addAll(health.endpoints());
    endpoints.addAll(new ReplaysApi(parts).endpoints());
    endpoints.addAll(new DeadLettersApi(parts).endpoints());
    endpoints.addAll(new LedgerApi(parts).endpoints());
    this.server =
        vertx
            .createHttpServer(serverOptions(options))
            .connectionHandler(StreamWakeUp::watch)
            .requestHandler(router(vertx))
            .invalidRequestHandler(ApiServer::invalid);
  }

  /** Listens. Fails when the port is taken, with the address in the message. */
  public static Future<ApiServer> start(Vertx vertx, ApiOptions options, ApiParts parts) {
    return vertx
        .executeBlocking(() -> new ApiServer(vertx, options, parts))
        .compose(api -> api.server.listen().map(listening -> api))
        .recover(
            cause ->
                Future.failedFuture(
                    new IllegalStateException(
                        "the API cannot listen on " + options.host() + ":" + options.port(),
                        cause)));
  }

  /** The port it listens on, also when 0 was asked for. */
  public int port() {
    return server.actualPort();
  }

  /** Ends the order streams, lets other requests finish for a moment, then closes. */
  public Future<Void> close() {
    streams.close();
    return server.shutdown(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static HttpServerOptions serverOptions(ApiOptions options) {
    HttpServerOptions http =
        new HttpServerOptions()
            .setHost(options.host())
            .setPort(options.port())
            .setHandle100ContinueAutomatically(true)
            // The upgrade from 1.1 in clear caps the first request's body; HTTP/2 comes with TLS.
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout((int) options.idleTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    ApiOptions.Tls tls = options.tls();
    if (tls != null) {
      http.setSsl(true)
          .setUseAlpn(true)
          .setKeyCertOptions(
              new PemKeyCertOptions().addCertPath(tls.certificate()).addKeyPath(tls.key()));
      if (OpenSSLEngineOptions.isAvailable()) {
        http.setSslEngineOptions(new OpenSSLEngineOptions());
      }
    }
    return http;
  }

  private Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    Map<String, TreeSet<String>> methods = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      router
          .route(endpoint.method(), endpoint.path())
          .handler(context -> handle(context, endpoint));
      methods
          .computeIfAbsent(endpoint.path(), path -> new TreeSet<>())
          .add(endpoint.method().name());
    }
    methods.forEach(
        (path, allowed) -> router.route(path).handler(context -> refuseMethod(context, allowed)));
    router
        .route()
        .handler(
            context ->
                fail(
                    call(context),
                    new ProblemException(ProblemCode.NOT_FOUND, ProblemCode.NOT_FOUND.whatToDo)));
    router.errorHandler(400, context -> fail(call(context), malformed()));
    router.errorHandler(500, context -> fail(call(context), cause(context)));
    return router;
  }

  private static ProblemException malformed() {
    return new ProblemException(ProblemCode.BAD_REQUEST, "the path or query is malformed");
  }

  private static Throwable cause(RoutingContext context) {
    Throwable failure = context.failure();
    return failure == null ? new IllegalStateException("failed without a cause") : failure;
  }

  private void refuseMethod(RoutingContext context, TreeSet<String> allowed) {
    fail(
        call(context),
        new ProblemException(
                ProblemCode.METHOD_NOT_ALLOWED, "allowed here: " + String.join(", ", allowed))
            .header("Allow", String.join(", ", allowed)));
  }

  private Call call(RoutingContext context) {
    String given = context.request().getHeader("X-Request-Id");
    String id = given != null && REQUEST_ID.matcher(given).matches() ? given : randomId();
    context.response().putHeader("X-Request-Id", id);
    return new Call(context, budget, id);
  }

  private static String randomId() {
    return String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
  }

  /** The edge: whatever becomes of a request ends here with an answer. */
  private void handle(RoutingContext context, Endpoint endpoint) {
    Call call = call(context);
    context.request().pause();
    if (requests >= options.requestsMax()) {
      fail(
          call,
          new ProblemException(ProblemCode.OVERLOADED, "too many requests at the same time")
              .after(BodyBudget.RETRY_AFTER));
      return;
    }
    requests++;
    Future.succeededFuture()
        .compose(start -> admit(call, endpoint))
        .compose(admitted -> endpoint.handler().apply(call))
        .onComplete(
            result -> {
              requests--;
              if (result.failed()) {
                fail(call, result.cause());
              } else {
                call.discardRest(options);
              }
            });
  }

  private Future<Void> admit(Call call, Endpoint endpoint) {
    if (!Accept.allows(call.request().getHeader("Accept"), endpoint.produces())) {
      return Future.failedFuture(
          new ProblemException(ProblemCode.NOT_ACCEPTABLE, "the answer is " + endpoint.produces()));
    }
    if (endpoint.open()) {
      return Future.succeededFuture();
    }
    return call.stored(keys.find(call.request().getHeader("Authorization")))
        .compose(key -> authenticated(call, key));
  }

  private static Future<Void> authenticated(Call call, @Nullable ApiKey key) {
    if (key == null) {
      return Future.failedFuture(
          new ProblemException(ProblemCode.UNAUTHORIZED, ProblemCode.UNAUTHORIZED.whatToDo)
              .header("WWW-Authenticate", "Bearer realm=\"penstock\""));
    }
    call.authenticated(key);
    return Future.succeededFuture();
  }

  private void fail(Call call, Throwable cause) {
    if (cause instanceof Call.Cut || call.response().closed()) {
      LOG.debug("request {}: the caller went away", call.requestId());
      return;
    }
    ProblemException problem =
        cause instanceof ProblemException known
            ? known
            : new ProblemException(ProblemCode.INTERNAL, ProblemCode.INTERNAL.whatToDo);
    HttpServerRequest request = call.request();
    if (problem.code == ProblemCode.INTERNAL) {
      LOG.error("request {}: {} {}", call.requestId(), request.method(), request.path(), cause);
    } else {
      LOG.debug(
          "request {}: {} {}: {} {}",
          call.requestId(),
          request.method(),
          request.path(),
          problem.code.code,
          problem.detail);
    }
    if (call.response().headWritten()) {
      call.response().reset();
      return;
    }
    call.discardRest(options);
    problem.headers.forEach(call.response()::putHeader);
    if (problem.retryAfter != null) {
      call.response().putHeader("Retry-After", Problem.retryAfterSeconds(problem.retryAfter));
    }
    call.send(problem.code.status, Problem.MEDIA_TYPE, Problem.body(problem, call.requestId()))
        .onFailure(gone -> LOG.debug("request {}: {}", call.requestId(), gone.toString()));
  }

  /** What does not even parse as HTTP gets the one shape too. */
  private static void invalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    String text = String.valueOf(cause == null ? null : cause.getMessage());
    ProblemCode code = ProblemCode.BAD_REQUEST;
    if (cause instanceof io.netty.handler.codec.http.TooLongHttpLineException) {
      code = ProblemCode.URI_TOO_LONG;
    } else if (cause instanceof io.netty.handler.codec.http.TooLongHttpHeaderException) {
      code = ProblemCode.HEADERS_TOO_LARGE;
    }
    LOG.debug("not HTTP: {}", text);
    String id = randomId();
    request
        .response()
        .setStatusCode(code.status)
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .putHeader("X-Request-Id", id)
        .putHeader("Connection", "close")
        .end(Problem.body(new ProblemException(code, code.whatToDo), id))
        .onComplete(done -> request.connection().close());
  }

  private Future<Void> updates(Call call, ApiParts parts) {
    call.allowQuery();
    call.mediaType(Call.NDJSON);
    StreamMemory memory = memories.take();
    return new UpdateStream(call, parts, options, memory)
        .run()
        .onComplete(over -> memories.giveBack(memory));
  }
}
