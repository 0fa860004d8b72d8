/**
 * Gives out: a {@link io.penstock.sync.push.Pusher} drains the outbox towards one plug of one
 * connection and settles each record. It runs at its own pace: a wake-up only says that there is
 * something.
 *
 * <p>Invariant: this is the one place that tries again; a record leaves the outbox only by a
 * settlement.
 */
@NullMarked
package io.penstock.sync.push;

import org.jspecify.annotations.NullMarked;
