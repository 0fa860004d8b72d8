package io.penstock.connector.http;

import io.vertx.core.Future;

/** An {@link Exchange} made of rungs; {@link Outlets} puts them together. */
final class Ladder implements Exchange {
  /** What a ladder is made of, from the inside out. */
  record Parts(
      Rung pool, Breaker hostBreaker, Breaker connectionBreaker, Gate gate, Runnable release) {}

  private final Parts parts;
  private final Rung top;

  private Ladder(Parts parts, Rung top) {
    this.parts = parts;
    this.top = top;
  }

  /** The one way out. Read it upwards: a call enters at the last rung and leaves by the pool. */
  static Exchange of(Parts parts, HttpMeters meters, String platform, String userAgent) {
    Rung rung = parts.pool();
    rung = new MeasuredRung(meters, platform, rung);
    rung = new GuardedRung(parts.gate().who(), parts.hostBreaker(), rung);
    rung = new GuardedRung(parts.gate().who(), parts.connectionBreaker(), rung);
    rung = new PacedRung(parts.gate(), rung); // outside the breakers: they never see our waiting
    rung = new NamedRung(userAgent, rung); // a certification demand, so no call can go round it
    return new Ladder(parts, rung);
  }

  @Override
  public Future<Answer> send(Call call) {
    return top.pass(call, null);
  }

  @Override
  public Future<Answer> stream(Call call, BodyReader reader) {
    return top.pass(call, reader);
  }

  @Override
  public String waitingFor() {
    for (Breaker breaker : new Breaker[] {parts.hostBreaker(), parts.connectionBreaker()}) {
      long wait = breaker.remaining();
      if (wait > 0) {
        return "circuit breaker of "
            + breaker.name()
            + " open until "
            + parts.gate().clockAfter(wait)
            + ", because calls failed one after the other";
      }
    }
    return parts.gate().waitingFor();
  }

  @Override
  public Future<Void> close() {
    return parts
        .gate()
        .close()
        .onComplete(
            drained -> {
              parts.connectionBreaker().close();
              parts.release().run();
            });
  }
}
