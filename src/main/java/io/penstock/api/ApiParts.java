package io.penstock.api;

import io.penstock.connector.Connectors;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.Ready;
import io.penstock.sync.eventlog.EventLog;
import io.penstock.sync.intake.Intake;
import io.penstock.sync.intake.Replays;
import io.penstock.sync.intake.Resyncs;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.sync.outbox.OrderFeed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.TenantDirectory;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the API works with.
 *
 * @param clock the time of day, for {@code changedAt}
 * @param nanoClock for spans of time
 */
public record ApiParts(
    TenantDirectory directory,
    ApiKeys apiKeys,
    Intake intake,
    Outbox outbox,
    DeadLetters deadLetters,
    OrderFeed orderFeed,
    EventLog eventLog,
    PlugBoard plugBoard,
    Connectors connectors,
    Resyncs resyncs,
    Replays replays,
    Ready ready,
    InstantSource clock,
    LongSupplier nanoClock) {}
