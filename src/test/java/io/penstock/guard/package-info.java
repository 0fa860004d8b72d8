/**
 * What the hot paths may cost: runs the benchmarks that {@code src/jmh/guards.txt} names and holds
 * them to it. Nobody calls it but the test command. Invariant: time is only ever judged as a ratio
 * to another benchmark of the same run, and nothing fails that was not measured again for longer.
 */
@NullMarked
package io.penstock.guard;

import org.jspecify.annotations.NullMarked;
