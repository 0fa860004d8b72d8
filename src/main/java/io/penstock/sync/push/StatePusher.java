package io.penstock.sync.push;

import io.penstock.connector.Delivery;
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
import io.penstock.sync.outbox.States;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
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
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains the states of one IMPORT plug. Lives on one event loop.
 *
 * <p>It takes up a batch only when there is room to send it, so that a state is read from the
 * outbox as late as possible and a newer value that came meanwhile goes out instead. So batches are
 * small when there is little to do, at once, and grow by themselves while earlier ones are under
 * way. The next batch does not wait until the last one's ending is on disk.
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
  private final RetryPlan plan;
  private final Duration lookAgain;
  private final Endings endings;
  private final PlugBoard board;
  private final InstantSource clock;
  private final Alarm alarm;
  private final Hold hold = new Hold();

  private final ArrayDeque<StateClaim> spare = new ArrayDeque<>();
  private int sending;
  private int settling;
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
      InstantSource clock) {
    this.vertx = vertx;
    this.states = states;
    this.link = link;
    this.target = target;
    this.type = type;
    this.plan = new RetryPlan(options);
    this.lookAgain = options.lookAgain();
    this.endings = endings;
    this.board = board;
    this.clock = clock;
    this.alarm = new Alarm(vertx, clock, this::wake);
  }

  @Override
  public void start() {
    claiming = true;
    states
        .giveBack(target, type)
        .onComplete(
            given -> {
              claiming = false;
              if (given.failed()) {
                LOG.error("starting {} {} failed, trying again", target, type.code());
                vertx.setTimer(STORE_TROUBLE_WAIT.toMillis(), again -> start());
              } else {
                claim();
              }
              completeStopIfIdle();
            });
  }

  @Override
  public void wake() {
    if (claiming) {
      wakeMissed = true;
    } else {
      claim();
    }
  }

  @Override
  public Future<Void> stop() {
    stopped = true;
    alarm.end();
    if (isIdle()) {
      return Future.succeededFuture();
    }
    Promise<Void> waiting = idle == null ? Promise.promise() : idle;
    idle = waiting;
    return waiting.future();
  }

  private void claim() {
    int room = link.inFlightMax(type);
    if (stopped || sending >= room || settling > room) {
      return;
    }
    Instant now = clock.instant();
    if (hold.isOn(now)) {
      alarm.at(hold.until());
      return;
    }
    claiming = true;
    wakeMissed = false;
    StateClaim claim = spare.isEmpty() ? states.newClaim(target, type) : spare.pop();
    states
        .claim(claim, Math.min(link.batchMax(type), States.CLAIM_MAX), now)
        .onComplete(
            claimed -> {
              claiming = false;
              if (claimed.failed()) {
                LOG.error("claiming for {} {} failed", target, type.code(), claimed.cause());
                spare.push(claim);
                alarm.at(clock.instant().plus(STORE_TROUBLE_WAIT));
              } else if (claim.size() == 0) {
                nothing(claim);
              } else if (stopped) {
                end(claim, StateEndings.all(Kind.HELD, claim.size(), now), List.of());
              } else {
                send(claim);
                claim();
              }
              completeStopIfIdle();
            });
  }

  private void nothing(StateClaim claim) {
    spare.push(claim);
    if (wakeMissed) {
      claim();
      return;
    }
    Instant latest = clock.instant().plus(lookAgain);
    Instant due = claim.nextDue();
    alarm.at(due == null || due.isAfter(latest) ? latest : due);
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
    Instant now = clock.instant();
    StateEndings ended = StateEndings.all(Kind.DONE, claim.size(), now);
    List<Runnable> after = new ArrayList<>(0);
    int done = 0;
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < claim.size(); i++) {
      PushResult result = results.get(i);
      if (result.outcome() == PushResult.Outcome.ACCEPTED) {
        done++;
        oldest = Math.min(oldest, claim.acceptedAt(i));
      } else {
        failed(claim, i, result, ended, after);
      }
    }
    if (done > 0) {
      int count = done;
      Instant acceptedAt = Nanos.instant(oldest);
      after.add(() -> endings.done(count, acceptedAt, now));
      board.update(target, key(), status -> status.succeeded(now));
    }
    end(claim, ended, after);
    wake();
  }

  private void failed(
      StateClaim claim, int at, PushResult result, StateEndings ended, List<Runnable> after) {
    Instant now = ended.at();
    if (result.outcome() == PushResult.Outcome.REJECTED) {
      bury(claim.claimed(at), at, result.reason(), result.exchange(), ended, after);
    } else if (!result.counted()) {
      Instant until = hold.extend(result, now);
      String current = link.waitingFor();
      String reason = current.isEmpty() ? result.reason() : current;
      board.update(target, key(), status -> status.waiting(reason, until));
      ended.held(at);
    } else {
      int attempts = claim.attempts(at) + 1;
      if (plan.isUsedUp(attempts)) {
        String reason = "gave up after " + attempts + " attempts: " + result.reason();
        bury(claim.claimed(at), at, reason, result.exchange(), ended, after);
        return;
      }
      Instant dueAt =
          now.plus(
              plan.wait(attempts, result.retryAfter(), ThreadLocalRandom.current().nextDouble()));
      board.update(target, key(), status -> status.failed(now, result.reason(), dueAt));
      ended.retry(at, dueAt, result.reason());
      Event event = attempts == 1 ? endings.retried(claim.claimed(at), now, result.reason()) : null;
      if (event != null) {
        ended.tell(event);
      }
      after.add(endings::retry);
    }
  }

  private void bury(
      Claimed claimed,
      int at,
      String reason,
      String exchange,
      StateEndings ended,
      List<Runnable> after) {
    ended.dead(at, reason, exchange);
    ended.tell(endings.died(claimed, ended.at(), reason));
    after.add(() -> endings.dead(claimed, ended.at(), reason));
  }

  /** Until the ending is on disk the states stay claimed: sending them again would double them. */
  private void end(StateClaim claim, StateEndings ended, List<Runnable> after) {
    settling++;
    states
        .settle(claim, ended)
        .onSuccess(
            settled -> {
              settling--;
              spare.push(claim);
              after.forEach(Runnable::run);
              wake();
              completeStopIfIdle();
            })
        .onFailure(
            cause -> {
              LOG.error("settling for {} {} failed, trying again", target, type.code(), cause);
              vertx.setTimer(
                  STORE_TROUBLE_WAIT.toMillis(),
                  again -> {
                    settling--;
                    end(claim, ended, after);
                  });
            });
  }

  private boolean isIdle() {
    return sending == 0 && settling == 0 && !claiming;
  }

  private void completeStopIfIdle() {
    if (idle != null && isIdle()) {
      idle.tryComplete();
    }
  }

  private PlugBoard.PlugKey key() {
    return new PlugBoard.PlugKey(type, Direction.IMPORT);
  }
}
