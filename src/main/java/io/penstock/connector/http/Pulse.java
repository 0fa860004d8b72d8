package io.penstock.connector.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether an HTTP/2 connection on which a call got no answer still lives. One whose other
 * end is gone without a word would stay in the pool and swallow every call to that host until TCP
 * gives up, a quarter of an hour later. So it is asked for a PING, and closed when it does not
 * answer. HTTP/1.1 needs none: there a call that got no answer closes its connection.
 *
 * <p>Thread-safe. Its timers belong to no tenant, because they must not go when one of them goes.
 */
final class Pulse {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final int PING_BYTES = 8;

  private final ContextInternal own;
  private final Duration limit;
  private final Set<HttpConnection> asked = ConcurrentHashMap.newKeySet();

  /**
   * @param limit within which a living connection answers a PING
   */
  Pulse(Vertx vertx, Duration limit) {
    this.own = ((VertxInternal) vertx).createEventLoopContext();
    this.limit = limit;
  }

  /** A call on it ended in silence. */
  void doubt(HttpVersion version, HttpConnection connection) {
    if (version != HttpVersion.HTTP_2 || !asked.add(connection)) {
      return;
    }
    long timer =
        own.setTimer(
            limit.toMillis(),
            late -> {
              if (asked.remove(connection)) {
                LOG.warn(
                    "connection to {} is closed: it did not answer a PING within {}",
                    connection.remoteAddress(),
                    limit);
                connection.close();
              }
            });
    connection
        .ping(Buffer.buffer(new byte[PING_BYTES]))
        .onComplete(
            answered -> {
              asked.remove(connection);
              own.owner().cancelTimer(timer);
            });
  }
}
