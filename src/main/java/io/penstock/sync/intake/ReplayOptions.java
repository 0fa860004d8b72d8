package io.penstock.sync.intake;

import java.time.Duration;

/**
 * How replays wait.
 *
 * @param roomEvery how long after a tenant was found full it is looked at again
 * @param retryEvery how long after a failed step it is tried again
 * @param troubleMax how long steps may fail in a row before the replay is given up
 * @param underWayMax replays at once
 * @param endedMax ended replays that are kept in memory to be looked at
 */
public record ReplayOptions(
    Duration roomEvery, Duration retryEvery, Duration troubleMax, int underWayMax, int endedMax) {
  public static final ReplayOptions DEFAULTS =
      new ReplayOptions(
          Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(10), 64, 256);
}
