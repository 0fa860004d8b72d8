package io.penstock.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot do what was asked. It is told in one sentence, without a stack trace. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final @Nullable String next;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param next what the user can do now; null when the message says it all
   */
  public CommandFailure(int exitCode, String message, @Nullable String next) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.next = next;
  }

  public int exitCode() {
    return exitCode;
  }

  public @Nullable String next() {
    return next;
  }
}
