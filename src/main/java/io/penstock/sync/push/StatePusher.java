package io.penstock.sync.push;

import io.penstock.connector.Delivery;
import io.penstock.connector.Link;
import io.penstock.connector.PushResult;
import io.penstock.record.RecordType;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.sync.outbox.StateEndings;
import io.penstock.sync.outbox.StateEndings.Kind;
import io.penstock.sync.outbox.States;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains the states of one IMPORT plug. Lives on one event loop.
 *
 * <p>What is not a whole batch is taken up only when there is room to send it, so that a state is
 * read from the outbox as late as possible and a newer value that came meanwhile goes out instead.
 * So batches are small when there is little to do, at once, and grow by themselves while earlier
 * ones are under way.
 *
 * <p>Where answers come faster than the outbox, whole batches are taken up ahead: an answer then is
 * followed by the next batch at once, while its connection is being read, and those that leave
 * together share one write and one TLS record; {@link ClaimPlan} says how many. The next batch does
 * not wait until the last one's ending is on disk, and endings that come while others are being
 * written go together.
 *
 * <p>A refusal by our own limits, an open breaker or a Retry-After holds the whole plug and writes
 * nothing to disk; only a counted failure gives a record a due time of its own.
 */
final class StatePusher implements Drain {
  private static final Logger LOG = LoggerFactory.getLogger(StatePusher.class);
  private static final Duration STORE_TROUBLE_WAIT = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final States states;
  private final Link link;
  private final ConnectionRef target;
  private final RecordType type;
  private final Duration lookAgain;
  private final InstantSource clock;
  private final Alarm alarm;
  private final StateJudge judge;

  private final ArrayDeque<StateClaim> spare = new ArrayDeque<>(1);

  private Instant lastSent = Instant.MIN;

  /** Filled and not sent yet. */
  private final ArrayDeque<StateClaim> ahead = new ArrayDeque<>(1);

  private final ClaimPlan plan = new ClaimPlan();

  private int sending;
  private List<StateJudge.Verdict> ended = new ArrayList<>();
  private int unsettled;
  private boolean settling;
  private boolean claiming;
  private boolean wakeMissed;
  private boolean stopped;
  private @Nullable Promise<Void> idle;

  StatePusher(
      Vertx vertx,
      States states,
      Link link,
      ConnectionRef target,
      RecordType type,
      PushOptions options,
      PlugBoard board,
      Endings endings,
      InstantSource clock,
      DoubleSupplier random) {
    this.vertx = vertx;
    this.states = states;
    this.link = link;
    this.target = target;
    this.type = type;
    this.lookAgain = options.lookAgain();
    this.clock = clock;
    this.alarm = new Alarm(vertx, clock, this::wake);
    this.judge = new StateJudge(link, target, type, new RetryPlan(options), board, endings, random);
  }

  @Override
  public void start() {
    claiming = true; // also while it is tried again: else what is claimed since were given back
    states
        .giveBack(target, type)
        .onComplete(
            given -> {
              if (given.failed() && !stopped) {
                LOG.error("starting {} {} failed, trying again", target, type.code());
                vertx.setTimer(STORE_TROUBLE_WAIT.toMillis(), again -> start());
                return;
              }
              claiming = false;
              next();
              completeStopIfIdle();
            });
  }

  @Override
  public void wake() {
    wakeMissed = true;
    next();
  }

  @Override
  public Future<Void> stop() {
    stopped = true;
    alarm.end();
    giveBack(clock.instant());
    if (isIdle()) {
      return Future.succeededFuture();
    }
    Promise<Void> waiting = idle == null ? Promise.promise() : idle;
    idle = waiting;
    return waiting.future();
  }

  /** Sends what is at hand, and sees to it that there is more. */
  private void next() {
    Instant now = clock.instant();
    boolean held = judge.hold().isOn(now);
    if (stopped || held) {
      giveBack(now);
    }
    if (stopped) {
      return;
    }
    if (held) {
      alarm.at(judge.hold().until());
      return;
    }
    int room = link.inFlightMax(type);
    while (sending < room && !ahead.isEmpty()) {
      lastSent = now;
      send(ahead.poll());
    }
    int count = plan.toClaim(room, sending, ahead.size());
    if (count > 0 && !claiming && unsettled <= 2 * room) {
      claim(count, room - sending, now);
    }
  }

