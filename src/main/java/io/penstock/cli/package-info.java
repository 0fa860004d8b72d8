/**
 * The command line: one class for each command. Reads what people wrote, starts what they asked
 * for, and tells them what came of it in words and by the exit code.
 *
 * <p>Invariant: a user's mistake never shows a stack trace.
 */
@NullMarked
package io.penstock.cli;

import org.jspecify.annotations.NullMarked;
