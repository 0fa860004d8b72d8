package io.penstock.server;

import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one tenant after the other look for drift, spread over the time in which each is to come
 * once. One timer for all: a timer and an object for each of ten thousand tenants would cost more
 * than what they do once a day.
 *
 * <p>Where tenants take longer than their share, some are swept at once, {@link #AT_ONCE_MAX} at
 * most, and beyond that the round takes longer.
 */
final class DriftRounds {
  static final int AT_ONCE_MAX = 4;

  /** So that the only tenant of a gateway which is restarted every day has its turn, too. */
  private static final Duration FIRST_WAIT_MAX = Duration.ofMinutes(10);

  private final Vertx vertx;
  private final TenantDirectory directory;
  private final BiFunction<String, DriftMemory, Future<Void>> sweep;
  private final Duration every;
  private final DoubleSupplier random;
  private final DriftMemory memory = new DriftMemory();

  // Used on the context that the start came from.
  private Iterator<String> round = Collections.emptyIterator();
  private int underWay;
  private boolean late;

  private volatile boolean stopped;
  private volatile long timer;

  /**
   * @param sweep looks for one tenant's drift; completes on the caller's context
   * @param every the length of a round; zero for none
   * @param random gives numbers in [0, 1)
   */
  DriftRounds(
      Vertx vertx,
      TenantDirectory directory,
      BiFunction<String, DriftMemory, Future<Void>> sweep,
      Duration every,
      DoubleSupplier random) {
    this.vertx = vertx;
    this.directory = directory;
    this.sweep = sweep;
    this.every = every;
    this.random = random;
  }

  void start() {
    if (!every.isZero()) {
      long most = Math.min(FIRST_WAIT_MAX.toMillis(), share());
      arm((long) (random.getAsDouble() * most));
    }
  }

  /** Begins no further sweep; those under way end with their tenants. */
  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  /** Milliseconds from one tenant to the next. */
  private long share() {
    return every.toMillis() / Math.max(1, directory.all().size());
  }

  private void arm(long millis) {
    timer = vertx.setTimer(Math.max(1, millis), fired -> turn());
  }

  private void turn() {
    if (stopped) {
      return;
    }
    if (underWay == AT_ONCE_MAX) {
      late = true;
      return;
    }
    arm(share());
    String tenant = next();
    if (tenant == null) {
      return;
    }
    underWay++;
    sweep
        .apply(tenant, memory)
        .onComplete(
            over -> {
              underWay--;
              if (late) {
                late = false;
                turn();
              }
            });
  }

  private @Nullable String next() {
    if (!round.hasNext()) {
      List<String> tenants = new ArrayList<>();
      directory.all().forEach(entry -> tenants.add(entry.tenant().id()));
      memory.keep(tenant -> directory.tenant(tenant) != null);
      round = tenants.iterator();
    }
    return round.hasNext() ? round.next() : null;
  }
}
