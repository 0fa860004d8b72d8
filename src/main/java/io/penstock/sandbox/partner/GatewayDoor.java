package io.penstock.sandbox.partner;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One try of one parcel. Every failure means: not acknowledged, send it again. */
final class GatewayDoor {
  static final int ANSWER_BYTES_MAX = 4 << 20;
  static final Duration RETRY = Duration.ofMillis(200);
  static final Duration RETRY_AFTER_MAX = Duration.ofSeconds(30);

  private final TrafficOptions options;
  private final Shelf shelf;
  private final UpdateWriter writer;
  private final HttpClient client;

  GatewayDoor(Vertx vertx, TrafficOptions options, Shelf shelf) {
    this.options = options;
    this.shelf = shelf;
    this.writer = new UpdateWriter(shelf);
    boolean tls = "https".equalsIgnoreCase(options.gateway().getScheme());
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setSsl(tls).setConnectTimeout(5_000),
            new PoolOptions()
                .setHttp1MaxSize(options.inFlightMax())
                .setMaxWaitQueueSize(options.inFlightMax()));
  }

  Future<Acknowledgement> send(Parcel parcel) {
    boolean stream = options.form() == TrafficOptions.Form.STREAM;
    Buffer body = stream ? writer.lines(parcel) : writer.array(parcel);
    return client
        .request(target(stream ? "/v1/updates" : arrayPath(parcel)))
        .compose(
            request -> {
              request.putHeader("Authorization", "Bearer " + options.apiKey());
              request.putHeader(
                  "Content-Type", stream ? "application/x-ndjson" : "application/json");
              return request
                  .send(body)
                  .compose(response -> read(response, parcel))
                  .timeout(options.answerMax().toMillis(), TimeUnit.MILLISECONDS)
                  .onFailure(given -> request.reset());
            });
  }

  Future<Void> close() {
    return client.close();
  }

  /** A failure that only asks for another try after a while. */
  static Throwable notYet(String why, Duration wait) {
    return new NotTaken(why, bounded(wait));
  }

  /** How long to wait before the next try. */
  static long waitMillis(Throwable trouble) {
    return trouble instanceof NotTaken refused ? refused.wait.toMillis() : RETRY.toMillis();
  }

  private Future<Acknowledgement> read(HttpClientResponse response, Parcel parcel) {
    return BoundedBody.of(response, ANSWER_BYTES_MAX)
        .map(
            body -> {
              if (response.statusCode() != 200 && response.statusCode() != 202) {
                throw new NotTaken(
                    "the gateway answered " + response.statusCode() + " " + shortened(body),
                    retryAfter(response.getHeader("Retry-After")));
              }
              return Acknowledgement.read(body.getBytes(), parcel.size());
            });
  }

  private RequestOptions target(String path) {
    URI gateway = options.gateway();
    String base = gateway.getPath() == null ? "" : gateway.getPath().replaceAll("/+$", "");
    boolean tls = "https".equalsIgnoreCase(gateway.getScheme());
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setHost(gateway.getHost())
        .setPort(gateway.getPort() > 0 ? gateway.getPort() : tls ? 443 : 80)
        .setURI(base + path);
  }

  private String arrayPath(Parcel parcel) {
    int slot = parcel.slot(0);
    String kind = shelf.isPrice(slot) ? "/prices" : "/stock";
    return "/v1/tenants/" + shelf.catalogueOf(slot).tenant() + kind;
  }

  private static Duration retryAfter(@Nullable String header) {
    if (header == null || !header.matches("[0-9]{1,6}")) {
      return RETRY;
    }
    return bounded(Duration.ofSeconds(Long.parseLong(header)));
  }

  private static Duration bounded(Duration asked) {
    return asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked.plus(RETRY);
  }

  private static String shortened(Buffer body) {
    return body.slice(0, Math.min(body.length(), 300)).toString();
  }

  /** The gateway answered, but did not take the parcel. */
  private static final class NotTaken extends VertxException {
    private static final long serialVersionUID = 1L;
    private final Duration wait;

    NotTaken(String message, Duration wait) {
      super(message, true);
      this.wait = wait;
    }
  }
}
