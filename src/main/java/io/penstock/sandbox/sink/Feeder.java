package io.penstock.sandbox.sink;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends updates to a gateway by {@code POST /v1/updates}: in lanes that each wait for their answer,
 * or by a schedule that does not wait for anything. A request that was not taken is sent again as
 * it is, so that every value that was written is one that the gateway acknowledged.
 *
 * <p>By schedule, each update's value is the moment at which it was due, so a gateway that makes
 * its caller wait is charged for the wait.
 */
final class Feeder extends VerticleBase {
  private static final long BLOCKED_WAIT_MILLIS = 1;
  private static final long REFUSED_WAIT_MILLIS = 20;
  private static final long TICK_MILLIS = 5;

  private final Feed feed;
  private final Levels levels;
  private final List<Slot> slots = new ArrayList<>();
  private final Promise<Void> ended = Promise.promise();
  private final HttpClient client;
  private final RequestOptions target;
  private long startMicros;
  private long left;
  private int busy;
  private boolean stopping;
  private boolean closed;
  private long refused;
  private long taken;
  private String trouble = "";

  Feeder(Vertx vertx, Feed feed, Levels levels) {
    this.feed = feed;
    this.levels = levels;
    this.left = feed.most() == 0 ? Long.MAX_VALUE : feed.most();
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout(600),
            new PoolOptions().setHttp1MaxSize(feed.lanes()));
    target =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(feed.gateway().getHost())
            .setPort(feed.gateway().getPort())
            .setURI("/v1/updates")
            .putHeader("Authorization", "Bearer " + feed.apiKey())
            .putHeader("Content-Type", "application/x-ndjson");
  }

  @Override
  public Future<?> start() {
    startMicros = levels.micros();
    for (int lane = 0; lane < feed.lanes(); lane++) {
      Lane writer =
          new Lane(levels, feed.tenantFrom() + lane, feed.tenantTo(), feed.lanes(), feed.runOf());
      if (writer.tenantCount() > 0) {
        slots.add(new Slot(writer));
      }
    }
    busy = slots.size();
    slots.forEach(Slot::next);
    return Future.succeededFuture();
  }

  /** Completes when every request under way was acknowledged. */
  Future<Void> end() {
    context.runOnContext(now -> stopping = true);
    return ended.future();
  }

  /** Completes when all that was to be sent was acknowledged, or after {@link #end}. */
  Future<Void> ended() {
    return ended.future();
  }

  @Override
  public Future<?> stop() {
    closed = true;
    return client.close();
  }

  long refused() {
    return refused;
  }

  long taken() {
    return taken;
  }

  String trouble() {
    return trouble;
  }

  /** One lane and its request. */
  private final class Slot {
    private final Lane lane;
    private double sentBySchedule;

    Slot(Lane lane) {
      this.lane = lane;
    }

    void next() {
      if (stopping || left <= 0) {
        finished();
      } else if (feed.isScheduled()) {
        scheduled();
      } else if (feed.window() > 0 && levels.outstanding() + feed.lines() > feed.window()) {
        vertx.setTimer(BLOCKED_WAIT_MILLIS, late -> next());
      } else {
        post((int) Math.min(feed.lines(), left), -1);
      }
    }

    private void scheduled() {
      double rate = feed.perSecond() / slots.size() / 1e6;
      long now = levels.micros();
      int due = (int) Math.min((now - startMicros) * rate - sentBySchedule, feed.lines());
      due = (int) Math.min(due, left);
      if (due < 1) {
        vertx.setTimer(TICK_MILLIS, late -> next());
        return;
      }
      long scheduledAt = startMicros + (long) (sentBySchedule / rate);
      sentBySchedule += due;
      post(due, scheduledAt);
    }

    private void post(int lines, long value) {
      left -= lines;
      byte[] bytes = lane.next(lines, value);
      send(Buffer.buffer(lane.length()).setBytes(0, bytes, 0, lane.length()), lines);
    }

    private void send(Buffer body, int lines) {
      if (closed) {
        return;
      }
      client
          .request(target)
          .compose(request -> send(request, body))
          .onComplete(
              answer -> {
                if (answer.succeeded() && took(answer.result(), lines)) {
                  levels.acknowledged(lines);
                  next();
                } else {
                  refused++;
                  trouble = answer.succeeded() ? answer.result() : String.valueOf(answer.cause());
                  vertx.setTimer(REFUSED_WAIT_MILLIS, late -> send(body, lines));
                }
              });
    }

    private Future<String> send(HttpClientRequest request, Buffer body) {
      return request
          .send(body)
          .compose(
              response ->
                  response.body().map(text -> response.statusCode() == 200 ? text.toString() : ""));
    }

    private boolean took(String answer, int lines) {
      if (answer.isEmpty() || answer.indexOf('\n') != answer.length() - 1) {
        return false;
      }
      int accepted = new JsonObject(answer).getInteger("accepted", 0);
      taken += accepted;
      return accepted == lines;
    }

    private void finished() {
      if (--busy == 0) {
        ended.tryComplete();
      }
    }
  }
}
