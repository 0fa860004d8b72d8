package io.penstock.store.embedded;

import io.penstock.store.StoreOptions;
import io.penstock.sync.StoreUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A few connections that read beside the writer, each read in one snapshot. */
final class Readers {
  /** One read; may ask several questions and gets one snapshot's answers. */
  interface Read<T> {
    @Nullable T run(Session sql) throws SQLException;
  }

  private final Vertx vertx;
  private final Path file;
  private final StoreOptions options;
  private final ThreadPoolExecutor threads;
  private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

  Readers(Vertx vertx, Path file, StoreOptions options) {
    this.vertx = vertx;
    this.file = file;
    this.options = options;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            options.readers(),
            options.readers(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(options.readsWaitingMax()),
            work -> {
              Thread thread = new Thread(work, "penstock-store-reader-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  <T> Future<T> read(Read<T> read) {
    Callers.Caller<T> caller = Callers.of(vertx);
    try {
      threads.execute(() -> run(read, caller));
    } catch (RejectedExecutionException refused) {
      return Future.failedFuture(
          threads.isShutdown()
              ? new StoreUnavailableException("the store is closed", false, null)
              : new StoreUnavailableException(
                  "the store is full: "
                      + options.readsWaitingMax()
                      + " reads are waiting; come again later",
                  true,
                  null));
    }
    return caller.future();
  }

  private <T> void run(Read<T> read, Callers.Caller<T> caller) {
    Session session = idle.poll();
    @Nullable T result;
    try {
      if (session == null) {
        session = Session.reader(file, options);
      }
      session.begin();
      try {
        result = read.run(session);
      } finally {
        session.rollback();
      }
    } catch (Throwable failure) {
      giveUp(session);
      caller.fail(failure instanceof SQLException ? Trouble.ofDisk(file, failure) : failure);
      return;
    }
    idle.push(session);
    caller.succeed(result);
  }

  private static void giveUp(@Nullable Session session) {
    if (session != null) {
      session.close();
    }
  }

  /** Blocks until what was taken is answered, at most for the time given. */
  void close(long seconds) throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(seconds, TimeUnit.SECONDS)) {
      threads.shutdownNow();
    }
    for (Session session = idle.poll(); session != null; session = idle.poll()) {
      session.close();
    }
  }
}
