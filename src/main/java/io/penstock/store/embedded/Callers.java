package io.penstock.store.embedded;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Answers a caller on the context it called from. */
final class Callers {
  private Callers() {}

  /** A promise with the context of whoever waits for it. */
  static final class Caller<T> {
    private final Context context;
    private final Promise<T> promise = Promise.promise();

    private Caller(Context context) {
      this.context = context;
    }

    Future<T> future() {
      return promise.future();
    }

    void succeed(@Nullable T result) {
      answer(() -> promise.tryComplete(result));
    }

    void fail(Throwable failure) {
      answer(() -> promise.tryFail(failure));
    }

    private void answer(Runnable answer) {
      try {
        context.runOnContext(go -> answer.run());
      } catch (RejectedExecutionException closed) {
        // Vert.x is gone; the answer is still owed to whoever asked from outside.
        answer.run();
      }
    }
  }

  static <T> Caller<T> of(Vertx vertx) {
    return new Caller<>(vertx.getOrCreateContext());
  }
}
