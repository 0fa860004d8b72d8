package io.penstock;

import io.penstock.cli.PenstockCommand;

/** The front door: hands the command line to {@code cli}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(PenstockCommand.run(args));
  }
}
