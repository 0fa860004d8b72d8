package io.penstock.api;

import io.penstock.sync.outbox.OrderFeed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open order streams, server-sent events. Each reads the feed at its caller's pace: the next
 * page only when the one before was written. Lives on one event loop.
 */
final class OrderStreams {
  static final String MEDIA_TYPE = "text/event-stream";
  private static final Logger LOG = LoggerFactory.getLogger(OrderStreams.class);
  private static final long RECONNECT_MILLIS = 2_000;

  private final Vertx vertx;
  private final OrderFeed feed;
  private final KeyRing keys;
  private final ApiOptions options;
  private final Set<Stream> open = new HashSet<>();

  OrderStreams(Vertx vertx, OrderFeed feed, KeyRing keys, ApiOptions options) {
    this.vertx = vertx;
    this.feed = feed;
    this.keys = keys;
    this.options = options;
  }

  /** Completes when the stream has ended. */
  Future<Void> open(Call call, PageCursor cursor, long after) {
    if (open.size() >= options.streamsMax()) {
      throw new ProblemException(
              ProblemCode.OVERLOADED, options.streamsMax() + " order streams are open already")
          .after(BodyBudget.RETRY_AFTER);
    }
    Stream stream = new Stream(call, cursor, after);
    open.add(stream);
    return stream.start();
  }

  /** Ends them all; their readers come back with Last-Event-ID. */
  void close() {
    new ArrayList<>(open).forEach(Stream::end);
  }

  private final class Stream {
    private final Call call;
    private final PageCursor cursor;
    private final HttpServerResponse response;
    private final Promise<Void> ended = Promise.promise();
    private final long heartbeat;
    private long place;
    private long timer = -1;

    Stream(Call call, PageCursor cursor, long after) {
      this.call = call;
      this.cursor = cursor;
      this.place = after;
      this.response = call.response();
      this.heartbeat = vertx.setPeriodic(options.heartbeat().toMillis(), beat -> beat());
    }

    Future<Void> start() {
      response.closeHandler(closed -> end());
      response.exceptionHandler(cause -> end());
      response
          .setChunked(true)
          .putHeader("Content-Type", MEDIA_TYPE)
          .putHeader("Cache-Control", "no-cache")
          .putHeader("X-Accel-Buffering", "no");
      call.request().resume();
      response.write("retry: " + RECONNECT_MILLIS + "\n\n");
      read();
      return ended.future();
    }

    private void read() {
      timer = -1;
      feed.read(call.key().tenants(), place, OrdersApi.LIMIT_USUAL)
          .onComplete(
              page -> {
                if (ended.future().isComplete()) {
                  return;
                }
                if (page.failed()) {
                  LOG.warn("order stream {}: {}", call.requestId(), page.cause().toString());
                  later();
                } else {
                  tell(page.result());
                }
              });
    }

    private void tell(List<OrderFeed.Entry> entries) {
      for (OrderFeed.Entry entry : entries) {
        response.write(event(entry));
        place = entry.seq();
      }
      if (response.writeQueueFull()) {
        response.drainHandler(drained -> read());
      } else if (entries.size() == OrdersApi.LIMIT_USUAL) {
        read();
      } else {
        later();
      }
    }

    private Buffer event(OrderFeed.Entry entry) {
      return Buffer.buffer("id: " + cursor.text(entry.seq()))
          .appendString("\nevent: " + OrdersApi.eventType(entry) + "\ndata: ")
          .appendBuffer(Json.write(json -> OrdersApi.write(json, entry, cursor)))
          .appendString("\n\n");
    }

    private void later() {
      timer = vertx.setTimer(options.streamEvery().toMillis(), fired -> read());
    }

    /** Shows that we live, and ends the stream of a key that was revoked. */
    private void beat() {
      if (!response.writeQueueFull()) {
        response.write(": still here\n\n");
      }
      keys.stillKnows(call.key())
          .onSuccess(
              known -> {
                if (!known) {
                  end();
                }
              })
          .onFailure(cause -> LOG.warn("API keys not read again: {}", cause.toString()));
    }

    void end() {
      if (!open.remove(this)) {
        return;
      }
      vertx.cancelTimer(heartbeat);
      if (timer != -1) {
        vertx.cancelTimer(timer);
      }
      if (!response.ended() && !response.closed()) {
        response.end();
      }
      ended.tryComplete();
    }
  }
}
