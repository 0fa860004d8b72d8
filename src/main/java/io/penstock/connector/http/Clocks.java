package io.penstock.connector.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * The two clocks of this room.
 *
 * @param nanos monotonic, for every wait
 * @param wall only to tell people and to read dates that a platform sent
 */
record Clocks(LongSupplier nanos, InstantSource wall) {
  static final Clocks SYSTEM = new Clocks(System::nanoTime, InstantSource.system());

  /** The moment so far from now, as people read it. */
  Instant after(long nanosFromNow) {
    return wall.instant().plusNanos(nanosFromNow).truncatedTo(ChronoUnit.MILLIS);
  }
}
