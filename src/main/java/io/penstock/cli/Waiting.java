package io.penstock.cli;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a command's own thread waits for what runs on event loops. */
final class Waiting {
  private Waiting() {}

  /**
   * @param what names what is awaited, for the sentence when it fails or takes too long
   */
  static <T> T awaited(String what, Future<T> future, Duration limit) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new CommandFailure(ExitCode.FAILED, what + " failed: " + reasons(failed), null);
    } catch (TimeoutException late) {
      throw new CommandFailure(
          ExitCode.TRY_AGAIN, what + " took longer than " + limit.toSeconds() + " s", null);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.UNCLEAN_STOP, what + " was interrupted", null);
    }
  }

  /** The messages from the outside in, each once. */
  private static String reasons(ExecutionException failed) {
    StringBuilder reasons = new StringBuilder();
    for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (reasons.indexOf(message) < 0) {
        reasons.append(reasons.isEmpty() ? "" : ": ").append(message);
      }
    }
    return reasons.toString();
  }
}
