package io.penstock.fake;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands before the partner's system and lets webhooks through; the next ones can be made to go
 * wrong, in the order of their arrival. Remembers what each was answered.
 */
public final class FaultyDoor {

  /**
   * What becomes of one webhook.
   *
   * @param passes whether the partner hears of it
   * @param status what is answered in the partner's place; 0 for nothing
   * @param hold no answer before this is completed
   */
  public record Happening(
      boolean passes, int status, Map<String, String> headers, Future<Void> hold) {
    private static final Future<Void> AT_ONCE = Future.succeededFuture();

    public static Happening answer(int status) {
      return new Happening(false, status, Map.of(), AT_ONCE);
    }

    public static Happening busy(int status, String retryAfter) {
      return new Happening(false, status, Map.of("Retry-After", retryAfter), AT_ONCE);
    }

    /** The connection ends at once. */
    public static Happening closed() {
      return new Happening(false, 0, Map.of(), AT_ONCE);
    }

    /** The partner hears of it and its answer is lost. */
    public static Happening answerLost() {
      return new Happening(true, 0, Map.of(), AT_ONCE);
    }

    /** The partner never hears of it, and the caller hears nothing. */
    public static Happening silence() {
      return new Happening(false, 0, Map.of(), Promise.<Void>promise().future());
    }

    /** All goes well, but only when the gate is opened. */
    public static Happening held(Promise<Void> gate) {
      return new Happening(true, 200, Map.of(), gate.future());
    }
  }

  /** A webhook before anything is done with it. */
  public record Arrival(Instant at, String webhookId) {}

  /**
   * One webhook as it ended.
   *
   * @param status what was answered; 0 when nothing was
   */
  public record Seen(Instant at, String webhookId, String tenant, String order, int status) {}

  private static final Happening FINE =
      new Happening(true, 200, Map.of(), Future.succeededFuture());

  private final HttpClient client;
  private final URI behind;
  private final HttpServer server;
  private final Deque<Happening> script = new ArrayDeque<>();
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  private FaultyDoor(Vertx vertx, String behind) {
    this.client = vertx.createHttpClient();
    this.behind = URI.create(behind);
    this.server = vertx.createHttpServer();
  }

  public static Future<FaultyDoor> open(Vertx vertx, String partnerUrl) {
    FaultyDoor door = new FaultyDoor(vertx, partnerUrl);
    return door.server.requestHandler(door::receive).listen(0, "127.0.0.1").map(door);
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort() + behind.getPath();
  }

  public synchronized FaultyDoor next(Happening... happenings) {
    script.addAll(List.of(happenings));
    return this;
  }

  /** What ended, in the order of its ending. */
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** Everything that came in, ended or not, in the order of arrival. */
  public List<Arrival> arrived() {
    return List.copyOf(arrivals);
  }

  public List<Seen> answered2xx() {
    return seen.stream().filter(one -> one.status() / 100 == 2).toList();
  }

  private synchronized Happening draw() {
    Happening next = script.poll();
    return next == null ? FINE : next;
  }

  private void receive(HttpServerRequest request) {
    Instant at = Instant.now();
    request
        .body()
        .onSuccess(
            body -> {
              arrivals.add(new Arrival(at, String.valueOf(request.getHeader("webhook-id"))));
              Happening happening = draw();
              happening
                  .hold()
                  .compose(
                      go ->
                          happening.passes()
                              ? passOn(request, body)
                              : Future.succeededFuture(happening.status()))
                  .onSuccess(status -> end(request, at, body, happening, status));
            });
  }

  private Future<Integer> passOn(HttpServerRequest request, Buffer body) {
    return client
        .request(HttpMethod.POST, behind.getPort(), behind.getHost(), behind.getPath())
        .compose(
            call -> {
              for (String name :
                  List.of("Content-Type", "webhook-id", "webhook-timestamp", "webhook-signature")) {
                call.putHeader(name, request.getHeader(name));
              }
              return send(call, body);
            });
  }

  private static Future<Integer> send(HttpClientRequest call, Buffer body) {
    return call.send(body).compose(answer -> answer.body().map(ignored -> answer.statusCode()));
  }

  private void end(
      HttpServerRequest request, Instant at, Buffer body, Happening happening, int answered) {
    int status = happening.status() == 0 ? 0 : answered;
    JsonObject data = body.toJsonObject().getJsonObject("data");
    seen.add(
        new Seen(
            at,
            String.valueOf(request.getHeader("webhook-id")),
            data.getString("tenant"),
            data.getJsonObject("order").getString("id"),
            status));
    if (status == 0) {
      request.connection().close();
    } else {
      happening.headers().forEach(request.response()::putHeader);
      request.response().setStatusCode(status).end();
    }
  }
}
