package io.penstock.store.embedded;

import io.penstock.sync.outbox.Settlement;
import java.time.Instant;

/** What both kinds of transfer read from a settlement in the same way. */
final class Settlements {
  private Settlements() {}

  /** A retry without a time is due at once. */
  static Instant dueAt(Settlement settlement) {
    Instant dueAt = settlement.dueAt();
    return dueAt == null ? settlement.at() : dueAt;
  }
}
