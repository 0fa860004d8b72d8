/**
 * Stands in for the outside world: emulated platforms and a partner's own system, with seeded data,
 * faults on demand, and the {@link io.penstock.sandbox.LedgerCheck} that compares what both ends
 * know. Started by the commands, the tests and certification.
 *
 * <p>Invariant: a fault changes what a caller hears, never what a side holds as true.
 */
@NullMarked
package io.penstock.sandbox;

import org.jspecify.annotations.NullMarked;
