package io.penstock.api;

import java.time.Duration;

/**
 * How the management port listens. It is never behind the ingress: it tells operators more than the
 * world should know.
 *
 * @param port 0 for one that the system chooses
 * @param checkTimeout after which a check that does not answer has failed
 * @param checkEvery how long an answer is good for, so that probes cost nothing under load
 * @param loopStuckAfter an event loop silent for this long fails liveness
 */
public record ManagementOptions(
    String host, int port, Duration checkTimeout, Duration checkEvery, Duration loopStuckAfter) {
  public static final ManagementOptions DEFAULTS =
      new ManagementOptions(
          "0.0.0.0", 8081, Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(10));

  public ManagementOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: name the address to listen on, such as 0.0.0.0");
    }
    ApiOptions.between("port", port, 0, 65_535);
    ApiOptions.between("checkTimeout", checkTimeout, Duration.ofMillis(10), Duration.ofMinutes(1));
    ApiOptions.between("checkEvery", checkEvery, Duration.ofMillis(1), Duration.ofMinutes(1));
    ApiOptions.between(
        "loopStuckAfter", loopStuckAfter, Duration.ofSeconds(2), Duration.ofMinutes(10));
  }
}