  private void claim(int count, int soon, Instant now) {
    claiming = true;
    wakeMissed = false;
    List<StateClaim> claims = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      claims.add(spare.isEmpty() ? states.newClaim(target, type) : spare.pop());
    }
    states
        .claim(claims, soon, Math.min(link.batchMax(type), States.CLAIM_MAX), now)
        .onComplete(
            claimed -> {
              claiming = false;
              if (claimed.failed()) {
                LOG.error("claiming for {} {} failed", target, type.code(), claimed.cause());
                spare.addAll(claims);
                alarm.at(clock.instant().plus(STORE_TROUBLE_WAIT));
              } else {
                takeUp(claims, soon);
              }
              completeStopIfIdle();
            });
  }

  private void takeUp(List<StateClaim> claims, int soon) {
    int filled = 0;
    for (StateClaim claim : claims) {
      if (claim.size() > 0) {
        ahead.add(claim);
        filled++;
      } else {
        spare.push(claim);
      }
    }
    plan.claimed(claims.size(), filled);
    if (filled == 0 && soon > 0 && !wakeMissed) {
      nothing(claims.get(0).nextDue());
    } else {
      next();
    }
  }

  /**
   * The line is empty, and where it has been so for long, what a busy time needed goes: most of
   * many tenants have nothing to send most of the time. Not at once, for a busy line is empty for
   * moments, and a claim of a hundred states is worth keeping.
   */
  private void nothing(@Nullable Instant due) {
    Instant now = clock.instant();
    if (!lastSent.plus(lookAgain).isAfter(now)) {
      spare.clear();
    }
    Instant latest = now.plus(lookAgain);
    alarm.at(due == null || due.isAfter(latest) ? latest : due);
  }

  private void giveBack(Instant now) {
    while (!ahead.isEmpty()) {
      end(new StateJudge.Verdict(StateEndings.all(Kind.HELD, ahead.poll(), now), List.of()));
    }
  }

  private void send(StateClaim claim) {
    sending++;
    push(claim)
        .onComplete(
            results -> {
              sending--;
              if (results.succeeded()) {
                judge(claim, results.result());
              } else {
                PushResult mistake = mistake(results.cause());
                judge(claim, Collections.nCopies(claim.size(), mistake));
              }
            });
  }

  /** A link that throws instead of failing its future must not stop the plug. */
  private Future<List<PushResult>> push(StateClaim claim) {
    try {
      if (link.takesPacked(type)) {
        return link.pushPacked(type, claim.block());
      }
      List<Delivery> deliveries = new ArrayList<>(claim.size());
      for (int i = 0; i < claim.size(); i++) {
        Claimed one = claim.claimed(i);
        deliveries.add(
            new Delivery(
                one.deliveryId(), one.source(), one.record(), one.first(), one.attempts()));
      }
      return link.push(type, deliveries);
    } catch (RuntimeException mistake) {
      return Future.failedFuture(mistake);
    }
  }

  private PushResult mistake(Throwable cause) {
    LOG.error("push to {} {} failed by our own mistake", target, type.code(), cause);
    return PushResult.failed(null, "internal error: " + cause.getMessage(), "");
  }

  private void judge(StateClaim claim, List<PushResult> results) {
    if (claiming && ahead.isEmpty()) {
      plan.starved(link.inFlightMax(type));
    }
    end(judge.judge(claim, results, clock.instant()));
    next();
    completeStopIfIdle();
  }

  /** Until the ending is on disk the states stay claimed: sending them again would double them. */
  private void end(StateJudge.Verdict verdict) {
    unsettled++;
    ended.add(verdict);
    if (!settling) {
      settle();
    }
  }

  private void settle() {
    settling = true;
    List<StateJudge.Verdict> verdicts = ended;
    ended = new ArrayList<>();
    List<StateEndings> endings = new ArrayList<>(verdicts.size());
    verdicts.forEach(verdict -> endings.add(verdict.endings()));
    states
        .settle(endings)
        .onSuccess(settled -> settled(verdicts))
        .onFailure(
            cause -> {
              LOG.error("settling for {} {} failed, trying again", target, type.code(), cause);
              vertx.setTimer(
                  STORE_TROUBLE_WAIT.toMillis(),
                  again -> {
                    ended.addAll(verdicts);
                    settle();
                  });
            });
  }

  private void settled(List<StateJudge.Verdict> verdicts) {
    settling = false;
    for (StateJudge.Verdict verdict : verdicts) {
      unsettled--;
      spare.push(verdict.endings().claim());
      verdict.after().forEach(Runnable::run);
    }
    if (!ended.isEmpty()) {
      settle();
    }
    wake();
    completeStopIfIdle();
  }

  private boolean isIdle() {
    return sending == 0 && unsettled == 0 && ahead.isEmpty() && !claiming;
  }

  private void completeStopIfIdle() {
    if (idle != null && isIdle()) {
      idle.tryComplete();
    }
  }
}
