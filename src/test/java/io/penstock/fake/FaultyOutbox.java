package io.penstock.fake;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.sync.Ledger;
import io.penstock.sync.StoreUnavailableException;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Accepted;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.sync.outbox.Receipt;
import io.penstock.sync.outbox.Resting;
import io.penstock.sync.outbox.Settlement;
import io.penstock.sync.outbox.StateBatch;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.sync.outbox.StateEndings;
import io.penstock.sync.outbox.States;
import io.penstock.sync.outbox.StatesTaken;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Routes;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real outbox whose next operations can be made to fail, or whose wake-ups get lost. */
public final class FaultyOutbox implements Outbox {
  /** What a poll brought: apart from the API's, since polls come between at any time. */
  public final AtomicInteger pollAcceptsToFail = new AtomicInteger();

  public final AtomicInteger apiAcceptsToFail = new AtomicInteger();
  public final AtomicInteger claimsToFail = new AtomicInteger();
  public final AtomicInteger settlesToFail = new AtomicInteger();
  public final AtomicInteger wakeUpsToLose = new AtomicInteger();

  /** How often it was asked for a cursor. */
  public final AtomicInteger cursorsRead = new AtomicInteger();

  private final Outbox real;

  public FaultyOutbox(Outbox real) {
    this.real = real;
  }

  @Override
  public Future<Accepted> accept(Acceptance acceptance) {
    boolean byApi = Routes.API.equals(acceptance.source().connection());
    if (use(byApi ? apiAcceptsToFail : pollAcceptsToFail)) {
      return Future.failedFuture(
          new StoreUnavailableException("disk full, as the test wants it", false, null));
    }
    return real.accept(acceptance)
        .map(accepted -> use(wakeUpsToLose) ? new Accepted(accepted.fresh(), Set.of()) : accepted);
  }

  @Override
  public Future<List<Claimed>> claim(
      ConnectionRef target, RecordType type, Set<Long> besides, int max, Instant now) {
    return use(claimsToFail)
        ? Future.failedFuture("read error, as the test wants it")
        : real.claim(target, type, besides, max, now);
  }

  @Override
  public Future<@Nullable Instant> nextDue(ConnectionRef target, RecordType type) {
    return real.nextDue(target, type);
  }

  @Override
  public Future<Void> settle(List<Settlement> settlements) {
    return use(settlesToFail)
        ? Future.failedFuture("disk full, as the test wants it")
        : real.settle(settlements);
  }

  @Override
  public Future<Cursor> cursor(ConnectionRef source, RecordType type) {
    cursorsRead.incrementAndGet();
    return real.cursor(source, type);
  }

  @Override
  public Future<@Nullable Receipt> receipt(String scope, String key) {
    return real.receipt(scope, key);
  }

  @Override
  public Future<List<Ledger>> ledger(@Nullable String tenant) {
    return real.ledger(tenant);
  }

  @Override
  public Future<List<Backlog>> backlog(@Nullable String tenant) {
    return real.backlog(tenant);
  }

  @Override
  public Future<List<Total>> totals() {
    return real.totals();
  }

  @Override
  public long waiting(String tenant) {
    return real.waiting(tenant);
  }

  private static boolean use(AtomicInteger left) {
    return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  @Override
  public States states() {
    return new FaultyStates(real.states());
  }

  /** The same troubles for states. */
  private final class FaultyStates implements States {
    private final States behind;

    private FaultyStates(States behind) {
      this.behind = behind;
    }

    @Override
    public Future<StatesTaken> accept(StateBatch batch) {
      if (use(apiAcceptsToFail)) {
        return Future.failedFuture(
            new StoreUnavailableException("disk full, as the test wants it", false, null));
      }
      return behind
          .accept(batch)
          .map(
              taken -> use(wakeUpsToLose) ? new StatesTaken(taken.superseded(), List.of()) : taken);
    }

    @Override
    public StateClaim newClaim(ConnectionRef target, RecordType type) {
      return behind.newClaim(target, type);
    }

    @Override
    public Future<Void> claim(List<StateClaim> claims, int soon, int max, Instant now) {
      return use(claimsToFail)
          ? Future.failedFuture("read error, as the test wants it")
          : behind.claim(claims, soon, max, now);
    }

    @Override
    public Future<Void> settle(List<StateEndings> endings) {
      return use(settlesToFail)
          ? Future.failedFuture("disk full, as the test wants it")
          : behind.settle(endings);
    }

    @Override
    public Future<Void> giveBack(ConnectionRef target, RecordType type) {
      return behind.giveBack(target, type);
    }

    @Override
    public Future<Resting> resting(
        ConnectionRef target, RecordType type, int place, Instant before) {
      return behind.resting(target, type, place, before);
    }

    @Override
    public Future<Integer> again(
        ConnectionRef target, RecordType type, List<Resting.State> states, Instant now) {
      return behind.again(target, type, states, now);
    }
  }
}
