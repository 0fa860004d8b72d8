package io.penstock.sync.intake;

import io.penstock.connector.Link;
import io.penstock.connector.Page;
import io.penstock.connector.PlatformException;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Polls one EXPORT plug. The timer is armed again only when the poll before has ended, so polls of
 * one plug never overlap; a failed poll is simply the next poll. Lives on one event loop.
 *
 * <p>Nobody else moves the plug's cursor, so after the first poll it is known without asking the
 * store. The store stays the truth: after a poll that failed it is asked again.
 *
 * <p>While as much waits for the tenant as may, nothing is read: what is left with the platform
 * needs no room here.
 */
public final class Poller {
  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
  private static final long UNARMED = -1;

  private final Vertx vertx;
  private final Intake intake;
  private final Outbox outbox;
  private final Link link;
  private final ConnectionRef source;
  private final RecordType type;
  private final PollPlan plan;
  private final PlugBoard board;
  private final InstantSource clock;
  private final IntakeMeters meters;
  private final DoubleSupplier random;

  private long timer = UNARMED;
  private int failures;
  private boolean stopped;
  private @Nullable Promise<Void> polling;

  /** What the store says, so that not every poll has to ask it; null when it must be asked. */
  private @Nullable Cursor kept;

  /**
   * @param random gives numbers in [0, 1), by which polls that begin together spread
   */
  public Poller(
      Vertx vertx,
      Intake intake,
      Outbox outbox,
      Link link,
      ConnectionRef source,
      RecordType type,
      @Nullable Duration every,
      IntakeOptions options,
      PlugBoard board,
      InstantSource clock,
      IntakeMeters meters,
      DoubleSupplier random) {
    this.vertx = vertx;
    this.intake = intake;
    this.outbox = outbox;
    this.link = link;
    this.source = source;
    this.type = type;
    this.plan = new PollPlan(every == null ? options.every() : every, options.failureMax());
    this.board = board;
    this.clock = clock;
    this.meters = meters;
    this.random = random;
  }

  public void start() {
    arm(plan.first(random.getAsDouble()));
  }

  /** Starts no further poll; completes when the one under way has put its page on disk. */
  public Future<Void> stop() {
    stopped = true;
    if (timer != UNARMED) {
      vertx.cancelTimer(timer);
      timer = UNARMED;
    }
    return polling == null ? Future.succeededFuture() : polling.future();
  }

  private void arm(Duration wait) {
    if (!stopped) {
      timer = vertx.setTimer(Math.max(1, wait.toMillis()), fired -> run());
    }
  }

  private void run() {
    timer = UNARMED;
    String full = intake.fullness(source.tenant());
    if (full != null) {
      arm(waitForRoom(full));
      return;
    }
    Promise<Void> ended = Promise.promise();
    polling = ended;
    poll()
        .onComplete(
            result -> {
              polling = null;
              if (!stopped) {
                arm(ended(result));
              }
              ended.complete();
            });
  }

  private Future<Void> poll() {
    Cursor known = kept;
    return known != null
        ? poll(known)
        : outbox
            .cursor(source, type)
            .compose(
                from -> {
                  kept = from;
                  return poll(from);
                });
  }

  private Future<Void> poll(Cursor from) {
    return link.poll(type, from, page -> take(from, page));
  }

  /** A first read has thousands of pages: a stop waits for the one under way, not for all. */
  private Future<Void> take(Cursor from, Page page) {
    if (stopped) {
      return Future.failedFuture("polling was stopped");
    }
    String full = intake.fullness(source.tenant());
    if (full != null) {
      return Future.failedFuture(new NoRoom(full));
    }
    Cursor next = page.next(); // and not the page, whose records need not outlive their encoding
    return intake.takePage(source, type, from, page).onSuccess(onDisk -> moved(from, next));
  }

  /** As the intake does: a page that carries the poll's own start leaves the cursor where it is. */
  private void moved(Cursor from, Cursor next) {
    if (!next.equals(from)) {
      kept = next;
    }
  }

  private Duration ended(AsyncResult<Void> result) {
    if (result.succeeded()) {
      return succeeded();
    }
    return result.cause() instanceof NoRoom full ? waitForRoom(full.why) : failed(result.cause());
  }

  /** No failure of anybody's: what was read up to now is kept, the rest is read later. */
  private Duration waitForRoom(String why) {
    Duration wait = plan.afterSuccess();
    board.update(source, key(), status -> status.waiting(why, clock.instant().plus(wait)));
    return wait;
  }

  private Duration succeeded() {
    failures = 0;
    Instant now = clock.instant();
    meters.pollSucceeded(type, now);
    board.update(source, key(), status -> status.succeeded(now));
    return plan.afterSuccess();
  }

  private Duration failed(Throwable cause) {
    failures++;
    kept = null; // nobody knows what of it came to the disk
    meters.pollFailed();
    Duration retryAfter =
        cause instanceof PlatformException platform ? platform.retryAfter() : null;
    Duration wait = plan.afterFailure(failures, retryAfter, random.getAsDouble());
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof PlatformException) {
      // Of an outage each plug tells once; its health goes on telling.
      LOG.atLevel(failures == 1 ? Level.WARN : Level.DEBUG)
          .log("poll of {} {} failed, next in {}: {}", source, type.code(), wait, reason);
    } else {
      LOG.error("poll of {} {} failed by our own mistake", source, type.code(), cause);
    }
    board.update(
        source,
        key(),
        status -> status.failed(clock.instant(), reason, clock.instant().plus(wait)));
    return wait;
  }

  private PlugBoard.PlugKey key() {
    return new PlugBoard.PlugKey(type, Direction.EXPORT);
  }
}
