package io.penstock.connector.http;

import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Stops calls that would fail. */
final class GuardedRung implements Rung {
  private final ConnectionRef who;
  private final Breaker breaker;
  private final Clocks clocks;
  private final Rung next;

  GuardedRung(ConnectionRef who, Breaker breaker, Clocks clocks, Rung next) {
    this.who = who;
    this.breaker = breaker;
    this.clocks = clocks;
    this.next = next;
  }

  @Override
  public Future<Answer> pass(Call call, @Nullable BodyReader reader) {
    return breaker
        .execute(() -> next.pass(call, reader))
        .recover(
            failure ->
                Future.failedFuture(
                    Breaker.isOpen(failure)
                        ? Trouble.heldBack(
                            clocks,
                            who,
                            breaker.comeBackAfter(),
                            "circuit breaker of " + breaker.name() + " open")
                        : failure));
  }
}
