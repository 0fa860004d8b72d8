package io.penstock.connector.http;

import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An {@link Exchange} made of rungs; {@link Outlets} puts them together. */
final class Ladder implements Exchange {
  /** What a ladder is made of, from the inside out. */
  record Parts(
      ConnectionRef who,
      Rung pool,
      Breaker hostBreaker,
      Breaker connectionBreaker,
      Door host,
      @Nullable Door sharedQuota,
      Gate gate,
      Places places,
      Runnable release) {

    /** In the order in which a call passes them: what it may hold for long comes first. */
    List<Door> doors() {
      List<Door> doors = new ArrayList<>();
      doors.add(places);
      doors.add(gate);
      if (sharedQuota != null) {
        doors.add(sharedQuota);
      }
      doors.add(host);
      return List.copyOf(doors);
    }
  }

  private final Parts parts;
  private final List<Door> doors;
  private final Rung top;
  private final Clocks clocks;

  private Ladder(Parts parts, List<Door> doors, Rung top, Clocks clocks) {
    this.parts = parts;
    this.doors = doors;
    this.top = top;
    this.clocks = clocks;
  }

  /** The one way out. Read it upwards: a call enters at the last rung and leaves by the pool. */
  static Exchange of(
      Parts parts, HttpMeters meters, String platform, HttpOptions options, Clocks clocks) {
    List<Door> doors = parts.doors();
    Rung rung = parts.pool();
    rung = new MeasuredRung(meters, platform, rung);
    rung = new GuardedRung(parts.who(), parts.hostBreaker(), clocks, rung);
    rung = new GuardedRung(parts.who(), parts.connectionBreaker(), clocks, rung);
    // Outside the breakers: they never see our waiting.
    rung =
        new PacedRung(
            doors, parts.gate(), options, clocks, nanos -> meters.waited(platform, nanos), rung);
    return new Ladder(parts, doors, rung, clocks);
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
            + clocks.after(wait)
            + ", because calls failed one after the other";
      }
    }
    // The places come last: they are full because of what lies behind them.
    for (int at = 1; at <= doors.size(); at++) {
      String waiting = doors.get(at % doors.size()).waitingFor();
      if (!waiting.isEmpty()) {
        return waiting;
      }
    }
    return "";
  }

  @Override
  public Future<Void> close() {
    return parts
        .places()
        .close()
        .onComplete(
            drained -> {
              doors.forEach(Door::closed);
              parts.connectionBreaker().close();
              parts.release().run();
            });
  }
}
