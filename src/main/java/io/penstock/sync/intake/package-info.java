/**
 * Takes in: a {@link io.penstock.sync.intake.Poller} asks each EXPORT plug what changed, the API
 * hands over what the partner sent, and {@link io.penstock.sync.intake.Intake} asks who wants it
 * and hands it to the outbox in one commit.
 *
 * <p>Invariant: records and the cursor that covers them are one commit, and a caller hears "taken"
 * only after it.
 */
@NullMarked
package io.penstock.sync.intake;

import org.jspecify.annotations.NullMarked;
