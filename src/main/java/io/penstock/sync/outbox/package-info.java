/**
 * Keeps what waits for each target connection, and what died. Intake puts in, push takes out; the
 * store fills the contracts.
 *
 * <p>Invariant: settling names the exact version that was pushed, so a newer value that came
 * meanwhile stays.
 */
@NullMarked
package io.penstock.sync.outbox;

import org.jspecify.annotations.NullMarked;
