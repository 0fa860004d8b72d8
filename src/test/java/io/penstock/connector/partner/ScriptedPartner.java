package io.penstock.connector.partner;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A server that answers with the next status of its script, then 200, and keeps what it saw. */
final class ScriptedPartner {
  static final int SILENCE = 0;

  record Seen(String uri, MultiMap headers, String body) {}

  private final HttpServer server;
  private final Queue<Integer> script = new ArrayDeque<>();
  private final List<Seen> seen = new ArrayList<>();
  private String retryAfter = "";

  private ScriptedPartner(Vertx vertx) {
    server = vertx.createHttpServer();
  }

  static Future<ScriptedPartner> start(Vertx vertx) {
    ScriptedPartner partner = new ScriptedPartner(vertx);
    return partner
        .server
        .requestHandler(request -> request.body().onSuccess(body -> partner.take(request, body)))
        .listen(0, "127.0.0.1")
        .map(partner);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/hooks?shop=1";
  }

  synchronized void answerNext(int status) {
    script.add(status);
  }

  synchronized void retryAfter(String header) {
    retryAfter = header;
  }

  synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }

  Future<Void> close() {
    return server.close();
  }

  private synchronized void take(HttpServerRequest request, Buffer body) {
    seen.add(new Seen(request.uri(), request.headers(), body.toString()));
    Integer status = script.poll();
    if (status != null && status == SILENCE) {
      return;
    }
    if (!retryAfter.isEmpty()) {
      request.response().putHeader("Retry-After", retryAfter);
    }
    request.response().setStatusCode(status == null ? 200 : status).end("{}");
  }
}
