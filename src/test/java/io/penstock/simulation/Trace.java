package io.penstock.simulation;

import java.time.Duration;

/** Everything that happened, as a number that differs when anything does. */
final class Trace {
  /** Prints each line, for a person who replays a seed. */
  private static final boolean ALOUD = Boolean.getBoolean("simulation.trace");

  private static final long PRIME = 0x100000001b3L;

  private final VirtualTime time;
  private long hash = 0xcbf29ce484222325L;
  private long lines;

  Trace(VirtualTime time) {
    this.time = time;
  }

  void line(String what) {
    lines++;
    mix(time.nanos());
    for (int i = 0; i < what.length(); i++) {
      mix(what.charAt(i));
    }
    if (ALOUD) {
      Duration at = time.elapsed();
      System.out.printf("%4d.%03d %s%n", at.toSeconds(), at.toMillisPart(), what);
    }
  }

  private void mix(long value) {
    hash = (hash ^ value) * PRIME;
  }

  long hash() {
    return hash;
  }

  long lines() {
    return lines;
  }
}
