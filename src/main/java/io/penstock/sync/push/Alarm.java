package io.penstock.sync.push;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One timer that keeps the earliest time it was given. Lives on one event loop. */
final class Alarm {
  private static final long UNARMED = -1;

  private final Vertx vertx;
  private final InstantSource clock;
  private final Runnable ring;
  private long timer = UNARMED;
  private @Nullable Instant due;
  private boolean ended;

  Alarm(Vertx vertx, InstantSource clock, Runnable ring) {
    this.vertx = vertx;
    this.clock = clock;
    this.ring = ring;
  }

  void at(Instant wanted) {
    if (ended || (due != null && !wanted.isBefore(due))) {
      return;
    }
    off();
    due = wanted;
    long waitMillis = Math.max(1, Duration.between(clock.instant(), wanted).toMillis() + 1);
    timer =
        vertx.setTimer(
            waitMillis,
            fired -> {
              timer = UNARMED;
              due = null;
              ring.run();
            });
  }

  void off() {
    if (timer != UNARMED) {
      vertx.cancelTimer(timer);
      timer = UNARMED;
      due = null;
    }
  }

  /** Never rings again. */
  void end() {
    ended = true;
    off();
  }
}
