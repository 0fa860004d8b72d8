/**
 * The command line: one class per command, put together by {@link io.penstock.cli.PenstockCommand}.
 * Only {@link io.penstock.Main} calls it.
 *
 * <p>Invariant: data goes to stdout, messages to stderr, and the exit code is one of {@link
 * io.penstock.cli.ExitCode}; a user's mistake shows no stack trace.
 */
@NullMarked
package io.penstock.cli;

import org.jspecify.annotations.NullMarked;
