package io.penstock.connector.http;

import io.netty.handler.codec.compression.DecompressionException;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call under way. It has its own time limit, because the client's counts only silence: an
 * answer that trickles would never end.
 */
final class Flight {
  private static final String USER_AGENT = "User-Agent";
  private static final long POOL_FULL_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Deadlines deadlines;
  private final Pulse pulse;
  private final ConnectionRef who;
  private final Call call;
  private final String userAgent;
  private final @Nullable BodyReader reader;
  private final HttpOptions options;
  private final Clocks clocks;
  private final Duration limit;
  private final Promise<Answer> landed = Promise.promise();
  private @Nullable HttpClientRequest request;
  private @Nullable Body body;
  private final Deadlines.Entry deadline;
  private Duration waiting = Duration.ZERO;
  private boolean over;
  private boolean reading;
  private boolean ended;
  private long received;

  Flight(
      Deadlines deadlines,
      Pulse pulse,
      ConnectionRef who,
      Call call,
      String userAgent,
      @Nullable BodyReader reader,
      HttpOptions options,
      Clocks clocks) {
    this.deadlines = deadlines;
    this.pulse = pulse;
    this.who = who;
    this.call = call;
    this.userAgent = userAgent;
    this.deadline = new Deadlines.Entry(this::expired);
    this.reader = reader;
    this.options = options;
    this.clocks = clocks;
    Duration own = call.timeLimit();
    this.limit = own == null ? options.requestTimeout() : own;
  }

  Future<Answer> start(Future<HttpClientRequest> connection) {
    if (!connection.isComplete()) {
      arm(connectionLimit());
    }
    connection.onSuccess(this::connected).onFailure(this::notConnected);
    return landed.future();
  }

  private void connected(HttpClientRequest ready) {
    if (over) {
      ready.reset();
      return;
    }
    arm(limit);
    request = ready;
    writeHeaders(ready.headers());
    ready.exceptionHandler(lost -> fail(Trouble.outcomeUnknown(who, call, lost)));
    Buffer sent = call.body();
    (sent == null ? ready.send() : ready.send(sent))
        .onSuccess(this::answered)
        .onFailure(lost -> fail(Trouble.outcomeUnknown(who, call, lost)));
  }

  /** No call can name another caller than we are. */
  private void writeHeaders(MultiMap into) {
    for (Map.Entry<String, String> header : call.headers()) {
      if (!header.getKey().equalsIgnoreCase(USER_AGENT)) {
        into.add(header.getKey(), header.getValue());
      }
    }
    into.add(USER_AGENT, userAgent);
    into.add(HttpHeaders.ACCEPT_ENCODING, Body.PACKINGS);
  }

  private void notConnected(Throwable cause) {
    if (cause instanceof ConnectionPoolTooBusyException) {
      String why = "more than " + options.poolWaitersMax() + " calls wait for this host";
      fail(Trouble.heldBack(clocks, who, POOL_FULL_WAIT_NANOS, why));
    } else {
      fail(Trouble.unreachable(who, call, "cannot be reached: " + Trouble.wordsAndRoot(cause)));
    }
  }

  private void answered(HttpClientResponse response) {
    if (over) {
      return;
    }
    Answer head =
        new Answer(
            who,
            call,
            response.statusCode(),
            response.headers(),
            Buffer.buffer(),
            RetryAfter.read(response.headers(), clocks.wall().instant()));
    response.exceptionHandler(lost -> fail(Trouble.outcomeUnknown(who, call, lost)));
    Body coming = Body.of(response.headers());
    if (coming == null) {
      fail(head.unreadable("the answer is packed in a way that nobody asked for"));
      return;
    }
    body = coming;
    if (reader != null && head.isSuccess()) {
      pieces(response, head, coming, reader);
    } else {
      whole(response, head, coming);
    }
  }

