package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A circuit breaker that knows what counts and until when it is open. Failures are those in a row
 * that speak against the other side: no connection, no answer, 5xx. A 4xx, a 429 and a 503 that
 * says when to come again are answers of a system that works; our own waiting says nothing at all.
 *
 * <p>Has no time limit of its own: that would set a timer for each call, and the pool has one.
 */
final class Breaker {
  /** How long to wait while somebody else's call tries whether the other side is back. */
  private static final long PROBE_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  private final CircuitBreaker circuit;
  private final LongSupplier nanoClock;
  private final String name;
  private final BreakerStates states;
  private volatile long openUntil;

  Breaker(
      Vertx vertx,
      String name,
      int failuresMax,
      Duration openFor,
      LongSupplier nanoClock,
      BreakerStates states) {
    this.name = name;
    this.states = states;
    this.nanoClock = nanoClock;
    this.circuit =
        CircuitBreaker.create(
            name,
            vertx,
            new CircuitBreakerOptions()
                .setTimeout(-1)
                .setMaxFailures(failuresMax)
                .setFailuresRollingWindow(Duration.ofMinutes(10).toMillis())
                .setResetTimeout(openFor.toMillis())
                .setNotificationAddress(null));
    circuit.<Answer>failurePolicy(outcome -> counts(outcome));
    circuit.openHandler(
        opened -> {
          openUntil = nanoClock.getAsLong() + openFor.toNanos();
          states.opened(this);
        });
    circuit.closeHandler(closed -> states.closed(this));
  }

  Future<Answer> execute(Supplier<Future<Answer>> call) {
    return circuit.execute(call);
  }

  static boolean isOpen(Throwable failure) {
    return failure instanceof OpenCircuitException;
  }

  /** Nanoseconds until a call may pass, 0 where nothing stands in the way. */
  long remaining() {
    CircuitBreakerState state = circuit.state();
    if (state == CircuitBreakerState.CLOSED) {
      return 0;
    }
    return Math.max(PROBE_WAIT_NANOS, openUntil - nanoClock.getAsLong());
  }

  String name() {
    return name;
  }

  void close() {
    states.closed(this);
    circuit.close();
  }

  private static boolean counts(Future<Answer> outcome) {
    if (outcome.succeeded()) {
      Answer answer = outcome.result();
      return answer.status() >= 500 && !(answer.status() == 503 && answer.retryAfter() != null);
    }
    if (!(outcome.cause() instanceof PlatformException trouble)) {
      return false;
    }
    return switch (trouble.kind()) {
      case UNREACHABLE, OUTCOME_UNKNOWN -> true;
      case HELD_BACK, STATUS, UNREADABLE -> false;
    };
  }
}
