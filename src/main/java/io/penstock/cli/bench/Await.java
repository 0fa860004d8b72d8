package io.penstock.cli.bench;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How the thread that measures waits for what runs elsewhere. */
final class Await {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private Await() {}

  static <T> T done(String what, Future<T> future, Duration limit) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new BenchTrouble(what + " failed: " + failed.getCause());
    } catch (TimeoutException late) {
      throw new BenchTrouble(what + " took longer than " + limit.toSeconds() + " s");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new BenchTrouble(what + " was interrupted");
    }
  }

  /** Whether it became true within the limit. */
  static boolean until(BooleanSupplier isSo, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      pause(LOOK_EVERY);
    }
    return true;
  }

  static void pause(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new BenchTrouble("interrupted");
      }
    }
  }
}
