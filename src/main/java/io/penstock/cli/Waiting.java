package io.penstock.cli;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a command's own thread waits for what runs on event loops. */
final class Waiting {
  /** What every system says of a port that is in use. */
  private static final String PORT_TAKEN = "Address already in use";

  private Waiting() {}

  /**
   * For what needs ports, folders and the like of this machine: when it fails, something that is
   * needed is not available.
   */
  static <T> T started(String what, Future<T> future, Duration limit) {
    return awaited(what, future, limit, ExitCode.UNAVAILABLE);
  }

  /**
   * @param what names what is awaited, for the sentence when it fails or takes too long
   */
  static <T> T awaited(String what, Future<T> future, Duration limit) {
    return awaited(what, future, limit, ExitCode.FAILED);
  }

  private static <T> T awaited(String what, Future<T> future, Duration limit, int failedCode) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      String reasons = reasons(failed);
      String next =
          reasons.contains(PORT_TAKEN) ? "Stop what listens there, or choose another port." : null;
      throw new CommandFailure(failedCode, what + " failed: " + reasons, next);
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
