package io.penstock.fake;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a server that speaks HTTP/1.1 in clear, speaks HTTP/2 over TLS itself, and does
 * with calls what a server may do and none should. It keeps nothing: what it does not pass on never
 * happened.
 */
public final class FaultyFront {
  /** What becomes of a call. */
  @FunctionalInterface
  public interface Mischief {
    /**
     * @param number of the call since the mischief began, from 1
     * @return whether the call was taken; else it is passed on as usual
     */
    boolean takes(FaultyFront front, HttpServerRequest request, long number);
  }

  public static final Mischief NONE = (front, request, number) -> false;

  /** As long as nothing goes wrong. */
  public static final Http2Settings PLAIN =
      new Http2Settings().setMaxConcurrentStreams(100).setInitialWindowSize(65_535);

  private static final Set<String> OF_THE_CONNECTION =
      Set.of("host", "connection", "keep-alive", "transfer-encoding", "content-length");

  private final HttpServer server;
  private final HttpClient client;
  private final URI behind;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private volatile Mischief mischief = NONE;
  private volatile Http2Settings settings = PLAIN;

  private FaultyFront(Vertx vertx, LocalCertificate certificate, URI behind) {
    this.behind = behind;
    this.client = vertx.createHttpClient();
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2))
                    .setInitialSettings(new Http2Settings(PLAIN))
                    .setKeyCertOptions(certificate.key()))
            .connectionHandler(this::connected)
            .requestHandler(this::receive);
  }

  /**
   * @param certificate for {@code localhost}
   * @param behind whose path is ours, too
   */
  public static Future<FaultyFront> open(Vertx vertx, LocalCertificate certificate, URI behind) {
    FaultyFront front = new FaultyFront(vertx, certificate, behind);
    return front.server.listen().map(front);
  }

  public URI uri() {
    String path = behind.getRawPath() == null ? "" : behind.getRawPath();
    return URI.create("https://localhost:" + server.actualPort() + path);
  }

  /** From now on; calls are counted anew. */
  public void set(Mischief now) {
    calls.set(0);
    taken.set(0);
    mischief = now;
  }

  /** What we allow, on connections that are open and on those that come. */
  public void settings(Http2Settings now) {
    settings = now;
    connections.forEach(connection -> update(connection, now));
  }

  /** All goes well again, on connections that are open, too. */
  public void heal() {
    set(NONE);
    settings(PLAIN);
  }

  /** Calls since {@link #set}. */
  public long calls() {
    return calls.get();
  }

  /** Those of them that a mischief took. */
  public long taken() {
    return taken.get();
  }

  public Future<Void> close() {
    return Future.join(server.close(), client.close()).mapEmpty();
  }

  private void connected(HttpConnection connection) {
    connections.add(connection);
    connection.closeHandler(closed -> connections.remove(connection));
    Http2Settings now = settings;
    if (now != PLAIN) {
      update(connection, now);
    }
  }

  private static void update(HttpConnection connection, Http2Settings now) {
    connection.updateSettings(new Http2Settings(now)).onFailure(closed -> {});
  }

  private void receive(HttpServerRequest request) {
    request.exceptionHandler(broken -> {});
    request.response().exceptionHandler(broken -> {});
    if (mischief.takes(this, request, calls.incrementAndGet())) {
      taken.incrementAndGet();
    } else {
      passOn(request);
    }
  }

  /** As usual; for a mischief that does something beside it. */
  public void passOn(HttpServerRequest request) {
    ask(request)
        .onSuccess(
            answer ->
                answer
                    .body()
                    .onSuccess(
                        body -> {
                          head(request.response(), answer);
                          request.response().end(body).onFailure(gone -> {});
                        })
                    .onFailure(cut -> request.response().reset()))
        .onFailure(gone -> request.response().reset());
  }

  /** Passed on, and done there; then the stream ends with that code, before or in the body. */
  public void passOnAndReset(HttpServerRequest request, long code, boolean half) {
    ask(request)
        .compose(answer -> answer.body().map(body -> half ? half(request, answer, body) : body))
        .onComplete(done -> request.response().reset(code));
  }

  private static @Nullable Buffer half(
      HttpServerRequest request, HttpClientResponse answer, Buffer body) {
    head(request.response(), answer);
    request.response().write(body.slice(0, body.length() / 2)).onFailure(gone -> {});
    return null;
  }

  private Future<HttpClientResponse> ask(HttpServerRequest request) {
    RequestOptions there =
        new RequestOptions()
            .setMethod(request.method())
            .setHost(behind.getHost())
            .setPort(behind.getPort())
            .setURI(request.uri());
    return request
        .body()
        .compose(
            body ->
                client
                    .request(there)
                    .compose(
                        call -> {
                          copy(request.headers(), call.headers());
                          call.headers().remove("accept-encoding");
                          return call.send(body);
                        }));
  }

  private static void head(HttpServerResponse response, HttpClientResponse answer) {
    response.setStatusCode(answer.statusCode());
    copy(answer.headers(), response.headers());
  }

  private static void copy(MultiMap from, MultiMap to) {
    for (Map.Entry<String, String> header : from) {
      if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }
}
