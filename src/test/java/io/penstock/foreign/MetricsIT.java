package io.penstock.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.ends.Pages;
import io.penstock.ends.RunningPair;
import io.penstock.foreign.ForeignTools.Report;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a scraper gets from a gateway that works: every series is there, and promtool is content.
 */
class MetricsIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void promtoolFindsNothingInTheMetricsOfAGatewayAtWork() throws Exception {
    try (RunningPair pair = RunningPair.start(folder, "--orders-per-second", "10")) {
      Pages pages = new Pages(pair);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> pages.hasSettled("order") && pages.hasSettled("stock"));
      String metrics = pages.text(pair.management("/metrics"));

      assertThat(metrics)
          .contains("penstock_items_total{", "penstock_http_client_requests_seconds_count{");
      Report report = ForeignTools.promtoolCheckMetrics(metrics);
      assertThat(report.clean()).as(report.text()).isTrue();
    }
  }
}
