package io.penstock.sync.intake;

import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Begins resyncs where their tenants run, and tells how they go. Safe from any thread. */
public interface Resyncs {
  /**
   * What to read again.
   *
   * @param since changes at this time or later; null for everything the connection may read
   * @param by who asked, for the event log
   */
  record Wish(ConnectionRef source, RecordType type, @Nullable Instant since, String by) {}

  /** What came of a wish. */
  sealed interface Answer {
    /** It runs, and the event log says so. */
    record Begun(ResyncStatus status) implements Answer {}

    /** One of this connection is still under way. */
    record UnderWay(ResyncStatus status) implements Answer {}

    /**
     * It cannot be done now.
     *
     * @param why one sentence
     */
    record Refused(String why) implements Answer {}
  }

  /**
   * Fails only when the beginning could not be written into the event log; then it does not run.
   */
  Future<Answer> begin(Wish wish);

  /** The newest resync of each plug that had one since the tenant was started. */
  List<ResyncStatus> of(String tenant);
}
