package io.penstock.connector;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection while it is open. Used from one event loop. All calls go down that connection's
 * ladder in {@code connector.http}: rate limit, circuit breaker, pool.
 *
 * <p>Futures fail with {@link PlatformException} for trouble of the platform's making; any other
 * failure is our own mistake.
 */
public interface Link {
  /**
   * Tells the platform which plugs this connection uses, where the platform asks for that; writes
   * only what differs, so that a repeated start is harmless.
   */
  Future<Void> declare();

  /** Whether there is anything to declare; where not, {@link #declare} is never called. */
  default boolean declares() {
    return true;
  }

  /** Whether records of this type are asked for; false where the system sends them by itself. */
  default boolean isPolled(RecordType type) {
    return true;
  }

  /**
   * Reads what changed since {@code from}. Pages are handed over one after the other; the next is
   * read only when the future of the page before has completed, so at most one page is in memory.
   * Fails, and stops, when a page's future fails. Records may come again: the outbox knows them.
   */
  Future<Void> poll(RecordType type, Cursor from, Function<Page, Future<Void>> pages);

  /**
   * Where a resync starts reading: a cursor that is its own and never becomes the plug's. May lie
   * before {@code since}, as the usual answer does, which is the beginning: the outbox skips what
   * it knows.
   *
   * @param since changes at this time or later are wanted; null for everything
   */
  default Cursor resyncFrom(RecordType type, @Nullable Instant since) {
    return Cursor.START;
  }

  /**
   * Reads as {@link #poll} does, up to the present, for a resync: beside the polls of the same plug
   * and after them where calls have to wait. May be under way while a poll is.
   */
  default Future<Void> reread(RecordType type, Cursor from, Function<Page, Future<Void>> pages) {
    return poll(type, from, pages);
  }

  /** Records of this type that one call carries; 1 where the platform has no batches. */
  int batchMax(RecordType type);

  /** Pushes of this type that may be under way at once. */
  int inFlightMax(RecordType type);

  /**
   * Pushes at most {@link #batchMax} deliveries of one type and answers for each, in order. Never
   * fails for platform trouble: that is a {@link PushResult#deferred}.
   */
  Future<List<PushResult>> push(RecordType type, List<Delivery> batch);

  /** Whether {@link #pushPacked} takes states of this type. */
  default boolean takesPacked(RecordType type) {
    return false;
  }

  /**
   * Likewise for at most {@link #batchMax} states of one type, packed; for systems that take them
   * by the million. The block is only lent until the future completes.
   */
  default Future<List<PushResult>> pushPacked(RecordType type, StateBlock states) {
    throw new IllegalStateException("this link takes no packed " + type.code());
  }

  /** Whether what the system holds of states of this type can be read back and compared. */
  default boolean readsBack(RecordType type) {
    return false;
  }

  /**
   * Reads what the system holds of states of this type, whole; its calls come after all others of
   * the connection. To be called only where {@link #readsBack} says so.
   */
  default Future<Holding> readBack(RecordType type) {
    throw new IllegalStateException("this link does not read " + type.code() + " back");
  }

  /** Tells the platform what happened, where it wants to know. Best effort, at most once. */
  Future<Void> report(List<Report> reports);

  /**
   * Why calls on this connection must wait now, in plain words with a bound, such as "rate limit
   * until …" or "circuit breaker open until …"; empty when nothing stands in the way.
   */
  String waitingFor();

  /** Gives back what the link holds. Calls under way are finished first. */
  Future<Void> close();
}
