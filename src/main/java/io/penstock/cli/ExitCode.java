package io.penstock.cli;

/** What a command's end tells the caller. The numbers are part of the public contract. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int UNCLEAN_STOP = 3;
  public static final int UNAVAILABLE = 69;
  public static final int TRY_AGAIN = 75;
  public static final int CONFIGURATION = 78;

  private ExitCode() {}
}
