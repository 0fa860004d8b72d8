package io.penstock.sandbox.partner;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A small gateway's API that keeps the newest value per key and misbehaves by script. Quantities
 * that end in {@value #REFUSED_ENDING} are always refused.
 */
final class ScriptedGateway {
  /** What happens to a request. */
  enum Turn {
    TAKE,
    BUSY,
    HANG_UP,
    TAKE_THEN_HANG_UP,
    TAKE_THEN_SILENCE,
    CUT_ANSWER,
    FIRST_AGAIN
  }

  record Held(Instant changedAt, String value) {}

  private static final String REFUSED_ENDING = "7";

  private final HttpServer server;
  private final IntFunction<Turn> script;
  private final Map<String, Held> newest;
  private volatile int listeningOn;
  private int requests;
  private int sameTimeOtherValue;
  private String authorization = "";

  private ScriptedGateway(Vertx vertx, IntFunction<Turn> script, Map<String, Held> newest) {
    this.newest = new HashMap<>(newest);
    this.server = vertx.createHttpServer();
    this.script = script;
  }

  static Future<ScriptedGateway> start(Vertx vertx, IntFunction<Turn> script) {
    return new ScriptedGateway(vertx, script, Map.of()).listen(0);
  }

  /** Another process on the same port and the same data. */
  Future<ScriptedGateway> restart(Vertx vertx) {
    return new ScriptedGateway(vertx, script, newest()).listen(listeningOn);
  }

  private Future<ScriptedGateway> listen(int port) {
    return server
        .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
        .listen(port, "127.0.0.1")
        .map(
            listening -> {
              listeningOn = listening.actualPort();
              return this;
            });
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listeningOn);
  }

  Future<Void> close() {
    return server.close();
  }

  synchronized int requests() {
    return requests;
  }

  synchronized String authorization() {
    return authorization;
  }

  /** By {@code tenant/sku} for stock, {@code tenant/sku/list} for prices. */
  synchronized Map<String, Held> newest() {
    return new HashMap<>(newest);
  }

  synchronized int sameTimeOtherValue() {
    return sameTimeOtherValue;
  }

  private synchronized void take(HttpServerRequest request, Buffer body) {
    authorization = String.valueOf(request.getHeader("Authorization"));
    Turn turn = script.apply(requests++);
    if (turn == Turn.BUSY) {
      request.response().setStatusCode(503).putHeader("Retry-After", "0").end();
      return;
    }
    if (turn == Turn.HANG_UP) {
      request.connection().close();
      return;
    }
    boolean stream = request.path().equals("/v1/updates");
    JsonObject[] updates = stream ? lines(body) : items(request.path(), body);
    JsonArray refused = new JsonArray();
    for (int i = 0; i < updates.length; i++) {
      boolean again = i == 0 && turn == Turn.FIRST_AGAIN;
      if (again || updates[i].getString("quantity", "").endsWith(REFUSED_ENDING)) {
        refused.add(
            new JsonObject()
                .put(stream ? "line" : "index", stream ? i + 1 : i)
                .put("retryable", again));
      } else {
        keep(updates[i]);
      }
    }
    if (turn == Turn.TAKE_THEN_HANG_UP) {
      request.connection().close();
    } else if (turn != Turn.TAKE_THEN_SILENCE) {
      String answer = answer(stream, updates.length, refused);
      int cut = turn == Turn.CUT_ANSWER ? answer.length() / 2 : answer.length();
      request.response().setStatusCode(202).end(answer.substring(0, cut));
    }
  }

  private static String answer(boolean stream, int lines, JsonArray refused) {
    JsonObject counts =
        new JsonObject().put("accepted", lines - refused.size()).put("superseded", 0);
    if (!stream) {
      return counts.put("rejected", refused).encode();
    }
    StringBuilder answer = new StringBuilder();
    refused.forEach(item -> answer.append(item).append("\n"));
    return answer.append(counts.put("rejected", refused.size()).encode()).append("\n").toString();
  }

  private static JsonObject[] lines(Buffer body) {
    return body.toString().lines().map(JsonObject::new).toArray(JsonObject[]::new);
  }

  private static JsonObject[] items(String path, Buffer body) {
    String type = path.endsWith("/prices") ? "price" : "stock";
    return body.toJsonArray().stream()
        .map(item -> ((JsonObject) item).put("tenant", path.split("/")[3]).put("type", type))
        .toArray(JsonObject[]::new);
  }

  private void keep(JsonObject update) {
    boolean price = update.getString("type").equals("price");
    String key = update.getString("tenant") + "/" + update.getString("sku");
    key += price ? "/" + update.getString("priceList") : "";
    Held held =
        new Held(
            Instant.parse(update.getString("changedAt")),
            update.getString(price ? "amount" : "quantity"));
    Held before = newest.get(key);
    if (before != null && before.changedAt().equals(held.changedAt()) && !before.equals(held)) {
      sameTimeOtherValue++;
    }
    if (before == null || held.changedAt().isAfter(before.changedAt())) {
      newest.put(key, held);
    }
  }
}
