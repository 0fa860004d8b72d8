package io.penstock.sync.intake;

import io.penstock.record.RecordType;
import io.penstock.sync.Ready;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.eventlog.EventLog;
import io.penstock.sync.outbox.DeadLetters;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts dead letters back into the outbox, a step after the other, each one commit. Lives on one
 * event loop; only its status is read from elsewhere.
 *
 * <p>It waits where a tenant has no room and where the store fails. A stop lets the step under way
 * finish; what was replayed stays replayed.
 */
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final long UNARMED = -1;

  /** What a replay works with. */
  record Parts(
      Vertx vertx,
      DeadLetters deadLetters,
      Intake intake,
      EventLog eventLog,
      Ready ready,
      ReplayOptions options,
      InstantSource clock) {}

  private final Parts parts;
  private final Context loop;
  private final Replays.Wish wish;
  private final ReplayPlan plan;
  private final Promise<Void> end = Promise.promise();
  private long timer = UNARMED;
  private @Nullable String stopped;
  private boolean busy;
  private volatile ReplayStatus status;

  Replay(Parts parts, Context loop, String id, Replays.Wish wish, List<DeadLetters.Hits> hits) {
    this.parts = parts;
    this.loop = loop;
    this.wish = wish;
    Integer limit = wish.limit();
    plan =
        new ReplayPlan(
            wish.filter(),
            hits,
            limit == null ? Long.MAX_VALUE : limit,
            parts.options().troubleMax());
    long matched = hits.stream().mapToLong(DeadLetters.Hits::count).sum();
    status = ReplayStatus.begun(id, wish, parts.clock().instant(), matched);
  }

  /** Completes when the event log says that it began; replays from then on. */
  Future<Void> start() {
    busy = true;
    String what = "Replaying " + status.matched() + " dead letters with " + wish.by();
    return tell("replay.begun", what).onSuccess(onDisk -> loop.runOnContext(go -> run()));
  }

  /** Safe from any thread. */
  ReplayStatus status() {
    return status;
  }

  /** Completes when it ended and the event log says so. */
  Future<Void> end() {
    return end.future();
  }

  /**
   * Replays nothing further; what is under way is finished.
   *
   * @param why for people
   */
  Future<Void> stop(String why) {
    if (stopped == null) {
      stopped = why;
    }
    if (timer != UNARMED) {
      parts.vertx().cancelTimer(timer);
      timer = UNARMED;
    }
    if (!busy && status.state() == ReplayStatus.State.RUNNING) {
      ended(ReplayStatus.State.CANCELLED, stopped);
    }
    return end.future();
  }

  private void run() {
    busy = false;
    timer = UNARMED;
    if (stopped != null) {
      ended(ReplayStatus.State.CANCELLED, stopped);
      return;
    }
    ReplayPlan.Next next = plan.next(parts.intake()::room);
    if (next instanceof ReplayPlan.Next.Step step) {
      busy = true;
      Future.succeededFuture(step.step())
          .compose(parts.deadLetters()::replay)
          .onComplete(this::after);
    } else if (next instanceof ReplayPlan.Next.NoRoom full) {
      String why = parts.intake().fullness(full.tenant());
      Duration wait = parts.options().roomEvery();
      status = status.waiting(full.tenant() + ": " + why, parts.clock().instant().plus(wait));
      arm(wait);
    } else {
      ended(ReplayStatus.State.DONE, status.lastError());
    }
  }

  private void after(AsyncResult<DeadLetters.Stepped> result) {
    if (result.succeeded()) {
      DeadLetters.Stepped stepped = result.result();
      plan.took(stepped);
      status = status.stepped(stepped.count());
      stepped.ready().forEach(target -> parts.ready().publishAll(target, wish.filter().type()));
      // Whatever else this event loop has to do comes first.
      loop.runOnContext(go -> run());
      return;
    }
    busy = false;
    String error = String.valueOf(result.cause().getMessage());
    Instant now = parts.clock().instant();
    if (stopped != null) {
      ended(ReplayStatus.State.CANCELLED, stopped);
    } else if (plan.mayRetry(now)) {
      LOG.debug("replay {} failed and is tried again: {}", status.id(), error);
      Duration wait = parts.options().retryEvery();
      status = status.failed(error, now.plus(wait));
      arm(wait);
    } else {
      ended(
          ReplayStatus.State.FAILED,
          "the store failed for " + parts.options().troubleMax() + ", at last with: " + error);
    }
  }

  private void arm(Duration wait) {
    timer = parts.vertx().setTimer(wait.toMillis(), due -> run());
  }

  private void ended(ReplayStatus.State how, String error) {
    status = status.ended(how, parts.clock().instant(), error);
    String counts = status.replayed() + " of " + status.matched() + " dead letters";
    Future<Void> told =
        switch (how) {
          case DONE -> tell("replay.done", "Replayed " + counts);
          case FAILED -> tell("replay.failed", "Gave up after " + counts + ": " + error);
          default -> tell("replay.cancelled", "Stopped after " + counts + ": " + error);
        };
    told.onFailure(cause -> LOG.warn("the end of replay {} is not in the event log", status, cause))
        .otherwiseEmpty()
        .onComplete(end);
  }

  /** The log is each tenant's own; a replay over several has no line in it. */
  private Future<Void> tell(String code, String what) {
    DeadLetters.Filter filter = wish.filter();
    if (filter.tenants().size() != 1) {
      return Future.succeededFuture();
    }
    String target = filter.target();
    RecordType type = filter.type();
    Event.Severity severity =
        code.equals("replay.failed") ? Event.Severity.ERROR : Event.Severity.INFO;
    Event event =
        new Event(
            0,
            parts.clock().instant(),
            filter.tenants().iterator().next(),
            target == null ? "" : target,
            severity,
            type,
            null,
            code,
            what,
            "",
            "");
    return parts.eventLog().append(List.of(event));
  }
}
