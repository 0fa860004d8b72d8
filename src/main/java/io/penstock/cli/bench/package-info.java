/**
 * Measures the gateway on this machine: one class per scenario, called by the command {@code bench}
 * alone. The gateway runs in this process as it is shipped; who feeds it and who takes its pushes
 * run in another, so that this process's CPU time is the gateway's. The bare client beside it does
 * the same pushes with nothing behind them, in turns with the gateway, and the figure that counts
 * is the ratio.
 *
 * <p>Invariant: a result whose ledger does not balance is void, whatever it measured.
 */
@NullMarked
package io.penstock.cli.bench;

import org.jspecify.annotations.NullMarked;
