package io.penstock.sandbox.partner;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the partner's system does wrong with one webhook. */
enum PartnerFault {
  ERROR(500, false, false),
  UNAVAILABLE(503, true, false),
  TOO_MANY(429, true, false),
  CLOSED(0, false, false),
  /** Recorded, but the connection ends before the answer. */
  CLOSED_AFTER_RECORDING(0, false, true),
  /** Recorded, but no answer comes for a long while. */
  SILENT_AFTER_RECORDING(0, false, true);

  private final int status;
  private final boolean saysWhen;
  private final boolean records;

  PartnerFault(int status, boolean saysWhen, boolean records) {
    this.status = status;
    this.saysWhen = saysWhen;
    this.records = records;
  }

  /** Status of the answer; 0 for no answer. */
  int status() {
    return status;
  }

  /** Whether the answer carries Retry-After. */
  boolean saysWhen() {
    return saysWhen;
  }

  boolean records() {
    return records;
  }

  static @Nullable PartnerFault draw(double share, SplittableRandom random) {
    return random.nextDouble() < share ? values()[random.nextInt(values().length)] : null;
  }
}
