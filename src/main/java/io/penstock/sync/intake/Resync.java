package io.penstock.sync.intake;

import io.penstock.connector.Link;
import io.penstock.connector.Page;
import io.penstock.connector.PlatformException;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.eventlog.EventLog;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one EXPORT plug again beside its polls, with a cursor of its own that nobody else sees: the
 * plug's cursor stays where it is, known records are skipped by the outbox, older ones than the
 * newest known, too. Lives on one event loop; only its status is read from elsewhere.
 *
 * <p>A failed page is tried again after the wait that a failed poll would have; a stop ends it.
 * What it kept is kept; what it did not come to is read by the next resync.
 */
public final class Resync {
  private static final Logger LOG = LoggerFactory.getLogger(Resync.class);
  private static final long UNARMED = -1;

  private final Vertx vertx;
  private final Intake intake;
  private final EventLog eventLog;
  private final Link link;
  private final Resyncs.Wish wish;
  private final PollPlan plan;
  private final InstantSource clock;
  private final DoubleSupplier random;

  private Cursor at;
  private long timer = UNARMED;
  private boolean stopped;
  private @Nullable Promise<Void> reading;
  private volatile ResyncStatus status;

  /**
   * @param every the plug's own interval, by which a failed page waits; null for the usual one
   * @param random gives numbers in [0, 1), by which waits spread
   */
  public Resync(
      Vertx vertx,
      Intake intake,
      EventLog eventLog,
      Link link,
      Resyncs.Wish wish,
      @Nullable Duration every,
      IntakeOptions options,
      InstantSource clock,
      DoubleSupplier random) {
    this.vertx = vertx;
    this.intake = intake;
    this.eventLog = eventLog;
    this.link = link;
    this.wish = wish;
    this.plan = new PollPlan(every == null ? options.every() : every, options.failureMax());
    this.clock = clock;
    this.random = random;
    this.at = link.resyncFrom(wish.type(), wish.since());
    this.status =
        ResyncStatus.begun(wish.source().connection(), wish.type(), wish.since(), clock.instant());
  }

  /** Completes when the event log says that it began; reads from then on. */
  public Future<Void> start() {
    String from = wish.since() == null ? "the beginning" : wish.since().toString();
    String what = "Reading " + wish.type().code() + " again from " + from + " with " + wish.by();
    return tell("resync.begun", what)
        .onSuccess(
            onDisk -> {
              if (!stopped) {
                run();
              }
            });
  }

  /** Safe from any thread. */
  public ResyncStatus status() {
    return status;
  }

  public boolean isUnderWay() {
    return status.state() == ResyncStatus.State.RUNNING;
  }

  /** Reads nothing further; completes when the page under way is on disk and the end is told. */
  public Future<Void> stop() {
    stopped = true;
    if (timer != UNARMED) {
      vertx.cancelTimer(timer);
      timer = UNARMED;
    }
    Promise<Void> underWay = reading;
    if (underWay != null) {
      return underWay.future();
    }
    return isUnderWay() ? ended(ResyncStatus.State.STOPPED) : Future.succeededFuture();
  }

  private void run() {
    timer = UNARMED;
    String full = intake.fullness(wish.source().tenant());
    if (full != null) {
      waitForRoom(full);
      return;
    }
    Promise<Void> over = Promise.promise();
    reading = over;
    link.reread(wish.type(), at, this::take)
        .onComplete(
            result -> {
              reading = null;
              after(result).onComplete(told -> over.complete());
            });
  }

  private Future<Void> take(Page page) {
    if (stopped) {
      return Future.failedFuture("the resync was stopped");
    }
    String full = intake.fullness(wish.source().tenant());
    if (full != null) {
      return Future.failedFuture(new NoRoom(full));
    }
    Cursor next = page.next();
    int records = page.records().size();
    boolean empty = records == 0 && page.unreadable().isEmpty();
    return intake
        .takeAgain(wish.source(), wish.type(), page)
        .map(
            fresh -> {
              at = next;
              if (!empty) {
                status = status.tookPage(records, fresh);
              }
              return null;
            });
  }

  private Future<Void> after(AsyncResult<Void> result) {
    if (result.succeeded()) {
      return ended(ResyncStatus.State.DONE);
    }
    if (stopped) {
      return ended(ResyncStatus.State.STOPPED);
    }
    if (result.cause() instanceof NoRoom full) {
      waitForRoom(full.why);
    } else {
      failed(result.cause());
    }
    return Future.succeededFuture();
  }

  private void waitForRoom(String why) {
    Duration wait = plan.afterSuccess();
    status = status.waiting(why, clock.instant().plus(wait));
    arm(wait);
  }

  private void failed(Throwable cause) {
    Duration retryAfter =
        cause instanceof PlatformException platform ? platform.retryAfter() : null;
    Duration wait = plan.afterFailure(status.failures() + 1, retryAfter, random.getAsDouble());
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof PlatformException) {
      LOG.debug("resync of {} failed, next in {}: {}", wish.source(), wait, reason);
    } else {
      LOG.error("resync of {} failed by our own mistake", wish.source(), cause);
    }
    status = status.failed(reason, clock.instant().plus(wait));
    arm(wait);
  }

  private void arm(Duration wait) {
    timer = vertx.setTimer(Math.max(1, wait.toMillis()), fired -> run());
  }

  /** That its end could not be told changes nothing about what was read. */
  private Future<Void> ended(ResyncStatus.State how) {
    ResyncStatus end = status.ended(how, clock.instant());
    status = end;
    boolean done = how == ResyncStatus.State.DONE;
    String what =
        (done ? "Read " : "Stopped before the end, read ")
            + wish.type().code()
            + " again: "
            + end.pages()
            + " pages, "
            + end.read()
            + " records, "
            + end.fresh()
            + " new";
    return tell(done ? "resync.done" : "resync.stopped", what)
        .onFailure(cause -> LOG.warn("{}: {}; not in the event log", wish.source(), what, cause))
        .otherwiseEmpty();
  }

  private Future<Void> tell(String code, String what) {
    ConnectionRef source = wish.source();
    Instant now = clock.instant();
    RecordType type = wish.type();
    Event event =
        new Event(
            0,
            now,
            source.tenant(),
            source.connection(),
            Event.Severity.INFO,
            type,
            Direction.EXPORT,
            code,
            what,
            "",
            "");
    return eventLog.append(List.of(event));
  }
}
