package io.penstock.server;

import io.penstock.connector.Link;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells a platform which plugs a connection uses, and again until it has heard it. Data flows
 * meanwhile: no platform we know makes the one wait for the other.
 */
final class Declaration {
  private static final Logger LOG = LoggerFactory.getLogger(Declaration.class);

  /** A start with thousands of tenants declares them spread over this time. */
  private static final long SPREAD_MILLIS = 10_000;

  private static final long WAIT_FIRST_MILLIS = 15_000;
  private static final long WAIT_MAX_MILLIS = 15 * 60_000;

  private final Vertx vertx;
  private final ConnectionRef connection;
  private final Link link;
  private long timer = -1;
  private boolean stopped;

  Declaration(Vertx vertx, ConnectionRef connection, Link link) {
    this.vertx = vertx;
    this.connection = connection;
    this.link = link;
  }

  void start() {
    arm(1 + ThreadLocalRandom.current().nextLong(SPREAD_MILLIS), WAIT_FIRST_MILLIS);
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void arm(long waitMillis, long nextWaitMillis) {
    if (!stopped) {
      timer = vertx.setTimer(waitMillis, fired -> declare(nextWaitMillis));
    }
  }

  private void declare(long nextWaitMillis) {
    link.declare()
        .onFailure(
            cause -> {
              LOG.atLevel(nextWaitMillis == WAIT_FIRST_MILLIS ? Level.WARN : Level.DEBUG)
                  .log("declaring the plugs of {} failed: {}", connection, cause.getMessage());
              arm(nextWaitMillis, Math.min(nextWaitMillis * 2, WAIT_MAX_MILLIS));
            });
  }
}
