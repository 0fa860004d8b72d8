package io.penstock.fake;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Answers everything alike, remembers nothing but how often it was called by which method. */
public final class AnsweringServer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
  private final HttpServer server;

  private AnsweringServer(int status, String body) throws TimeoutException {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            read -> {
                              calls
                                  .computeIfAbsent(
                                      request.method().name(), fresh -> new LongAdder())
                                  .increment();
                              request
                                  .response()
                                  .setStatusCode(status)
                                  .putHeader("Content-Type", "application/json")
                                  .end(body);
                            }))
            .listen()
            .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  public static AnsweringServer start(int status, String body) throws TimeoutException {
    return new AnsweringServer(status, body);
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  public long calls(String method) {
    LongAdder count = calls.get(method);
    return count == null ? 0 : count.sum();
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
