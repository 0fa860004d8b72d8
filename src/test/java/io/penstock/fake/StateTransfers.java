package io.penstock.fake;

import io.penstock.record.RecordType;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.sync.outbox.Settlement;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.sync.outbox.StateEndings;
import io.penstock.sync.outbox.StateEndings.Kind;
import io.penstock.sync.outbox.States;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes facts and states up and settles them in one and the same way, for tests that count them one
 * by one. What it claims of states it gives back at once, and can settle all the same.
 */
public final class StateTransfers {
  private record Held(StateClaim claim, int at) {}

  private record Name(long id, long version) {}

  private final Map<Name, Held> held = new HashMap<>();

  /** What is due, none of {@code besides}. */
  public Future<List<Claimed>> claim(
      Outbox outbox,
      ConnectionRef target,
      RecordType type,
      Set<Long> besides,
      int max,
      Instant now) {
    if (type.isFact()) {
      return outbox.claim(target, type, besides, max, now);
    }
    StateClaim claim = outbox.states().newClaim(target, type);
    return outbox
        .states()
        .claim(List.of(claim), 1, States.CLAIM_MAX, now)
        .compose(
            filled ->
                outbox
                    .states()
                    .settle(List.of(StateEndings.all(Kind.HELD, claim, now)))
                    .map(given -> listed(claim, besides, max)));
  }

  private List<Claimed> listed(StateClaim claim, Set<Long> besides, int max) {
    List<Claimed> listed = new ArrayList<>();
    for (int i = 0; i < claim.size(); i++) {
      Claimed one = claim.claimed(i);
      held.put(new Name(one.id(), one.version()), new Held(claim, i));
      if (!besides.contains(one.id()) && listed.size() < max) {
        listed.add(one);
      }
    }
    return listed;
  }

  /** Facts first, then each state in a commit of its own. */
  public Future<Void> settle(Outbox outbox, List<Settlement> settlements) {
    List<Settlement> facts = new ArrayList<>();
    Future<Void> all = Future.succeededFuture();
    for (Settlement settlement : settlements) {
      if (settlement.claimed().record().type().isFact()) {
        facts.add(settlement);
      } else {
        all = all.compose(before -> settleState(outbox, settlement));
      }
    }
    Future<Void> states = all;
    return outbox.settle(facts).compose(before -> states);
  }

  private Future<Void> settleState(Outbox outbox, Settlement settlement) {
    Claimed claimed = settlement.claimed();
    Held one = held.get(new Name(claimed.id(), claimed.version()));
    if (one == null) {
      return Future.failedFuture(new AssertionError("never claimed: " + claimed));
    }
    StateEndings endings = StateEndings.all(Kind.HELD, one.claim(), settlement.at());
    Instant due = settlement.dueAt();
    switch (settlement.ending()) {
      case DONE -> endings.done(one.at());
      case RETRY ->
          endings.retry(one.at(), due == null ? settlement.at() : due, settlement.reason());
      case DEAD -> endings.dead(one.at(), settlement.reason(), settlement.exchange());
    }
    if (settlement.event() != null) {
      endings.tell(settlement.event());
    }
    return outbox.states().settle(List.of(endings));
  }
}
