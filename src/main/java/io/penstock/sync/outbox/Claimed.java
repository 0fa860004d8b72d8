package io.penstock.sync.outbox;

import io.penstock.record.SyncRecord;
import io.penstock.tenant.ConnectionRef;
import java.time.Instant;

/**
 * A transfer that a pusher has taken up. It stays in the outbox until it is settled.
 *
 * @param id the slot it waits in, unique in the store
 * @param version which value of the slot this is; a newer arrival has a higher one
 * @param deliveryId stable over attempts and restarts, different for each version
 * @param first for a fact: no earlier version of its record was accepted for its target; for a
 *     state: none of its key was pushed to it yet
 * @param attempts counted tries before this one
 */
public record Claimed(
    long id,
    long version,
    String deliveryId,
    ConnectionRef target,
    String source,
    SyncRecord record,
    boolean first,
    int attempts,
    Instant acceptedAt) {}
