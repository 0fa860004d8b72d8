package io.penstock.api;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * Sees a blocked event loop: one small verticle on each notes the time a few times a second, and
 * the oldest note tells the lag. Nothing outside the process is asked.
 */
final class LoopWatch {
  private static final Duration BEAT = Duration.ofMillis(250);

  private final LongSupplier nanoClock;
  private final List<Beating> loops = new CopyOnWriteArrayList<>();

  LoopWatch(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Verticles are spread over the event loops in turn, so as many as there usually are loops meet
   * each; where there are fewer loops, some twice.
   */
  Future<String> start(Vertx vertx) {
    DeploymentOptions everywhere =
        new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
    return vertx.deployVerticle(Beating::new, everywhere);
  }

  /** How much later than due the slowest event loop is; zero when all beat in time. */
  double lagSeconds() {
    long now = nanoClock.getAsLong();
    long oldest = now;
    for (Beating loop : loops) {
      oldest = Math.min(oldest, loop.beatAtNanos);
    }
    return Math.max(0, (now - oldest - 2 * BEAT.toNanos()) / 1e9);
  }

  private final class Beating extends VerticleBase {
    private volatile long beatAtNanos;

    @Override
    public Future<?> start() {
      beatAtNanos = nanoClock.getAsLong();
      vertx.setPeriodic(BEAT.toMillis(), beat -> beatAtNanos = nanoClock.getAsLong());
      loops.add(this);
      return Future.succeededFuture();
    }
  }
}
