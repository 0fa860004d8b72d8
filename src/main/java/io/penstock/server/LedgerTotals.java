package io.penstock.server;

import io.penstock.sync.Ledger;
import java.util.List;

/**
 * The ledger's lines added up over all tenants and record types.
 *
 * @param balanced whether each line balances by itself
 */
public record LedgerTotals(
    long accepted, long settled, long superseded, long dead, long waiting, boolean balanced) {
  static LedgerTotals of(List<Ledger> lines) {
    long accepted = 0;
    long settled = 0;
    long superseded = 0;
    long dead = 0;
    long waiting = 0;
    boolean balanced = true;
    for (Ledger line : lines) {
      accepted += line.accepted();
      settled += line.settled();
      superseded += line.superseded();
      dead += line.dead();
      waiting += line.waiting();
      balanced &= line.balances();
    }
    return new LedgerTotals(accepted, settled, superseded, dead, waiting, balanced);
  }
}
