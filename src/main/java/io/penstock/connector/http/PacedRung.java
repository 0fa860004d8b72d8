package io.penstock.connector.http;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Waits at the connection's {@link Gate} and tells it what the platform said. */
final class PacedRung implements Rung {
  private final Gate gate;
  private final Rung next;

  PacedRung(Gate gate, Rung next) {
    this.gate = gate;
    this.next = next;
  }

  @Override
  public Future<Answer> pass(Call call, @Nullable BodyReader reader) {
    return gate.enter()
        .compose(let -> next.pass(call, reader).map(gate::learn).onComplete(over -> gate.leave()));
  }
}
