package io.penstock.sync;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Does something where it belongs, for whoever is elsewhere. */
public final class OnLoop {
  private OnLoop() {}

  /** Begins the work on that event loop; the answer comes back on the caller's context. */
  public static <T> Future<T> run(Vertx vertx, Context loop, Supplier<Future<T>> work) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> answer = Promise.promise();
    loop.runOnContext(
        here ->
            work.get().onComplete(result -> caller.runOnContext(there -> answer.handle(result))));
    return answer.future();
  }
}
