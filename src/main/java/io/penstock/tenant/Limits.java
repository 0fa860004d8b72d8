package io.penstock.tenant;

/**
 * What one tenant may ask of the gateway, so that its flood stays its own.
 *
 * @param updatesPerSecond updates taken from the API a second, on average
 * @param updatesBurst updates taken at once after a quiet time
 * @param waitingMax transfers that may wait for this tenant's targets before new ones are refused
 * @param negativeStock whether a quantity below zero is a level or a mistake
 */
public record Limits(
    int updatesPerSecond, int updatesBurst, int waitingMax, boolean negativeStock) {
  public static final Limits DEFAULTS = new Limits(5_000, 50_000, 500_000, false);

  public Limits {
    positive("updatesPerSecond", updatesPerSecond, 1_000_000);
    positive("updatesBurst", updatesBurst, 10_000_000);
    positive("waitingMax", waitingMax, 10_000_000);
  }

  private static void positive(String key, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(key + ": must be between 1 and " + max + ", not " + value);
    }
  }
}
