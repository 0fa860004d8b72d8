package io.penstock.server;

import io.penstock.connector.Connectors;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.Ready;
import io.penstock.sync.eventlog.EventLog;
import io.penstock.sync.intake.Intake;
import io.penstock.sync.intake.IntakeMeters;
import io.penstock.sync.intake.IntakeOptions;
import io.penstock.sync.outbox.Outbox;
import io.penstock.sync.push.DriftMeters;
import io.penstock.sync.push.DriftOptions;
import io.penstock.sync.push.PushMeters;
import io.penstock.sync.push.PushOptions;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;

/** What every tenant's verticle uses, shared by all of them. */
record TenantParts(
    Connectors connectors,
    Intake intake,
    Outbox outbox,
    EventLog eventLog,
    Ready ready,
    PlugBoard board,
    IntakeOptions intakeOptions,
    PushOptions pushOptions,
    DriftOptions driftOptions,
    Declaration.Waits declarationWaits,
    IntakeMeters intakeMeters,
    PushMeters pushMeters,
    DriftMeters driftMeters,
    InstantSource clock,
    DoubleSupplier random) {}
