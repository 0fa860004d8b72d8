package io.penstock.store.embedded;

import io.penstock.store.StoreOptions;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the file small and the log short, on a thread and a connection of its own.
 *
 * <p>Why not SQLite's automatic checkpoint: it runs inside somebody's commit. Here a passive one
 * runs beside the commits. Under steady writing a passive one never quite catches up and the log
 * grows on, so above a bound the writer is asked to empty it between two commits; little is left to
 * do then.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final StoreFolder folder;
  private final StoreOptions options;
  private final GroupCommit writer;
  private final Function<Instant, Future<Boolean>> sweep;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "penstock-store-upkeep");
            made.setDaemon(true);
            return made;
          });
  private @Nullable Session session;

  Upkeep(
      StoreFolder folder,
      StoreOptions options,
      GroupCommit writer,
      Function<Instant, Future<Boolean>> sweep) {
    this.folder = folder;
    this.options = options;
    this.writer = writer;
    this.sweep = sweep;
  }

  void start() {
    again(options.checkpointEvery().toNanos(), this::checkpoint);
    again(options.sweepEvery().toNanos(), this::sweepOnce);
  }

  // Each work looks after its own failures and sets itself up again.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void again(long nanos, Runnable work) {
    try {
      thread.schedule(work, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closing) {
      // Nothing needs keeping up any more.
    }
  }

  private void checkpoint() {
    try {
      if (session == null) {
        session = Session.writer(folder.file(), options);
      }
      session.exec("PRAGMA wal_checkpoint(PASSIVE)");
      if (logBytes() > options.walMaxBytes()) {
        writer.truncateLog();
      }
    } catch (SQLException later) {
      LOG.debug("No checkpoint now: {}", later.getMessage());
      if (session != null) {
        session.close();
        session = null;
      }
    } finally {
      again(options.checkpointEvery().toNanos(), this::checkpoint);
    }
  }

  private void sweepOnce() {
    sweep
        .apply(Instant.now())
        .onSuccess(more -> again(more ? 0 : options.sweepEvery().toNanos(), this::sweepOnce))
        .onFailure(
            later -> {
              LOG.warn("What is too old stays for now: {}", later.getMessage());
              again(options.sweepEvery().toNanos(), this::sweepOnce);
            });
  }

  long logBytes() {
    try {
      return Files.size(folder.log());
    } catch (IOException none) {
      return 0;
    }
  }

  void stop() {
    thread.shutdownNow();
  }

  /** Closing the last connection moves the rest of the log into the file and deletes the log. */
  void close(long seconds) throws InterruptedException {
    if (thread.awaitTermination(seconds, TimeUnit.SECONDS) && session != null) {
      session.close();
    }
  }
}
