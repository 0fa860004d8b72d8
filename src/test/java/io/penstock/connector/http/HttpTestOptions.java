package io.penstock.connector.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Options that differ from the defaults in what a test is about. */
final class HttpTestOptions {
  private HttpTestOptions() {}

  static HttpOptions local() {
    return of(8 << 20, 1_000, 1_000, Duration.ofSeconds(30), List.of(), Map.of());
  }

  static HttpOptions breaker(int failures, Duration openFor) {
    return of(8 << 20, failures, 1_000, openFor, List.of(), Map.of());
  }

  static HttpOptions hostBreaker(int failures) {
    return of(8 << 20, 1_000, failures, Duration.ofMinutes(1), List.of(), Map.of());
  }

  static HttpOptions answerMaxBytes(long bytes) {
    return of(bytes, 1_000, 1_000, Duration.ofSeconds(30), List.of(), Map.of());
  }

  static HttpOptions trusting(Path pem, Map<String, Protocol> protocols) {
    return of(8 << 20, 1_000, 1_000, Duration.ofSeconds(30), List.of(pem), protocols);
  }

  static HttpOptions small(int http1PoolMax, int poolWaitersMax, int callsWaitingMax) {
    HttpOptions local = local();
    return new HttpOptions(
        local.application(),
        local.contact(),
        local.connectTimeout(),
        local.requestTimeout(),
        http1PoolMax,
        local.http2PoolMax(),
        poolWaitersMax,
        local.answerMaxBytes(),
        local.streamMaxBytes(),
        PlainHttp.ALWAYS,
        List.of(),
        Map.of(),
        local.connectionBreakerFailures(),
        local.hostBreakerFailures(),
        local.breakerOpenFor(),
        local.longestWait(),
        callsWaitingMax,
        local.hostInFlightStart(),
        local.hostInFlightMax());
  }

  static HttpOptions hostInFlight(int start, int most) {
    HttpOptions local = local();
    return new HttpOptions(
        local.application(),
        local.contact(),
        local.connectTimeout(),
        local.requestTimeout(),
        local.http1PoolMax(),
        local.http2PoolMax(),
        local.poolWaitersMax(),
        local.answerMaxBytes(),
        local.streamMaxBytes(),
        PlainHttp.ALWAYS,
        List.of(),
        Map.of(),
        local.connectionBreakerFailures(),
        local.hostBreakerFailures(),
        local.breakerOpenFor(),
        local.longestWait(),
        local.callsWaitingMax(),
        start,
        most);
  }

  /** The largest answers, read as a whole and piece by piece; a call has five seconds. */
  static HttpOptions bounds(HttpOptions of, long answerMaxBytes, long streamMaxBytes) {
    return new HttpOptions(
        of.application(),
        of.contact(),
        of.connectTimeout(),
        Duration.ofSeconds(5),
        of.http1PoolMax(),
        of.http2PoolMax(),
        of.poolWaitersMax(),
        answerMaxBytes,
        streamMaxBytes,
        of.plainHttp(),
        of.trustedCertificates(),
        of.protocols(),
        of.connectionBreakerFailures(),
        of.hostBreakerFailures(),
        of.breakerOpenFor(),
        of.longestWait(),
        of.callsWaitingMax(),
        of.hostInFlightStart(),
        of.hostInFlightMax());
  }

  /** Runs the work on one event loop, as a link does. */
  static <T> CompletableFuture<T> onLoop(Vertx vertx, Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    vertx.getOrCreateContext().runOnContext(go -> work.get().onComplete(promise));
    return promise.future().toCompletionStage().toCompletableFuture();
  }

  private static HttpOptions of(
      long answerMaxBytes,
      int connectionFailures,
      int hostFailures,
      Duration openFor,
      List<Path> trusted,
      Map<String, Protocol> protocols) {
    HttpOptions defaults = HttpOptions.DEFAULTS;
    return new HttpOptions(
        defaults.application(),
        "ops@example.com",
        defaults.connectTimeout(),
        defaults.requestTimeout(),
        defaults.http1PoolMax(),
        defaults.http2PoolMax(),
        defaults.poolWaitersMax(),
        answerMaxBytes,
        defaults.streamMaxBytes(),
        PlainHttp.ALWAYS,
        trusted,
        protocols,
        connectionFailures,
        hostFailures,
        openFor,
        defaults.longestWait(),
        defaults.callsWaitingMax(),
        defaults.hostInFlightStart(),
        defaults.hostInFlightMax());
  }
}
