package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * One shared quota and those who wait for it. What its platform says to one of them holds for all:
 * the refusal of one call closes it, and one call tries before the others follow.
 *
 * <p>Kept while the gateway runs, also when nobody uses it: a platform does not forget what it
 * counted when we close a connection.
 */
final class QuotaLine implements WaitingLine.Turnstile {
  /** While one call tries. Its answer wakes the line; this is only so that nothing is forgotten. */
  private static final long TRYING_NANOS = 50_000_000;

  private final SharedQuota shared;
  private final Clocks clocks;
  private final Quota quota;
  private final Throttle throttle;
  private final WaitingLine line;

  QuotaLine(Vertx vertx, SharedQuota shared, HttpOptions options, Clocks clocks) {
    this.shared = shared;
    this.clocks = clocks;
    long now = clocks.nanos().getAsLong();
    this.quota = new Quota(shared.windows(), 0, now);
    this.throttle = new Throttle(now);
    this.line = new WaitingLine(vertx, this, clocks, options.callsWaitingMax());
  }

  SharedQuota shared() {
    return shared;
  }

  Door door(ConnectionRef who) {
    return new QuotaDoor(line.join(who));
  }

  @Override
  public long pass(WaitingLine.Member member, Priority priority, long now) {
    long fence = throttle.remaining(now);
    if (fence > 0) {
      return fence;
    }
    if (throttle.isTrying() && quota.underWay() > 0) {
      return TRYING_NANOS;
    }
    return quota.reserve(now, priority);
  }

  @Override
  public long turnNanos() {
    return quota.spacing();
  }

  @Override
  public String reason(long now) {
    String name = "shared quota " + shared.name() + " until ";
    long fence = throttle.remaining(now);
    if (fence > 0) {
      return name + clocks.after(fence) + ", because the platform asked us to wait";
    }
    long wait = quota.nextWait(now, Priority.LOW);
    return name
        + clocks.after(wait)
        + ", because "
        + quota.fullest(now)
        + " and "
        + line.size()
        + " calls wait for it";
  }

  private final class QuotaDoor implements Door {
    private final WaitingLine.Member member;

    QuotaDoor(WaitingLine.Member member) {
      this.member = member;
    }

    @Override
    public @Nullable Future<Void> enter(Priority priority, long patience) {
      return line.enter(member, priority, patience);
    }

    @Override
    public @Nullable PlatformException shut() {
      synchronized (line) {
        long now = clocks.nanos().getAsLong();
        long fence = throttle.remaining(now);
        return fence > 0 ? Trouble.heldBack(clocks, member.who, fence, reason(now)) : null;
      }
    }

    @Override
    public void leave(Trip trip) {
      synchronized (line) {
        if (trip.wasSent()) {
          quota.answered(trip.endedAt());
        } else {
          quota.cancelled();
        }
        if (trip.isRefused()) {
          throttle.refused(trip.endedAt(), trip.said().refusedFor());
        } else if (trip.answer() != null) {
          throttle.taken(trip.sentAt());
        }
        quota.learn(trip.sentAt(), trip.endedAt(), trip.said());
        line.pump();
      }
    }

    @Override
    public String waitingFor() {
      synchronized (line) {
        long now = clocks.nanos().getAsLong();
        return throttle.remaining(now) > 0 || line.size() > 0 ? reason(now) : "";
      }
    }

    @Override
    public void closed() {
      line.quit(member);
    }
  }
}
