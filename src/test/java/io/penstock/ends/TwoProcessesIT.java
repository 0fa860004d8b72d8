package io.penstock.ends;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} and {@code sandbox} as two processes, with the configuration files we ship. */
class TwoProcessesIT {
  private static final Duration END_MAX = Duration.ofMinutes(4);
  static final List<String> TYPES = List.of("order", "stock", "price");
  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void theLedgerBalancesAcrossTwoProcesses() throws Exception {
    try (RunningPair pair = pair("8s")) {
      assertThat(pair.sandbox().exitCode(END_MAX)).as(pair.said()).isZero();

      assertBalanced(pair);
      assertThat(pair.sandbox().lastLine().path("ledger").path("repeats").asLong()).isZero();
      pair.gateway().terminate();
      assertThat(pair.gateway().exitCode(STOP_MAX)).as(pair.said()).isZero();
    }
  }

  @Test
  void sigtermUnderLoadIsACleanEndWithinTenSeconds() throws Exception {
    try (RunningPair pair = pair("10m")) {
      Pages pages = new Pages(pair);
      Awaitility.await()
          .atMost(END_MAX)
          .until(() -> pages.hasSettled("order") && pages.hasSettled("stock"));

      pair.gateway().terminate();

      assertThat(pair.gateway().exitCode(STOP_MAX)).as(pair.said()).isZero();
    }
  }

  /** The sandbox ends its traffic and is content, and so is the gateway's own sum. */
  static void assertEndsBalanced(RunningPair pair, Pages pages) throws Exception {
    pair.sandbox().terminate();
    assertThat(pair.sandbox().exitCode(END_MAX)).as(pair.said()).isZero();
    assertBalanced(pair);
    for (String type : TYPES) {
      JsonNode line = pages.ledgerLine(type);
      assertThat(line.path("balances").asBoolean()).as(line.toString()).isTrue();
      assertThat(line.path("waiting").asLong()).as(line.toString()).isZero();
    }
  }

  static void assertBalanced(RunningPair pair) {
    JsonNode end = pair.sandbox().lastLine();
    assertThat(end.path("balanced").asBoolean()).as(pair.said()).isTrue();
    assertThat(end.path("updatesAccepted").asLong()).isPositive();
    for (JsonNode row : end.path("ledger").path("rows")) {
      assertThat(row.path("expected").asLong()).as(row.toString()).isPositive();
    }
  }

  private RunningPair pair(String length) throws Exception {
    return RunningPair.start(
        folder,
        "--for",
        length,
        "--orders-per-second",
        "5",
        "--updates-per-second",
        "500",
        "--poll-every",
        "1s");
  }
}
