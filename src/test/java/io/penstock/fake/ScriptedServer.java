package io.penstock.fake;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** A real HTTP server that answers as the test says and keeps what it was asked. */
public final class ScriptedServer implements AutoCloseable {
  /** One request as it came. */
  public record Seen(
      String method, String uri, HttpVersion version, MultiMap headers, Buffer body) {
    public String path() {
      int query = uri.indexOf('?');
      return query < 0 ? uri : uri.substring(0, query);
    }

    public String text() {
      return body.toString();
    }
  }

  /** What to answer. */
  public record Reply(int status, Map<String, String> headers, String body) {
    public static Reply json(int status, String body) {
      return new Reply(status, Map.of("Content-Type", "application/json"), body);
    }

    public static Reply of(int status, Map<String, String> headers) {
      return new Reply(status, headers, "");
    }
  }

  private final HttpServer server;
  private final boolean tls;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  private ScriptedServer(
      Vertx vertx, HttpServerOptions options, BiConsumer<Seen, HttpServerRequest> script) {
    this.tls = options.isSsl();
    this.server =
        vertx
            .createHttpServer(options.setPort(0).setHost("127.0.0.1"))
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              Seen one =
                                  new Seen(
                                      request.method().name(),
                                      request.uri(),
                                      request.version(),
                                      request.headers(),
                                      body);
                              seen.add(one);
                              script.accept(one, request);
                            }));
    try {
      server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** In clear, answers worked out by the test. */
  public static ScriptedServer start(Vertx vertx, Function<Seen, Reply> script) {
    return start(vertx, new HttpServerOptions(), script);
  }

  public static ScriptedServer start(
      Vertx vertx, HttpServerOptions options, Function<Seen, Reply> script) {
    return raw(
        vertx,
        options,
        (one, request) -> {
          Reply reply = script.apply(one);
          request.response().setStatusCode(reply.status());
          reply.headers().forEach((name, value) -> request.response().putHeader(name, value));
          request.response().end(reply.body());
        });
  }

  /** For scripts that need the connection itself: to cut, to stall, to stream. */
  public static ScriptedServer raw(
      Vertx vertx, HttpServerOptions options, BiConsumer<Seen, HttpServerRequest> script) {
    return new ScriptedServer(vertx, options, script);
  }

  /** Takes no new calls and lets those under way finish; over HTTP/2 it says so with GOAWAY. */
  public Future<Void> goAway(Duration patience) {
    return server.shutdown(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  public int port() {
    return server.actualPort();
  }

  public URI base(String path) {
    return URI.create((tls ? "https" : "http") + "://localhost:" + port() + path);
  }

  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  public Stream<Seen> seen(String method, String path) {
    return seen.stream().filter(one -> one.method().equals(method) && one.path().equals(path));
  }

  @Override
  public void close() {
    try {
      server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
