/**
 * Stands in for the outside world: emulated platforms with seeded data, traffic, and faults on
 * demand, behind one listener. It keeps what it saw, so that a test can ask.
 *
 * <p>Started by the commands, by the tests and by certification. Invariant: a fault changes what a
 * caller hears, never what a platform holds as true.
 */
@NullMarked
package io.penstock.sandbox;

import org.jspecify.annotations.NullMarked;
