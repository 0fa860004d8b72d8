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
 * grows on, so above a bound the writer is asked to begin the log anew between two commits; little
 * is left to do then. The log's file keeps its length, since a write into it costs half of one that
 * makes it longer; only a file of several times the bound is cut.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** How many times the bound the log's file may be long. */
  private static final int CUT_FACTOR = 4;

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
  private long pageBytes;

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
      if (usedBytes(session) > options.walMaxBytes()) {
        boolean cut = logBytes() > CUT_FACTOR * options.walMaxBytes();
        writer.beginLog(cut ? GroupCommit.NewLog.TRUNCATE : GroupCommit.NewLog.RESTART);
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

  /** Moves what it can from the log to the file; the answer is what of the log is in use. */
  private long usedBytes(Session sql) throws SQLException {
    if (pageBytes == 0) {
      pageBytes = sql.number("PRAGMA page_size");
    }
    Long pages = sql.first("PRAGMA wal_checkpoint(PASSIVE)", row -> row.getLong(2));
    return pages == null ? 0 : pages * pageBytes;
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
