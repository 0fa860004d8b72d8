package io.penstock.connector.http;

/**
 * How fast one connection may call.
 *
 * @param requestsPerSecond on average
 * @param requestsBurst calls that may leave at once after a quiet time
 * @param inFlightMax calls under way at once
 */
public record Pace(double requestsPerSecond, int requestsBurst, int inFlightMax) {
  public static final double REQUESTS_PER_SECOND_MAX = 100_000;
  public static final int REQUESTS_BURST_MAX = 100_000;
  public static final int IN_FLIGHT_MAX = 1_000;

  public Pace {
    if (!(requestsPerSecond >= 0.01 && requestsPerSecond <= REQUESTS_PER_SECOND_MAX)) {
      throw new IllegalArgumentException(
          "requestsPerSecond: must be between 0.01 and 100000, not " + requestsPerSecond);
    }
    if (requestsBurst < 1 || requestsBurst > REQUESTS_BURST_MAX) {
      throw new IllegalArgumentException(
          "requestsBurst: must be between 1 and 100000, not " + requestsBurst);
    }
    if (inFlightMax < 1 || inFlightMax > IN_FLIGHT_MAX) {
      throw new IllegalArgumentException(
          "inFlightMax: must be between 1 and 1000, not " + inFlightMax);
    }
  }
}
