package io.penstock.tenant;

import io.penstock.record.RecordType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One record type in one direction on a connection.
 *
 * @param every how long after one poll the next starts; only for EXPORT, null for the gateway's
 *     default
 */
public record Plug(RecordType type, Direction direction, @Nullable Duration every) {
  public static final Duration EVERY_MIN = Duration.ofSeconds(1);
  public static final Duration EVERY_MAX = Duration.ofDays(1);

  public Plug {
    if (every != null && direction == Direction.IMPORT) {
      throw new IllegalArgumentException(
          "every: only an EXPORT plug is polled; leave it out of the IMPORT plug " + type.code());
    }
    if (every != null && (every.compareTo(EVERY_MIN) < 0 || every.compareTo(EVERY_MAX) > 0)) {
      throw new IllegalArgumentException("every: must be between 1s and 1d, not " + every);
    }
  }
}
