package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker that knows what counts and until when it is open. Failures are those in a row
 * that speak against the other side: no connection, no answer, 5xx. A 4xx, a 429, a 503 that says
 * when to come again and a polite GOAWAY come from a system that works; our own waiting says
 * nothing at all.
 *
 * <p>Has no time limit of its own: that would set a timer for each call, and the pool has one.
 *
 * <p>As long as nothing failed since the last success, a call goes past the circuit and only a
 * failure is told to it: a success there would change nothing, but costs a task on the event loop
 * and the emptying of a table for ten minutes of seconds.
 */
final class Breaker {
  private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

  /** How long to wait while somebody else's call tries whether the other side is back. */
  private static final long PROBE_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Vertx vertx;
  private final Supplier<String> name;
  private final int failuresMax;
  private final Duration openFor;
  private final LongSupplier nanoClock;
  private final BreakerStates states;
  private volatile long openUntil;

  /** Made at the first failure; most of many connections have none. */
  private volatile @Nullable CircuitBreaker circuit;

  /**
   * Nothing failed since the last success. Written by several event loops: at worst a failure that
   * another loop saw at the same moment as a success counts as one in a row with the next.
   */
  private volatile boolean clean = true;

  /**
   * @param name for people; not kept as text, since there are two breakers for each connection
   */
  Breaker(
      Vertx vertx,
      Supplier<String> name,
      int failuresMax,
      Duration openFor,
      LongSupplier nanoClock,
      BreakerStates states) {
    this.vertx = vertx;
    this.name = name;
    this.failuresMax = failuresMax;
    this.openFor = openFor;
    this.states = states;
    this.nanoClock = nanoClock;
  }

  /** Connections on several event loops may need their host's first at the same moment. */
  private synchronized CircuitBreaker circuit() {
    CircuitBreaker known = circuit;
    if (known == null) {
      known = make();
      circuit = known;
    }
    return known;
  }

  private CircuitBreaker make() {
    CircuitBreaker made =
        CircuitBreaker.create(
            name(),
            vertx,
            new CircuitBreakerOptions()
                .setTimeout(-1)
                .setMaxFailures(failuresMax)
                .setFailuresRollingWindow(Duration.ofMinutes(10).toMillis())
                .setResetTimeout(openFor.toMillis())
                .setNotificationAddress(null));
    made.<Answer>failurePolicy(Breaker::counts);
    made.openHandler(
        opened -> {
          openUntil = nanoClock.getAsLong() + openFor.toNanos();
          states.opened(this);
          LOG.info("circuit breaker of {} is open for {}", name(), openFor);
        });
    made.closeHandler(
        closed -> {
          states.closed(this);
          LOG.info("circuit breaker of {} is closed again", name());
        });
    return made;
  }

  /** Fails with {@link OpenCircuitException} without making the call while it is open. */
  Future<Answer> execute(Supplier<Future<Answer>> call) {
    if (clean) {
      return call.get().onComplete(this::watch);
    }
    openAgainIfForgotten();
    return circuit()
        .<Answer>execute(
            () -> call.get().compose(Breaker::judge).onSuccess(well -> clean = isClosed()))
        .recover(
            failure ->
                failure instanceof Faulty faulty
                    ? Future.succeededFuture(faulty.answer)
                    : Future.failedFuture(failure));
  }

  private void watch(AsyncResult<Answer> outcome) {
    if (outcome.succeeded() ? isFaulty(outcome.result()) : counts(outcome.cause())) {
      clean = false;
      if (isClosed()) {
        circuit().execute(() -> Future.failedFuture(new Faulty(outcome.result())));
      }
    }
  }

  private boolean isClosed() {
    return state() == CircuitBreakerState.CLOSED;
  }

  private CircuitBreakerState state() {
    CircuitBreaker known = circuit;
    return known == null ? CircuitBreakerState.CLOSED : known.state();
  }

  /**
   * The timer that ends the opening belongs to the tenant whose call opened it, and goes with that
   * tenant; a host's breaker must not stay open for all others because of that. Opening it again
   * sets a timer that belongs to a tenant who is still here.
   */
  private void openAgainIfForgotten() {
    if (state() == CircuitBreakerState.OPEN
        && nanoClock.getAsLong() - openUntil > PROBE_WAIT_NANOS) {
      circuit().open();
    }
  }

  /** The circuit forgets the answer of a call that counts as failed, so it travels as a failure. */
  private static Future<Answer> judge(Answer answer) {
    return isFaulty(answer)
        ? Future.failedFuture(new Faulty(answer))
        : Future.succeededFuture(answer);
  }

  private static boolean isFaulty(Answer answer) {
    boolean toldWhen = answer.status() == 503 && answer.retryAfter() != null;
    return answer.status() >= 500 && !toldWhen;
  }

  static boolean isOpen(Throwable failure) {
    return failure instanceof OpenCircuitException;
  }

  /** Nanoseconds for which it stays open, 0 where a call may pass. */
  long remaining() {
    return state() == CircuitBreakerState.OPEN ? Math.max(1, openUntil - nanoClock.getAsLong()) : 0;
  }

  /** How long a call should stay away that was not let through. */
  long comeBackAfter() {
    return Math.max(PROBE_WAIT_NANOS, remaining());
  }

  String name() {
    return name.get();
  }

  void close() {
    states.closed(this);
    CircuitBreaker known = circuit;
    if (known != null) {
      known.close();
    }
  }

  private static boolean counts(Future<Answer> outcome) {
    return outcome.failed() && counts(outcome.cause());
  }

  private static boolean counts(Throwable cause) {
    if (cause instanceof PlatformException trouble) {
      return switch (trouble.kind()) {
        case UNREACHABLE -> true;
        case OUTCOME_UNKNOWN -> trouble.retryAfter() == null;
        case HELD_BACK, STATUS, UNREADABLE -> false;
      };
    }
    return cause instanceof Faulty;
  }

  private static final class Faulty extends VertxException {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable Answer answer;

    /**
     * @param answer null where there was none
     */
    Faulty(@Nullable Answer answer) {
      super(answer == null ? "no answer" : "answered " + answer.status(), true);
      this.answer = answer;
    }
  }
}
