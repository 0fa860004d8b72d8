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

  Settlement done(Claimed claimed, Instant at) {
    Event event =
        type.isFact()
            ? event(claimed, at, Event.Severity.INFO, "transfer.done", "Delivered " + what(claimed))
            : null;
    return Settlement.done(claimed, at, event);
  }

  Settlement retry(Claimed claimed, Instant at, Instant dueAt, String reason) {
    String summary = "Could not deliver " + what(claimed) + ", will try again: " + reason;
    Event event =
        claimed.attempts() == 0
            ? event(claimed, at, Event.Severity.WARNING, "transfer.retry", summary)
            : null;
    return Settlement.retry(claimed, at, dueAt, true, reason, event);
  }

  Settlement dead(Claimed claimed, Instant at, String reason, String exchange) {
    String summary = "Gave up on " + what(claimed) + ": " + reason;
    return Settlement.dead(
        claimed,
        at,
        reason,
        exchange,
        event(claimed, at, Event.Severity.ERROR, "transfer.dead", summary));
  }

  /** What follows once the ending is on disk. */
  void settled(Settlement settlement) {
    Claimed claimed = settlement.claimed();
    meters.ended(
        platform,
        type,
        settlement.ending(),
        Duration.between(claimed.acceptedAt(), settlement.at()));
    if (settlement.ending() == Settlement.Ending.DEAD) {
      report(claimed, settlement);
    }
  }

  /** The users of the system the record came from, or else of the one that refused it, hear it. */
  private void report(Claimed claimed, Settlement settlement) {
    boolean fromApi = claimed.source().equals(Routes.API);
    String connection = fromApi ? target.connection() : claimed.source();
    reporter.report(
        connection,
        new Report(
            true,
            type,
            fromApi ? Direction.IMPORT : Direction.EXPORT,
            "The " + type.code() + " could not be delivered",
            List.of(
                settlement.reason(),
                "Repair the cause, then replay the dead letter in the gateway."),
            claimed.record().id(),
            claimed.record().displayId(),
            settlement.reason(),
            settlement.at()));
  }

  private String what(Claimed claimed) {
    return type.code() + " " + claimed.record().displayId() + " to " + target.connection();
  }

  private @Nullable Event event(
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
