package io.penstock.cli.bench;

/** A measurement cannot be made here. The message is for people. */
public final class BenchTrouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchTrouble(String message) {
    super(message, null, false, false);
  }
}
