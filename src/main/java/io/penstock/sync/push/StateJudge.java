package io.penstock.sync.push;

import io.penstock.connector.Link;
import io.penstock.connector.PushResult;
import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.sync.outbox.StateEndings;
import io.penstock.sync.outbox.StateEndings.Kind;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Decides what becomes of each state of a batch by what the platform said, and what people are
 * told. Lives on its pusher's event loop.
 */
final class StateJudge {
  /** A plug's last success is for people, so it need not be told more often. */
  private static final Duration TELL_EVERY = Duration.ofSeconds(1);

  /**
   * @param after what follows when the endings are on disk
   */
  record Verdict(StateEndings endings, List<Runnable> after) {}

  private final Link link;
  private final ConnectionRef target;
  private final RecordType type;
  private final RetryPlan plan;
  private final PlugBoard board;
  private final PlugBoard.PlugKey key;
  private final Endings words;
  private final DoubleSupplier random;
  private final Hold hold = new Hold();
  private Instant tellSuccessFrom = Instant.MIN;

  StateJudge(
      Link link,
      ConnectionRef target,
      RecordType type,
      RetryPlan plan,
      PlugBoard board,
      Endings words,
      DoubleSupplier random) {
    this.link = link;
    this.target = target;
    this.type = type;
    this.plan = plan;
    this.board = board;
    this.key = new PlugBoard.PlugKey(type, Direction.IMPORT);
    this.words = words;
    this.random = random;
  }

  /** What keeps the whole plug from sending, by what was judged up to now. */
  Hold hold() {
    return hold;
  }

  /**
   * @param results one for each state of the claim, in its order
   */
  Verdict judge(StateClaim claim, List<PushResult> results, Instant now) {
    StateEndings endings = StateEndings.all(Kind.DONE, claim, now);
    List<Runnable> after = new ArrayList<>(1);
    int done = 0;
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < claim.size(); i++) {
      PushResult result = results.get(i);
      if (result.outcome() == PushResult.Outcome.ACCEPTED) {
        done++;
        oldest = Math.min(oldest, claim.acceptedAt(i));
      } else {
        failed(claim, i, result, endings, after);
      }
    }
    if (done > 0) {
      int count = done;
      Instant acceptedAt = Nanos.instant(oldest);
      after.add(() -> words.done(count, acceptedAt, now));
      succeeded(now);
    }
    return new Verdict(endings, after);
  }

  private void succeeded(Instant now) {
    if (!now.isBefore(tellSuccessFrom)) {
      tellSuccessFrom = now.plus(TELL_EVERY);
      board.update(target, key, status -> status.succeeded(now));
    }
  }

  private void failed(
      StateClaim claim, int at, PushResult result, StateEndings endings, List<Runnable> after) {
    Instant now = endings.at();
    if (result.outcome() == PushResult.Outcome.REJECTED) {
      bury(claim, at, result.reason(), result.exchange(), endings, after);
    } else if (!result.counted()) {
      Instant until = hold.extend(result, now);
      String current = link.waitingFor();
      String reason = current.isEmpty() ? result.reason() : current;
      tellSuccessFrom = now;
      board.update(target, key, status -> status.waiting(reason, until));
      endings.held(at);
    } else {
      int attempts = claim.attempts(at) + 1;
      if (plan.isUsedUp(attempts)) {
        String reason = "gave up after " + attempts + " attempts: " + result.reason();
        bury(claim, at, reason, result.exchange(), endings, after);
        return;
      }
      Instant dueAt = now.plus(plan.wait(attempts, result.retryAfter(), random.getAsDouble()));
      tellSuccessFrom = now;
      board.update(target, key, status -> status.failed(now, result.reason(), dueAt));
      endings.retry(at, dueAt, result.reason());
      Event event = attempts == 1 ? words.retried(claim.claimed(at), now, result.reason()) : null;
      if (event != null) {
        endings.tell(event);
      }
      after.add(words::retry);
    }
  }

  private void bury(
      StateClaim claim,
      int at,
      String reason,
      String exchange,
      StateEndings endings,
      List<Runnable> after) {
    Claimed claimed = claim.claimed(at);
    endings.dead(at, reason, exchange);
    endings.tell(words.died(claimed, endings.at(), reason));
    after.add(() -> words.dead(claimed, endings.at(), reason));
  }
}
