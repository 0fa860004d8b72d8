/**
 * The jar from the outside: real processes, the shipped configuration files, signals, and the lines
 * of the README. Run by failsafe after packaging, and read by the foreign verifiers for a running
 * gateway. Invariant: nothing in here has a fixed port or leaves a process behind.
 */
@NullMarked
package io.penstock.ends;

import org.jspecify.annotations.NullMarked;
