package io.penstock.sync.push;

import io.penstock.connector.Report;
import io.penstock.record.RecordType;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Routes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts each ending into words: the event log's line, the platform's report, the meters. A state
 * that went well has no line of its own, for a merchant has ten thousands of them a day; its plug's
 * last success and the ledger tell.
 */
final class Endings {
  private final String platform;
  private final ConnectionRef target;
  private final RecordType type;
  private final Reporter reporter;
  private final PushMeters meters;

  Endings(
      String platform,
      ConnectionRef target,
      RecordType type,
      Reporter reporter,
      PushMeters meters) {
    this.platform = platform;
    this.target = target;
    this.type = type;
    this.reporter = reporter;
    this.meters = meters;
  }

  /** Of a fact: each has its line. */
  Event delivered(Claimed claimed, Instant at) {
    return event(claimed, at, Event.Severity.INFO, "transfer.done", "Delivered " + what(claimed));
  }

  /** Only the first failure of a record has a line; its plug's health tells the rest. */
  @Nullable Event retried(Claimed claimed, Instant at, String reason) {
    String summary = "Could not deliver " + what(claimed) + ", will try again: " + reason;
    return claimed.attempts() == 0
        ? event(claimed, at, Event.Severity.WARNING, "transfer.retry", summary)
        : null;
  }

  Event died(Claimed claimed, Instant at, String reason) {
    String summary = "Gave up on " + what(claimed) + ": " + reason;
    return event(claimed, at, Event.Severity.ERROR, "transfer.dead", summary);
  }

  /** What follows a success once it is on disk, of one record or of several at once. */
  void done(int count, Instant acceptedAt, Instant at) {
    meters.ended(platform, type, Settlement.Ending.DONE, count);
    meters.took(platform, type, Duration.between(acceptedAt, at));
  }

  /** What follows a failure once it is on disk. */
  void retry() {
    meters.ended(platform, type, Settlement.Ending.RETRY, 1);
  }

  /**
   * What follows a death once it is on disk. The users of the system the record came from, or else
   * of the one that refused it, hear it.
   */
  void dead(Claimed claimed, Instant at, String reason) {
    meters.ended(platform, type, Settlement.Ending.DEAD, 1);
    boolean fromApi = claimed.source().equals(Routes.API);
    String connection = fromApi ? target.connection() : claimed.source();
    reporter.report(
        connection,
        new Report(
            true,
            type,
            fromApi ? Direction.IMPORT : Direction.EXPORT,
            "The " + type.code() + " could not be delivered",
            List.of(reason, "Repair the cause, then replay the dead letter in the gateway."),
            claimed.record().id(),
            claimed.record().displayId(),
            reason,
            at));
  }

  private String what(Claimed claimed) {
    return type.code() + " " + claimed.record().displayId() + " to " + target.connection();
  }

  private Event event(
      Claimed claimed, Instant at, Event.Severity severity, String code, String summary) {
    return new Event(
        0,
        at,
        target.tenant(),
        target.connection(),
        severity,
        type,
        Direction.IMPORT,
        code,
        summary,
        claimed.record().id(),
        claimed.record().displayId());
  }
}
