package io.penstock.cli.bench;

/** One thing that is measured, from nothing running to nothing running. */
public interface Scenario {
  /** The word on the command line. */
  String name();

  /**
   * Whether what is measured should have one core to itself, for that is what it is held against.
   */
  default boolean pins() {
    return true;
  }

  /**
   * Measures. Blocks for as long as it takes.
   *
   * @throws BenchTrouble when it cannot be measured here
   */
  BenchResult run(BenchOptions options);
}
