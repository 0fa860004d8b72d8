package io.penstock.connector.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The two clocks of this room, and how it keeps those apart who were told the same moment.
 *
 * @param nanos monotonic, for every wait
 * @param wall only to tell people and to read dates that a platform sent
 * @param jitter by chance, from 0 to below 1; see {@link Trouble#heldBack}
 */
record Clocks(LongSupplier nanos, InstantSource wall, DoubleSupplier jitter) {
  static final Clocks SYSTEM =
      new Clocks(
          System::nanoTime, InstantSource.system(), () -> ThreadLocalRandom.current().nextDouble());

  /** The moment so far from now, as people read it. */
  Instant after(long nanosFromNow) {
    return wall.instant().plusNanos(nanosFromNow).truncatedTo(ChronoUnit.MILLIS);
  }
}