  private void whole(HttpClientResponse response, Answer head, Body coming) {
    Buffer all = Buffer.buffer();
    response.handler(
        piece -> {
          coming.came(piece);
          for (Buffer step = next(coming, head); step != null; step = next(coming, head)) {
            if (within(step, options.answerMaxBytes(), "answerMaxBytes", head)) {
              all.appendBuffer(step);
            }
          }
        });
    response.endHandler(
        end -> land(new Answer(who, call, head.status(), head.headers(), all, head.retryAfter())));
  }

  private void pieces(HttpClientResponse response, Answer head, Body coming, BodyReader into) {
    try {
      into.start(head);
    } catch (RuntimeException refused) {
      fail(refused);
      return;
    }
    response.handler(
        piece -> {
          if (over) {
            return;
          }
          reading = true;
          deadlines.remove(deadline); // time that we need ourselves is not the platform's
          response.pause();
          coming.came(piece);
          steps(head, coming, into)
              .onFailure(this::fail)
              .onSuccess(
                  done -> {
                    reading = false;
                    if (ended) {
                      land(head);
                    } else if (!over) {
                      arm(limit);
                      response.resume();
                    }
                  });
        });
    response.endHandler(
        end -> {
          ended = true;
          if (!reading) {
            land(head);
          }
        });
  }

  /** One after the other, as fast as they are read. */
  private Future<Void> steps(Answer head, Body coming, BodyReader into) {
    for (Buffer step = next(coming, head); step != null; step = next(coming, head)) {
      if (within(step, options.streamMaxBytes(), "streamMaxBytes", head)) {
        Future<Void> taken = read(into, step);
        if (!taken.isComplete()) {
          return taken.compose(ready -> steps(head, coming, into));
        }
        if (taken.failed()) {
          return taken;
        }
      }
    }
    return Future.succeededFuture();
  }

  /** Null when more has to come, or none is wanted. */
  private @Nullable Buffer next(Body coming, Answer head) {
    if (over) {
      return null;
    }
    try {
      return coming.next();
    } catch (DecompressionException broken) {
      fail(head.unreadable("the answer cannot be unpacked: " + Trouble.words(broken)));
      return null;
    }
  }

  private static Future<Void> read(BodyReader into, Buffer piece) {
    try {
      return into.read(piece);
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  private boolean within(Buffer piece, long maxBytes, String key, Answer head) {
    received += piece.length();
    if (received <= maxBytes) {
      return true;
    }
    fail(head.unreadable("the answer is larger than " + maxBytes + " bytes (" + key + ")"));
    return false;
  }

  private void arm(Duration wait) {
    waiting = wait;
    deadlines.set(deadline, Math.max(1, wait.toMillis()));
  }

  /**
   * Connecting has a limit of its own; longer than that a call only waits for others to give a
   * connection free. So the platform's time begins when there is one: time spent in our own queue
   * must not look as if the platform were slow.
   */
  private Duration connectionLimit() {
    Duration connecting = options.connectTimeout().multipliedBy(2).plusSeconds(1);
    return limit.compareTo(connecting) > 0 ? limit : connecting;
  }

  private void expired() {
    HttpClientRequest silent = request;
    if (silent != null) {
      pulse.doubt(silent.version(), silent.connection());
    }
    String within = " within " + waiting.toMillis() + " ms";
    fail(
        request == null
            ? Trouble.heldBack(
                clocks, who, POOL_FULL_WAIT_NANOS, "no connection became free" + within)
            : Trouble.outcomeUnknown(who, call, "silence" + within, null));
  }

  private void land(Answer answer) {
    if (!over) {
      over = true;
      deadlines.remove(deadline);
      closeBody();
      landed.complete(answer);
    }
  }

  private void fail(Throwable cause) {
    if (!over) {
      over = true;
      deadlines.remove(deadline);
      if (request != null) {
        request.reset();
      }
      closeBody();
      landed.fail(cause);
    }
  }

  private void closeBody() {
    if (body != null) {
      body.close();
    }
  }
}
