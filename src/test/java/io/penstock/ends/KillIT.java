package io.penstock.ends;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the gateway, again and again, while orders and updates flow. An answer that was on its
 * way is lost, so a webhook may come twice; then it carries the same id, and the ledger that the
 * sandbox prints does not balance otherwise. More kills: {@code -Dpenstock.kills=100}.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("penstock.kills", 10);
  private static final long SEED = Long.getLong("penstock.seed", 1);
  private static final int LIFE_MILLIS_MIN = 1_000;
  private static final int LIFE_MILLIS_MAX = 2_500;
  private static final Duration END_MAX = Duration.ofMinutes(4);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void theLedgerBalancesHoweverOftenTheGatewayIsKilled() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    try (RunningPair pair = pair()) {
      Pages pages = new Pages(pair);
      for (int kill = 0; kill < KILLS; kill++) {
        // Not a wait for something: the moment of the kill is the input of this test.
        int life = random.nextInt(LIFE_MILLIS_MIN, LIFE_MILLIS_MAX);
        LockSupport.parkNanos(Duration.ofMillis(life).toNanos());
        assertThat(pair.gateway().isAlive()).as(pair.said()).isTrue();
        pair.killAndRestartGateway();
      }
      Awaitility.await()
          .atMost(END_MAX)
          .until(() -> pages.hasSettled("order") && pages.hasSettled("stock"));
      TwoProcessesIT.assertEndsBalanced(pair, pages);
      for (String type : TwoProcessesIT.TYPES) {
        JsonNode line = pages.ledgerLine(type);
        assertThat(line.path("dead").asLong()).as(line.toString()).isZero();
      }
      tell(pair.sandbox().lastLine());
    }
  }

  private RunningPair pair() throws Exception {
    return RunningPair.start(
        folder,
        "--repeats-allowed",
        "--orders-per-second",
        "20",
        "--updates-per-second",
        "1000",
        "--poll-every",
        "1s");
  }

  /** For the report: how much went through. */
  private static void tell(JsonNode end) {
    JsonNode ledger = end.path("ledger");
    System.out.printf(
        "%d kills, %d orders, %d order versions told, %d repeats with their own id,"
            + " %d updates accepted: the ledger balances%n",
        KILLS,
        ledger.path("rows").path(0).path("expected").asLong(),
        ledger.path("versions").asLong(),
        ledger.path("repeats").asLong(),
        end.path("updatesAccepted").asLong());
  }
}
