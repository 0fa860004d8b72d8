package io.penstock.sandbox.sharespine;

import java.util.HexFormat;
import java.util.SplittableRandom;

/** Ids of 32 hexadecimal characters, the same from the same seed. Guarded by whoever owns it. */
final class LocalIds {
  private final SplittableRandom random;

  LocalIds(long seed) {
    this.random = new SplittableRandom(seed);
  }

  String next() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
