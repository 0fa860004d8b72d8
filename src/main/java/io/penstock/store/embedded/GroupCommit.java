package io.penstock.store.embedded;

import io.penstock.store.StoreMeters;
import io.penstock.store.StoreOptions;
import io.penstock.sync.StoreUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer. Operations queue up; its thread takes what is there, up to a number of rows, does
 * it all in one transaction and answers the callers after the commit.
 *
 * <p>A lonely operation is committed at once. Those that follow soon after gather before the next
 * group begins, see {@link Gathering}: a commit costs a write to the disk and two changes of
 * threads however little is in it, and callers that are answered together also send together.
 *
 * <p>An operation that fails must not fail its neighbours. A savepoint around each would tax all of
 * them for the few that fail. So the group is rolled back, and done again as those before the bad
 * one, the bad one alone, and those behind it.
 *
 * <p>When the disk fails, every caller in the group is told, and before the next group the file is
 * opened afresh. So the store comes back by itself when the disk does.
 */
final class GroupCommit {
  /** One operation. May be run again after a rollback, so it changes nothing but rows. */
  interface Work<T> {
    @Nullable T run(Transaction transaction) throws SQLException;
  }

  /** How the log begins anew, by the names that SQLite has for it. */
  enum NewLog {
    /** Its file keeps its length. */
    RESTART,
    TRUNCATE
  }

  private static final int LOG_WAIT_MILLIS = 200;

  /** From the start of one group to the start of the next at least. */
  private static final Duration GROUP_EVERY = Duration.ofMillis(2);

  /** How many times the queue's bounds hold for what empties the store. */
  private static final int RELIEF = 4;

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  /** An operation with whoever waits for it. */
  private static final class Operation<T> {
    private final int rows;
    private final long bytes;
    private final Work<T> work;
    private final Callers.Caller<T> caller;
    private @Nullable T result;

    private Operation(int rows, long bytes, Work<T> work, Callers.Caller<T> caller) {
      this.rows = rows;
      this.bytes = bytes;
      this.work = work;
      this.caller = caller;
    }

    private void run(Transaction transaction) throws SQLException {
      result = work.run(transaction);
    }

    private void succeed() {
      caller.succeed(result);
    }
  }

  /** A question to what the writer knows by heart. */
  private record Look<T>(Function<SlotBook, T> question, Callers.Caller<T> caller) {
    void answer(SlotBook book) {
      T answer;
      try {
        answer = question.apply(book);
      } catch (RuntimeException mistake) {
        caller.fail(mistake);
        return;
      }
      caller.succeed(answer);
    }
  }

  private final Vertx vertx;
  private final Path file;
  private final StoreOptions options;
  private final StoreMeters meters;
  private final Memory memory;
  private final Witness witness;
  private final Object lock = new Object();
  private final ArrayDeque<Operation<?>> queue = new ArrayDeque<>();
  private final ArrayDeque<Look<?>> looks = new ArrayDeque<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicReference<@Nullable NewLog> newLog = new AtomicReference<>();
  private long queuedBytes;
  private boolean closed;
  private boolean idle;
  private final Gathering gathering = new Gathering(GROUP_EVERY);
  private @Nullable Session session;
  private boolean diskFailed;

  /** How many operations of the last transaction ran; below zero when it did not even begin. */
  private int reached;

  GroupCommit(
      Vertx vertx,
      Session session,
      Memory memory,
      Witness witness,
      Path file,
      StoreOptions options,
      StoreMeters meters) {
    this.vertx = vertx;
    this.session = session;
    this.memory = memory;
    this.witness = witness;
    this.file = file;
    this.options = options;
    this.meters = meters;
    meters.queue(this::length);
  }

