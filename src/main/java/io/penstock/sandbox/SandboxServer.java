package io.penstock.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one listener. A call is read whole, noted, given its fault if it draws one, answered by its
 * platform, spoiled if so drawn, and sent.
 *
 * <p>It is a verticle of its own, so that the sandbox keeps one event loop whoever starts it.
 */
final class SandboxServer extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxServer.class);
  private static final int FILE_BODY_FACTOR = 16;
  private static final long TICK_MILLIS = 50;

  private final SandboxOptions options;
  private final Optional<Certificate> certificate;
  private final List<Platform> platforms;
  private final Recorder recorder;
  private final FaultBox faults;
  private final ControlApi control;
  private final InstantSource clock;
  private final List<TrafficEngine> engines;
  private final TokenBuckets buckets;
  private final WindowLimits windows;
  private @Nullable Answering answering;
  private volatile int port;

  SandboxServer(
      SandboxOptions options,
      Optional<Certificate> certificate,
      List<Platform> platforms,
      Recorder recorder,
      FaultBox faults,
      ControlApi control,
      List<TrafficEngine> engines,
      InstantSource clock) {
    this.options = options;
    this.certificate = certificate;
    this.platforms = platforms;
    this.recorder = recorder;
    this.faults = faults;
    this.control = control;
    this.clock = clock;
    this.engines = engines;
    this.buckets = new TokenBuckets(options.limits());
    this.windows = new WindowLimits(options.limits());
  }

  int port() {
    return port;
  }

  @Override
  public Future<HttpServer> start() {
    answering = new Answering(vertx);
    return vertx
        .createHttpServer(listener())
        .connectionHandler(StreamWakeUp::watch)
        .requestHandler(this::receive)
        .listen()
        .onSuccess(
            server -> {
              port = server.actualPort();
              vertx.setPeriodic(TICK_MILLIS, tick -> advance());
              LOG.info(
                  "The sandbox listens on {}:{}, TLS {}, HTTP/2 {}",
                  options.host(),
                  port,
                  certificate.isPresent() ? engine().getClass().getSimpleName() : "off",
                  options.http2() ? "on" : "off");
            })
        .recover(
            e ->
                Future.failedFuture(
                    new IOException(
                        "The sandbox cannot listen on "
                            + options.host()
                            + ":"
                            + options.port()
                            + ": "
                            + e.getMessage(),
                        e)));
  }

  private void advance() {
    long now = System.nanoTime();
    for (TrafficEngine engine : engines) {
      try {
        engine.advance(now);
      } catch (RuntimeException e) {
        LOG.error("The sandbox's traffic stumbled and goes on", e);
      }
    }
  }

  private static SSLEngineOptions engine() {
    return OpenSSLEngineOptions.isAvailable()
        ? new OpenSSLEngineOptions().setSessionCacheEnabled(true)
        : new JdkSSLEngineOptions();
  }

  private HttpServerOptions listener() {
    HttpServerOptions listener =
        new HttpServerOptions()
            .setHost(options.host())
            .setPort(options.port())
            .setHttp2ClearTextEnabled(options.http2())
            // Clients that give up on slow answers reset streams; that is what the sandbox is for.
            .setHttp2RstFloodMaxRstFramePerWindow(100_000);
    certificate.ifPresent(
        own ->
            listener
                .setSsl(true)
                .setKeyCertOptions(own.key())
                .setUseAlpn(true)
                .setAlpnVersions(
                    options.http2()
                        ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                        : List.of(HttpVersion.HTTP_1_1))
                .setSslEngineOptions(engine()));
    return listener;
  }

  private void receive(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_1_0) {
      answer(request, Reply.error(505, "Use HTTP/1.1"));
      return;
    }
    boolean file = request.path().endsWith("/data");
    int most = options.limits().bodyMaxBytes() * (file ? FILE_BODY_FACTOR : 1);
    body(request, most)
        .onSuccess(body -> route(request, body))
        .onFailure(
            e -> answer(request, Reply.error(413, "The body is longer than " + most + " bytes")));
  }

  private static Future<Buffer> body(HttpServerRequest request, int most) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        piece -> {
          if (body.length() + piece.length() > most) {
            whole.tryFail("too long");
          } else {
            body.appendBuffer(piece);
          }
        });
    request.endHandler(end -> whole.tryComplete(body));
    return whole.future();
  }

  private void route(HttpServerRequest request, Buffer body) {
    Instant now = clock.instant();
    Call call =
        new Call(
            request.method(),
            request.path(),
            request.params(),
            request.query() == null ? "" : request.query(),
            request.headers(),
            body,
            request.scheme() + "://" + request.authority(),
            request.version().name(),
            now);
    if (call.path().startsWith(ControlApi.PATH)) {
      answer(request, control.handle(call));
      return;
    }
    for (Platform platform : platforms) {
      if (platform.serves(call.path())) {
        serve(request, call, platform);
        return;
      }
    }
    answer(request, Reply.error(404, "Nothing lives at " + call.path()));
  }

  private void serve(HttpServerRequest request, Call call, Platform platform) {
    String tenant = platform.tenantOf(call);
    recorder.arrived(call, tenant);
    if (!buckets.take(tenant, System.nanoTime())) {
      Reply refused = Reply.error(429, "Too many requests").withHeaders(Map.of("Retry-After", "1"));
      recorder.ended(call, tenant, 429, "1", "");
      answer(request, refused);
      return;
    }
    WindowLimits.Verdict quota =
        windows.count(tenant, System.nanoTime(), clock.instant().plus(options.clockSkew()));
    if (quota.early()) {
      recorder.violated(new Violation(call.at(), tenant, "early", ""));
    }
    if (quota.full() != null) {
      recorder.violated(new Violation(call.at(), tenant, "over", quota.full().toString()));
      recorder.ended(call, tenant, 429, "", "");
      answer(request, Reply.error(429, "Too many requests").withHeaders(quota.headers()));
      return;
    }
    Fault fault = faults.draw(tenant, call.path(), platform.kindOf(call)).orElse(null);
    Duration delay = fault == null ? Duration.ZERO : faults.delay(fault);
    if (delay.toMillis() > 0) {
      vertx.setTimer(
          delay.toMillis(), timer -> finish(request, call, platform, tenant, fault, quota));
    } else {
      finish(request, call, platform, tenant, fault, quota);
    }
  }

  private void finish(
      HttpServerRequest request,
      Call call,
      Platform platform,
      String tenant,
      @Nullable Fault fault,
      WindowLimits.Verdict quota) {
    if (fault == null) {
      Reply reply = handled(platform, call, Twist.NONE).withHeaders(quota.headers());
      recorder.ended(call, tenant, reply.status(), retryAfter(reply), "");
      answer(request, reply);
      return;
    }
    Reply reply =
        fault.reachesPlatform()
            ? fault.spoil(handled(platform, call, fault.twist()))
            : fault.instead(clock.instant()).orElse(Reply.error(500, "Never sent"));
    boolean answered =
        fault.delivery() == Fault.Delivery.WHOLE || fault.delivery() == Fault.Delivery.CUT;
    recorder.ended(call, tenant, answered ? reply.status() : 0, retryAfter(reply), fault.kind());
    Reply dated = dated(reply, fault.twist().skew());
    answering().send(request, dated, fault.delivery(), fault.silence());
  }

  private static Reply handled(Platform platform, Call call, Twist twist) {
    try {
      return platform.handle(call, twist);
    } catch (RuntimeException e) {
      LOG.error("The sandbox could not answer {} {}", call.method(), call.path(), e);
      return Reply.error(500, "The sandbox itself failed; its log says why");
    }
  }

  private static String retryAfter(Reply reply) {
    return reply.headers().getOrDefault("Retry-After", "");
  }

  private void answer(HttpServerRequest request, Reply reply) {
    Reply dated = dated(reply, Duration.ZERO);
    answering().send(request, dated, Fault.Delivery.WHOLE, Duration.ZERO);
  }

  private Reply dated(Reply reply, Duration skew) {
    Duration off = options.clockSkew().plus(skew);
    return reply.withHeaders(Map.of("Date", Fault.httpDate(clock.instant().plus(off))));
  }

  private Answering answering() {
    if (answering == null) {
      throw new IllegalStateException("not started");
    }
    return answering;
  }
}
