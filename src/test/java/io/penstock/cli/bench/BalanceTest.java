package io.penstock.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.LedgerTotals;
import org.junit.jupiter.api.Test;

class BalanceTest {
  private static final LedgerTotals EVEN = new LedgerTotals(10, 7, 3, 0, 0, true);

  @Test
  void allThatWasAcknowledgedAndCameIsBalanced() {
    assertThat(new Balance(EVEN, 10, 5, 0, 0).faults()).isEmpty();
  }

  @Test
  void eachWayOfLosingSomethingIsAFault() {
    assertThat(new Balance(EVEN, 11, 5, 0, 0).faults()).singleElement().asString().contains("11");
    assertThat(new Balance(EVEN, 10, 5, 2, 0).faults()).singleElement().asString().contains("2 of");
    assertThat(new Balance(EVEN, 10, 5, 0, 1).faults()).hasSize(1);
    assertThat(new Balance(new LedgerTotals(10, 6, 3, 1, 0, true), 10, 5, 0, 0).faults())
        .hasSize(1);
    assertThat(new Balance(new LedgerTotals(10, 6, 3, 0, 0, false), 10, 5, 0, 0).faults())
        .hasSize(1);
  }

  @Test
  void whatWaitsIsAFaultOnlyWhereAllShouldHaveCome() {
    Balance waiting = new Balance(new LedgerTotals(10, 7, 0, 0, 3, true), 10, 5, 0, 0);
    assertThat(waiting.faults()).hasSize(1);
    assertThat(waiting.faultsButWaiting()).isEmpty();
  }
}
