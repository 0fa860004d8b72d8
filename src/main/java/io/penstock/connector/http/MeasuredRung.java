package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Measures the platform: from the permit to the end of the answer. */
final class MeasuredRung implements Rung {
  private final HttpMeters meters;
  private final String platform;
  private final Rung next;

  MeasuredRung(HttpMeters meters, String platform, Rung next) {
    this.meters = meters;
    this.platform = platform;
    this.next = next;
  }

  @Override
  public Future<Answer> pass(Call call, @Nullable BodyReader reader) {
    long start = System.nanoTime();
    return next.pass(call, reader)
        .onComplete(
            outcome ->
                meters.request(
                    platform, call.method(), outcome(outcome), System.nanoTime() - start));
  }

  private static String outcome(AsyncResult<Answer> outcome) {
    if (outcome.succeeded()) {
      int status = outcome.result().status();
      return status == 429 ? "throttled" : status / 100 + "xx";
    }
    if (!(outcome.cause() instanceof PlatformException trouble)) {
      return "reader_failed";
    }
    return switch (trouble.kind()) {
      case HELD_BACK -> "held_back";
      case UNREACHABLE -> "unreachable";
      case OUTCOME_UNKNOWN -> "outcome_unknown";
      case STATUS -> "status";
      case UNREADABLE -> "unreadable";
    };
  }
}
