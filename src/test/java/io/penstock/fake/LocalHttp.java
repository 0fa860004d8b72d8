package io.penstock.fake;

import io.penstock.connector.http.HttpOptions;
import io.penstock.connector.http.PlainHttp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Calling servers of this machine in clear, with breakers that stay out of the way. */
public final class LocalHttp {
  private LocalHttp() {}

  public static HttpOptions options() {
    HttpOptions defaults = HttpOptions.DEFAULTS;
    return new HttpOptions(
        defaults.application(),
        "ops@example.com",
        defaults.connectTimeout(),
        Duration.ofSeconds(20),
        defaults.http1PoolMax(),
        defaults.http2PoolMax(),
        defaults.poolWaitersMax(),
        defaults.answerMaxBytes(),
        defaults.streamMaxBytes(),
        PlainHttp.ALWAYS,
        defaults.trustedCertificates(),
        defaults.protocols(),
        1_000,
        1_000,
        defaults.breakerOpenFor(),
        defaults.longestWait(),
        defaults.callsWaitingMax(),
        defaults.hostInFlightStart(),
        defaults.hostInFlightMax());
  }

  /** Runs the work on one event loop, as a link does. */
  public static <T> CompletableFuture<T> onLoop(Vertx vertx, Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    vertx.getOrCreateContext().runOnContext(go -> work.get().onComplete(promise));
    return promise.future().toCompletionStage().toCompletableFuture();
  }
}
