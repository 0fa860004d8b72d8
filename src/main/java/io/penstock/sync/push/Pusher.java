package io.penstock.sync.push;

import io.penstock.connector.Delivery;
import io.penstock.connector.Link;
import io.penstock.connector.PushResult;
import io.penstock.record.RecordType;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains the facts of one IMPORT plug. Lives on one event loop.
 *
 * <p>It claims no more than it can send at once. What is under way is known only here: a crash
 * forgets it, and the outbox hands it out again.
 *
 * <p>A refusal by our own limits, an open breaker or a Retry-After holds the whole plug and writes
 * nothing to disk; only a counted failure gives a record a due time of its own.
 */
final class Pusher implements Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Pusher.class);
  private static final Duration STORE_TROUBLE_WAIT = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Outbox outbox;
  private final Link link;
  private final ConnectionRef target;
  private final RecordType type;
  private final RetryPlan plan;
  private final Duration lookAgain;
  private final Endings endings;
  private final PlugBoard board;
  private final InstantSource clock;
  private final Instant began;
  private final DoubleSupplier random;
  private final Alarm alarm;
  private final Hold hold = new Hold();

  private final Set<Long> underWay = new HashSet<>();

  /** Pushes that are not settled yet; each has room for a whole batch, however few it carries. */
  private int pushes;

  private boolean claiming;
  private boolean wakeMissed;
  private boolean stopped;
  private @Nullable Promise<Void> idle;

  Pusher(
      Vertx vertx,
      Outbox outbox,
      Link link,
      ConnectionRef target,
      RecordType type,
      PushOptions options,
      PlugBoard board,
      Endings endings,
      InstantSource clock,
      DoubleSupplier random) {
    this.vertx = vertx;
    this.outbox = outbox;
    this.link = link;
    this.target = target;
    this.type = type;
    this.plan = new RetryPlan(options);
    this.lookAgain = options.lookAgain();
    this.endings = endings;
    this.board = board;
    this.clock = clock;
    this.began = clock.instant();
    this.random = random;
    this.alarm = new Alarm(vertx, clock, this::wake);
  }

  @Override
  public void start() {
    wake();
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
    if (underWay.isEmpty() && !claiming) {
      return Future.succeededFuture();
    }
    Promise<Void> waiting = idle == null ? Promise.promise() : idle;
    idle = waiting;
    return waiting.future();
  }

  private void claim() {
    int room = Math.min(roomLeft(), Outbox.CLAIM_MAX);
    Instant now = clock.instant();
    if (stopped || room <= 0) {
      return;
    }
    if (hold.isOn(now)) {
      alarm.at(hold.until());
      return;
    }
    claiming = true;
    wakeMissed = false;
    outbox
        .claim(target, type, Set.copyOf(underWay), room, now)
        .onComplete(
            claimed -> {
              claiming = false;
              if (claimed.failed()) {
                LOG.error("claiming for {} {} failed", target, type.code(), claimed.cause());
                alarm.at(clock.instant().plus(STORE_TROUBLE_WAIT));
              } else {
                if (!stopped) {
                  send(claimed.result());
                }
                if (wakeMissed) {
                  claim();
                } else if (underWay.isEmpty()) {
                  lookAgainWhenDue();
                }
              }
              completeStopIfIdle();
            });
  }

  private int roomLeft() {
    return (link.inFlightMax(type) - pushes) * link.batchMax(type);
  }

  private void send(List<Claimed> claimed) {
    int batchMax = link.batchMax(type);
    for (int from = 0; from < claimed.size(); from += batchMax) {
      send1(List.copyOf(claimed.subList(from, Math.min(from + batchMax, claimed.size()))));
    }
  }

  private void send1(List<Claimed> batch) {
    pushes++;
    List<Delivery> deliveries = new ArrayList<>(batch.size());
    for (Claimed one : batch) {
      underWay.add(one.id());
      deliveries.add(
          new Delivery(one.deliveryId(), one.source(), one.record(), one.first(), attempt(one)));
    }
    push(deliveries)
        .onComplete(
            results -> {
              List<Settlement> settlements = new ArrayList<>(batch.size());
              for (int i = 0; i < batch.size(); i++) {
                PushResult result =
                    results.succeeded() ? results.result().get(i) : mistake(results.cause());
                Settlement settlement = judge(batch.get(i), result);
                if (settlement == null) {
                  underWay.remove(batch.get(i).id());
                } else {
                  settlements.add(settlement);
                }
              }
              settle(settlements);
            });
  }

  /**
   * What was accepted before we began may have been on its way when the process died, and of that
   * the store knows nothing.
   */
  private int attempt(Claimed claimed) {
    boolean mayHaveLeft = claimed.acceptedAt().isBefore(began);
    return mayHaveLeft ? Math.max(1, claimed.attempts()) : claimed.attempts();
  }

  /** A link that throws instead of failing its future must not stop the plug. */
  private Future<List<PushResult>> push(List<Delivery> deliveries) {
    try {
      return link.push(type, deliveries);
    } catch (RuntimeException mistake) {
      return Future.failedFuture(mistake);
    }
  }

  private PushResult mistake(Throwable cause) {
    LOG.error("push to {} {} failed by our own mistake", target, type.code(), cause);
    return PushResult.failed(null, "internal error: " + cause.getMessage(), "");
  }

  /** What becomes of one delivery; null when nothing happened that has to be kept. */
  private @Nullable Settlement judge(Claimed claimed, PushResult result) {
    Instant now = clock.instant();
    return switch (result.outcome()) {
      case ACCEPTED -> {
        board.update(target, key(), status -> status.succeeded(now));
        yield Settlement.done(claimed, now, endings.delivered(claimed, now));
      }
      case REJECTED -> dead(claimed, now, result.reason(), result.exchange());
      case DEFERRED -> result.counted() ? failed(claimed, result, now) : hold(result, now);
    };
  }

  private Settlement failed(Claimed claimed, PushResult result, Instant now) {
    int attempts = claimed.attempts() + 1;
    if (plan.isUsedUp(attempts)) {
      String reason = "gave up after " + attempts + " attempts: " + result.reason();
      return dead(claimed, now, reason, result.exchange());
    }
    Duration wait = plan.wait(attempts, result.retryAfter(), random.getAsDouble());
    Instant dueAt = now.plus(wait);
    board.update(target, key(), status -> status.failed(now, result.reason(), dueAt));
    return Settlement.retry(
        claimed, now, dueAt, true, result.reason(), endings.retried(claimed, now, result.reason()));
  }

  private Settlement dead(Claimed claimed, Instant now, String reason, String exchange) {
    return Settlement.dead(claimed, now, reason, exchange, endings.died(claimed, now, reason));
  }

  private @Nullable Settlement hold(PushResult result, Instant now) {
    Instant until = hold.extend(result, now);
    String current = link.waitingFor();
    String reason = current.isEmpty() ? result.reason() : current;
    board.update(target, key(), status -> status.waiting(reason, until));
    return null;
  }

  /** Until the ending is on disk the record stays under way: sending it again would double it. */
  private void settle(List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      settled(settlements);
      return;
    }
    outbox
        .settle(settlements)
        .onSuccess(done -> settled(settlements))
        .onFailure(
            cause -> {
              LOG.error("settling for {} {} failed, trying again", target, type.code(), cause);
              vertx.setTimer(STORE_TROUBLE_WAIT.toMillis(), fired -> settle(settlements));
            });
  }

  private void settled(List<Settlement> settlements) {
    pushes--;
    for (Settlement settlement : settlements) {
      underWay.remove(settlement.claimed().id());
      told(settlement);
    }
    wake();
    completeStopIfIdle();
  }

  private void told(Settlement settlement) {
    Claimed claimed = settlement.claimed();
    switch (settlement.ending()) {
      case DONE -> endings.done(1, claimed.acceptedAt(), settlement.at());
      case RETRY -> endings.retry();
      case DEAD -> endings.dead(claimed, settlement.at(), settlement.reason());
    }
  }

  /** Only when nothing is under way: each settlement looks again by itself. */
  private void lookAgainWhenDue() {
    outbox
        .nextDue(target, type)
        .onSuccess(
            due -> {
              Instant latest = clock.instant().plus(lookAgain);
              alarm.at(due == null || due.isAfter(latest) ? latest : due);
            })
        .onFailure(cause -> alarm.at(clock.instant().plus(STORE_TROUBLE_WAIT)));
  }

  private void completeStopIfIdle() {
    if (idle != null && underWay.isEmpty() && !claiming) {
      idle.tryComplete();
    }
  }

  private PlugBoard.PlugKey key() {
    return new PlugBoard.PlugKey(type, Direction.IMPORT);
  }
}
