package io.penstock.ends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The demo as the README has it, but shorter. The long form: {@code -Dpenstock.demo.for=60s
 * -Dpenstock.demo.tenants=200}.
 */
class DemoIT {
  private static final String FOR = System.getProperty("penstock.demo.for", "8s");
  private static final String TENANTS = System.getProperty("penstock.demo.tenants", "20");
  private static final Duration END_MAX = Duration.ofMinutes(6);
  private static final Duration READY_MAX = Duration.ofMinutes(1);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"none", "light", "heavy"})
  void nothingIsLostOrDoubledWhateverGoesWrong(String faults) throws Exception {
    try (Running demo = demo("--for", FOR, "--tenants", TENANTS, "--faults", faults)) {
      int code = demo.exitCode(END_MAX);

      assertThat(code).as(demo.said()).isZero();
      assertBalanced(demo);
    }
  }

  @Test
  void ctrlCPrintsTheLedgerAndIsACleanEnd() throws Exception {
    try (Running demo = demo("--for", "10m", "--tenants", "5")) {
      demo.ready("metrics", READY_MAX);
      awaitFirstProgress(demo);
      demo.interrupt();

      assertThat(demo.exitCode(END_MAX)).as(demo.said()).isZero();
      assertBalanced(demo);
    }
  }

  @Test
  void sigtermPrintsTheLedgerAndIsACleanEnd() throws Exception {
    try (Running demo = demo("--for", "10m", "--tenants", "5")) {
      demo.ready("metrics", READY_MAX);
      awaitFirstProgress(demo);
      demo.terminate();

      assertThat(demo.exitCode(END_MAX)).as(demo.said()).isZero();
      assertBalanced(demo);
    }
  }

  /** GNU env undoes what a parent may have set: a background job's children ignore Ctrl-C. */
  private Running demo(String... options) {
    List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
    line.addAll(Jar.here().line("demo", "--json", "--data", folder.resolve("demo").toString()));
    line.addAll(List.of(options));
    return Jar.start(folder, "demo", Map.of(), line);
  }

  private static void awaitFirstProgress(Running demo) {
    await().atMost(READY_MAX).until(() -> demo.messages().contains("at the partner"));
  }

  private static void assertBalanced(Running demo) {
    JsonNode end = demo.lastLine();
    assertThat(end.path("balanced").asBoolean()).as(demo.said()).isTrue();
    for (JsonNode row : end.path("ledger").path("rows")) {
      assertThat(row.path("expected").asLong()).as(row.toString()).isPositive();
      assertThat(row.path("matched")).isEqualTo(row.path("expected"));
    }
    assertThat(end.path("ledger").path("rows")).hasSize(3);
    assertThat(end.path("ledger").path("repeats").asLong()).isZero();
    assertThat(end.path("dead").asLong()).isZero();
    assertThat(end.path("waiting").asLong()).isZero();
  }
}
