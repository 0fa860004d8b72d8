package io.penstock.server;

import io.penstock.connector.Link;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Vertx;
import java.time.Duration;
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

  /**
   * @param spread a start with thousands of tenants declares them spread over this time
   * @param first wait after the first refusal; it doubles with each further one
   * @param most the longest wait
   */
  record Waits(Duration spread, Duration first, Duration most) {
    static final Waits DEFAULTS =
        new Waits(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofMinutes(15));
  }

  private final Vertx vertx;
  private final ConnectionRef connection;
  private final Link link;
  private final Waits waits;
  private long timer = -1;
  private boolean stopped;

  Declaration(Vertx vertx, ConnectionRef connection, Link link, Waits waits) {
    this.vertx = vertx;
    this.connection = connection;
    this.link = link;
    this.waits = waits;
  }

  void start() {
    long spreadMillis = Math.max(1, waits.spread().toMillis());
    arm(1 + ThreadLocalRandom.current().nextLong(spreadMillis), waits.first().toMillis());
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
              LOG.atLevel(nextWaitMillis == waits.first().toMillis() ? Level.WARN : Level.DEBUG)
                  .log("declaring the plugs of {} failed: {}", connection, cause.getMessage());
              arm(nextWaitMillis, Math.min(nextWaitMillis * 2, waits.most().toMillis()));
            });
  }
}
