package io.penstock.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an answer on the wire, in whole or spoiled. Lists leave as fast as the reader takes them.
 */
final class Answering {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
  private static final long RESET_INTERNAL_ERROR = 2;
  private static final int NO_CONTENT = 204;

  private final Vertx vertx;

  Answering(Vertx vertx) {
    this.vertx = vertx;
  }

  void send(HttpServerRequest request, Reply reply, Fault.Delivery delivery, Duration silence) {
    switch (delivery) {
      case WHOLE -> whole(request, reply);
      case CUT -> cut(request, reply);
      case CLOSED -> close(request);
      case SILENT -> vertx.setTimer(Math.max(1, silence.toMillis()), timer -> breakOff(request));
    }
  }

  private void whole(HttpServerRequest request, Reply reply) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    head(response, reply);
    if (reply.status() == NO_CONTENT) {
      response.end();
      return;
    }
    Buffer first = reply.body().next();
    if (first == null) {
      response.putHeader("Content-Length", "0").end();
      return;
    }
    Buffer second = reply.body().next();
    if (second == null) {
      response.putHeader("Content-Length", Integer.toString(first.length())).end(first);
      return;
    }
    response.setChunked(true);
    write(response, first);
    write(response, second);
    pump(request, reply.body());
  }

  private void pump(HttpServerRequest request, Chunks body) {
    HttpServerResponse response = request.response();
    while (!response.closed()) {
      if (response.writeQueueFull()) {
        response.drainHandler(drained -> pump(request, body));
        return;
      }
      Optional<Buffer> next;
      try {
        next = Optional.ofNullable(body.next());
      } catch (RuntimeException e) {
        LOG.error("The sandbox could not finish a list", e);
        breakOff(request);
        return;
      }
      if (next.isEmpty()) {
        response.end();
        return;
      }
      if (next.get().length() == 0) {
        // A filter that finds nothing for long: let other calls in between.
        vertx.getOrCreateContext().runOnContext(later -> pump(request, body));
        return;
      }
      write(response, next.get());
    }
  }

  private static void write(HttpServerResponse response, Buffer piece) {
    if (piece.length() > 0) {
      response.write(piece);
    }
  }

  private void cut(HttpServerRequest request, Reply reply) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    @Nullable Buffer first = reply.body().next();
    int length = first == null ? 0 : first.length();
    head(response, reply);
    response.putHeader("Content-Length", Integer.toString(length + 1));
    Buffer half = first == null ? Buffer.buffer() : first.slice(0, length / 2);
    response.write(half).onComplete(written -> breakOff(request));
  }

  private static void breakOff(HttpServerRequest request) {
    if (request.response().closed()) {
      return;
    }
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset(RESET_INTERNAL_ERROR);
    } else {
      request.connection().close();
    }
  }

  private static void close(HttpServerRequest request) {
    request.connection().close();
  }

  private static void head(HttpServerResponse response, Reply reply) {
    response.setStatusCode(reply.status());
    response.putHeader("Content-Type", reply.contentType());
    reply.headers().forEach(response::putHeader);
  }
}
