package io.penstock.ends;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bench} in short: that it measures both sides and balances, not what it measures. */
class BenchIT {
  private static final Duration END_MAX = Duration.ofMinutes(4);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"push", "batch"})
  void bothSidesAreMeasuredAndTheLedgerBalances(String scenario) throws Exception {
    String[] line = {
      "bench",
      scenario,
      "--json",
      "--tenants",
      "8",
      "--rounds",
      "1",
      "--for",
      "1s",
      "--warm-max",
      "1s"
    };
    try (Running bench = Jar.here().start(folder, scenario, Map.of(), line)) {
      assertThat(bench.exitCode(END_MAX)).as(bench.said()).isZero();

      JsonNode result = bench.lastLine();
      assertThat(result.path("void").asBoolean(true)).as(bench.said()).isFalse();
      assertThat(result.path("ratio").asDouble()).isPositive();
      assertThat(result.path("machine").path("cores").asInt()).isPositive();
      assertThat(result.path("goals")).isNotEmpty();
      Set<String> sides = new TreeSet<>();
      for (JsonNode round : result.path("rounds")) {
        sides.add(round.path("side").asText());
        assertThat(round.path("itemsPerSecond").asDouble()).as(round.toString()).isPositive();
      }
      assertThat(sides).containsExactly("bare", "gateway");
      JsonNode ledger = result.path("ledger");
      assertThat(ledger.path("accepted")).isEqualTo(ledger.path("acknowledged"));
      assertThat(ledger.path("keysChecked").asLong()).isPositive();
    }
  }

  @Test
  void everyQuotaIsCountedAndNoCallComesBeforeItsTime() throws Exception {
    String[] line = {
      "bench", "quota", "--json", "--tenants", "14", "--for", "20s", "--warm-max", "5s"
    };
    try (Running bench = Jar.here().start(folder, "quota", Map.of(), line)) {
      assertThat(bench.exitCode(END_MAX)).as(bench.said()).isZero();

      JsonNode result = bench.lastLine();
      assertThat(result.path("void").asBoolean(true)).as(bench.said()).isFalse();
      assertThat(result.path("ways")).hasSize(14);
      for (JsonNode way : result.path("ways")) {
        assertThat(way.path("used").asDouble()).as(way.toString()).isPositive();
        assertThat(way.path("early").asLong(-1)).as(way.toString()).isZero();
      }
    }
  }
}
