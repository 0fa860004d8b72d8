package io.penstock.connector.http;

import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** The places among the calls under way to one host, and those who wait for one. */
final class HostLine implements WaitingLine.Turnstile {
  private final Host host;
  private final Concurrency places;
  private final HttpOptions options;
  private final Clocks clocks;
  private final WaitingLine line;

  HostLine(Vertx vertx, Host host, Concurrency places, HttpOptions options, Clocks clocks) {
    this.host = host;
    this.places = places;
    this.options = options;
    this.clocks = clocks;
    this.line = new WaitingLine(vertx, this, clocks, options.callsWaitingMax());
  }

  Door door(ConnectionRef who) {
    return new HostDoor(line.join(who));
  }

  @Override
  public long pass(WaitingLine.Member member, Priority priority, long now) {
    if (!places.acquire(member.underWay == 0)) {
      return UNTIL_ANOTHER_LEAVES;
    }
    member.underWay++;
    return 0;
  }

  @Override
  public long turnNanos() {
    return options.longestWait().toNanos() / Math.max(1, places.limit());
  }

  @Override
  public String reason(long now) {
    return "a place among the "
        + places.limit()
        + " calls that may be under way to "
        + host
        + " at once, until one of them ends, "
        + clocks.after(options.requestTimeout().toNanos())
        + " at the latest; "
        + line.size()
        + " calls wait for it";
  }

  private final class HostDoor implements Door {
    private final WaitingLine.Member member;

    HostDoor(WaitingLine.Member member) {
      this.member = member;
    }

    @Override
    public @Nullable Future<Void> enter(Priority priority, long patience) {
      return line.enter(member, priority, patience);
    }

    @Override
    public void leave(Trip trip) {
      synchronized (line) {
        member.underWay--;
        places.release(trip.ending(), trip.endedAt() - trip.sentAt());
        line.pump();
      }
    }

    @Override
    public String waitingFor() {
      synchronized (line) {
        return line.size() > 0 ? reason(clocks.nanos().getAsLong()) : "";
      }
    }

    @Override
    public void closed() {
      line.quit(member);
    }
  }
}
