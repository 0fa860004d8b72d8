package io.penstock.sync;

import io.penstock.record.RecordType;

/**
 * One line of the sum that must balance: {@code accepted = settled + superseded + dead + waiting}.
 * Counted in transfers, that is in records times the targets they go to.
 *
 * @param superseded states replaced by a newer one before they were pushed
 * @param dead died and not replayed; stays counted when the dead letter expires
 */
public record Ledger(
    String tenant,
    RecordType type,
    long accepted,
    long settled,
    long superseded,
    long dead,
    long waiting) {

  public boolean balances() {
    return accepted == settled + superseded + dead + waiting;
  }
}
