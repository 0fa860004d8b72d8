/**
 * Moves records. Its folders stand in reading order: {@code intake} takes in, {@code outbox} keeps,
 * {@code push} gives out, {@code eventlog} tells. Here is what they share: the {@link
 * io.penstock.sync.Ledger} that must balance and the {@link io.penstock.sync.PlugBoard} that says
 * how each plug is doing.
 *
 * <p>Invariant: whatever was answered for is on disk first.
 */
@NullMarked
package io.penstock.sync;

import org.jspecify.annotations.NullMarked;