  void start() {
    Thread thread = new Thread(this::loop, "penstock-store-writer");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * @param rows about how many rows it writes
   * @param bytes what it holds in memory while it waits
   */
  <T> Future<T> submit(int rows, long bytes, Work<T> work) {
    return submit(rows, bytes, work, 1);
  }

  /**
   * For what makes the store emptier. It finds room where new work is refused: a settlement that is
   * refused means that something already pushed is pushed again.
   */
  <T> Future<T> submitRelief(int rows, long bytes, Work<T> work) {
    return submit(rows, bytes, work, RELIEF);
  }

  private <T> Future<T> submit(int rows, long bytes, Work<T> work, int room) {
    Callers.Caller<T> caller = Callers.of(vertx);
    synchronized (lock) {
      if (closed) {
        return Future.failedFuture(
            new StoreUnavailableException("the store is closed", false, null));
      }
      boolean full =
          queue.size() >= (long) room * options.queueOperationsMax()
              || (!queue.isEmpty() && queuedBytes + bytes > room * options.queueMaxBytes());
      if (full) {
        meters.refused();
        return Future.failedFuture(
            new StoreUnavailableException(
                "the store is full: "
                    + queue.size()
                    + " operations wait for the disk; come again later",
                true,
                null));
      }
      queue.add(new Operation<>(rows, bytes, work, caller));
      queuedBytes += bytes;
      wakeUp();
    }
    return caller.future();
  }

  /**
   * Asks between two commits, so that the answer knows of nothing that is not on disk. It may mark
   * slots as claimed and changes nothing else.
   */
  <T> Future<T> look(Function<SlotBook, T> question) {
    Callers.Caller<T> caller = Callers.of(vertx);
    synchronized (lock) {
      if (closed) {
        return Future.failedFuture(
            new StoreUnavailableException("the store is closed", false, null));
      }
      if (looks.size() >= options.readsWaitingMax()) {
        return Future.failedFuture(
            new StoreUnavailableException(
                "the store is full: "
                    + options.readsWaitingMax()
                    + " reads are waiting; come again later",
                true,
                null));
      }
      looks.add(new Look<>(question, caller));
      wakeUp();
    }
    return caller.future();
  }

  /** Only who sleeps for want of work is woken; who gathers comes by itself. */
  private void wakeUp() {
    if (idle) {
      idle = false;
      lock.notifyAll();
    }
  }

  int length() {
    synchronized (lock) {
      return queue.size();
    }
  }

  /** Takes nothing more; completes when all that was taken is answered and the file is closed. */
  CompletableFuture<Void> close() {
    synchronized (lock) {
      closed = true;
      wakeUp();
    }
    return ended;
  }

  private void loop() {
    try {
      List<Operation<?>> group = new ArrayList<>();
      List<Look<?>> questions = new ArrayList<>();
      while (take(group, questions)) {
        if (!group.isEmpty()) {
          commit(group);
          beginLogIfAsked();
        }
        answer(questions);
        group.clear();
        questions.clear();
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      if (session != null) {
        session.close();
      }
      ended.complete(null);
    }
  }

  /** Blocks until there is something; false when closed and all done. */
  private boolean take(List<Operation<?>> group, List<Look<?>> questions)
      throws InterruptedException {
    awaitWork();
    gather();
    synchronized (lock) {
      questions.addAll(looks);
      looks.clear();
      int rows = 0;
      for (Operation<?> next = queue.peek();
          next != null && (group.isEmpty() || rows + next.rows <= options.commitRowsMax());
          next = queue.peek()) {
        queue.remove();
        queuedBytes -= next.bytes;
        rows += next.rows;
        group.add(next);
      }
      return !group.isEmpty() || !questions.isEmpty();
    }
  }

  private void awaitWork() throws InterruptedException {
    synchronized (lock) {
      while (queue.isEmpty() && looks.isEmpty() && !closed) {
        idle = true;
        lock.wait();
      }
      idle = false;
    }
  }

  private void gather() {
    long now = System.nanoTime();
    for (long left = gathering.left(now);
        left > 0 && !Thread.currentThread().isInterrupted();
        left = gathering.left(now)) {
      LockSupport.parkNanos(left);
      now = System.nanoTime();
    }
    gathering.begins(now);
  }

  private void answer(List<Look<?>> questions) {
    if (questions.isEmpty()) {
      return;
    }
    try {
      session(); // after trouble with the disk the book is worth nothing until it is read again
    } catch (Throwable failure) {
      StoreUnavailableException told = Trouble.ofDisk(file, failure);
      questions.forEach(question -> question.caller().fail(told));
      return;
    }
    questions.forEach(question -> question.answer(memory.book()));
  }

  private void commit(List<Operation<?>> group) {
    List<Operation<?>> rest = group;
    while (!rest.isEmpty()) {
      int bad = attempt(rest);
      if (bad < 0) {
        return;
      }
      commit(rest.subList(0, bad));
      attempt(rest.subList(bad, bad + 1));
      rest = rest.subList(bad + 1, rest.size());
    }
  }

  /** Below zero when everybody is answered, else the place of the one that spoilt it for all. */
  private int attempt(List<Operation<?>> group) {
    try {
      write(group);
    } catch (Throwable failure) {
      if (reached < 0 || !Trouble.ofOperation(failure)) {
        disk(group, failure);
      } else if (group.size() == 1) {
        group.get(0).caller.fail(failure);
      } else {
        return Math.min(reached, group.size() - 1);
      }
      return -1;
    }
    group.forEach(Operation::succeed);
    return -1;
  }

  private void write(List<Operation<?>> group) throws SQLException, IOException {
    reached = -1;
    long started = System.nanoTime();
    Session sql = session();
    Transaction transaction = new Transaction(sql, memory, memory.slots());
    int rows = 0;
    sql.beginWrite();
    reached = 0;
    try {
      for (Operation<?> operation : group) {
        operation.run(transaction);
        rows += operation.rows;
        reached++;
      }
      reached = -1; // from here on the slots change, so only a fresh start can undo
      transaction.finish();
      sql.commit();
    } catch (Throwable failure) {
      sql.rollback();
      throw failure;
    }
    transaction.publish();
    witness.saw(memory.storeId(), memory.commits());
    meters.committed(rows, System.nanoTime() - started);
    if (diskFailed) {
      diskFailed = false;
      LOG.info("The store writes again.");
    }
  }

  private Session session() throws SQLException, IOException {
    if (session == null) {
      Session fresh = Session.writer(file, options);
      try {
        memory.load(fresh);
        witness.check(file, memory.storeId(), memory.commits());
      } catch (SQLException | IOException | RuntimeException failure) {
        fresh.close();
        throw failure;
      }
      session = fresh;
    }
    return session;
  }

  /** Nobody knows what the connection and the last commit are worth now, so both are given up. */
  private void disk(List<Operation<?>> group, Throwable failure) {
    StoreUnavailableException told = Trouble.ofDisk(file, failure);
    meters.failed();
    if (!diskFailed) {
      diskFailed = true;
      LOG.error("The store takes nothing until this is repaired: {}", told.getMessage());
    }
    if (session != null) {
      session.close();
      session = null;
    }
    group.forEach(operation -> operation.caller.fail(told));
  }

  /** Asks for a log that begins anew: the writer sees to it after its next commit. */
  void beginLog(NewLog how) {
    newLog.set(how);
  }

  /** Between two commits nobody writes, so only a reader can be in the way, and not for long. */
  private void beginLogIfAsked() {
    NewLog how = newLog.getAndSet(null);
    if (session == null || how == null) {
      return;
    }
    try {
      session.exec("PRAGMA busy_timeout=" + LOG_WAIT_MILLIS);
      session.exec("PRAGMA wal_checkpoint(" + how.name() + ")");
    } catch (SQLException later) {
      LOG.debug("The log could not be begun anew now: {}", later.getMessage());
    } finally {
      restoreBusyTimeout(session);
    }
  }

  private void restoreBusyTimeout(Session sql) {
    try {
      sql.exec("PRAGMA busy_timeout=" + options.busyTimeout().toMillis());
    } catch (SQLException broken) {
      LOG.debug("The next commit will open the file afresh: {}", broken.getMessage());
    }
  }
}
