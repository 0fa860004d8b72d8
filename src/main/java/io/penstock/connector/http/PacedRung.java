package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a call through all that it may have to wait for, one {@link Door} after the other, and
 * tells each of them how it went. It is one rung, so that one patience holds for all waiting and
 * who is refused at the last door has left the others before anybody hears of it.
 */
final class PacedRung implements Rung {
  private final List<Door> doors;
  private final Gate gate;
  private final HttpOptions options;
  private final Clocks clocks;
  private final LongConsumer waited;
  private final Rung next;

  /**
   * @param doors in the order in which they are passed
   * @param gate the one of them that knows what the platform's word means
   */
  PacedRung(
      List<Door> doors,
      Gate gate,
      HttpOptions options,
      Clocks clocks,
      LongConsumer waited,
      Rung next) {
    this.doors = doors;
    this.gate = gate;
    this.options = options;
    this.clocks = clocks;
    this.waited = waited;
    this.next = next;
  }

  @Override
  public Future<Answer> pass(Call call, @Nullable BodyReader reader) {
    return enter(0, call, reader, now());
  }

  private Future<Answer> enter(int door, Call call, @Nullable BodyReader reader, long arrived) {
    for (int at = door; at < doors.size(); at++) {
      int here = at;
      long patience = Math.max(0, options.longestWait().toNanos() - (now() - arrived));
      Future<Void> waiting = doors.get(at).enter(call.priority(), patience);
      if (waiting != null) {
        return waiting.transform(
            let -> {
              if (let.failed()) {
                leave(here, held(let.cause()));
                return Future.failedFuture(let.cause());
              }
              return enter(here + 1, call, reader, arrived);
            });
      }
    }
    PlatformException shut = door > 0 ? shutMeanwhile() : null;
    if (shut != null) {
      leave(doors.size(), held(shut));
      return Future.failedFuture(shut);
    }
    long sentAt = now();
    waited.accept(sentAt - arrived);
    return next.pass(call, reader)
        .transform(
            outcome -> {
              Answer answer = outcome.succeeded() ? outcome.result() : null;
              QuotaHeaders said =
                  answer == null
                      ? QuotaHeaders.NOTHING
                      : QuotaHeaders.read(answer.retryAfter(), answer.headers(), clocks.wall());
              Trip trip = new Trip(sentAt, now(), answer, outcome.cause(), said);
              leave(doors.size(), trip);
              return answer == null
                  ? Future.failedFuture(outcome.cause())
                  : Future.succeededFuture(trip.isRefused() ? closed(answer) : answer);
            });
  }

  /** While a call waited at one door, the platform's word may have closed another behind it. */
  private @Nullable PlatformException shutMeanwhile() {
    for (Door door : doors) {
      PlatformException shut = door.shut();
      if (shut != null) {
        return shut;
      }
    }
    return null;
  }

  /** The answer with how long its refusal closes the gate. */
  private Answer closed(Answer answer) {
    Duration wait = Duration.ofNanos(gate.closedFor());
    return new Answer(
        answer.who(), answer.call(), answer.status(), answer.headers(), answer.body(), wait);
  }

  private Trip held(Throwable cause) {
    long now = now();
    return new Trip(now, now, null, cause, QuotaHeaders.NOTHING);
  }

  /** From the inside out, so that a place becomes free when all behind it is. */
  private void leave(int passed, Trip trip) {
    for (int at = passed - 1; at >= 0; at--) {
      doors.get(at).leave(trip);
    }
  }

  private long now() {
    return clocks.nanos().getAsLong();
  }
}
