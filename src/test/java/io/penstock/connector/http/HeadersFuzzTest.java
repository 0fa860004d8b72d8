package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Whatever a platform writes into the headers that tell of quotas, it is survived and no wait comes
 * of it that is negative or has no bound.
 */
class HeadersFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

  @FuzzTest
  void quotaHeadersAreSurvived(byte[] bytes) {
    MultiMap headers = headers(new String(bytes, StandardCharsets.ISO_8859_1));
    Duration retryAfter = RetryAfter.read(headers, NOW);
    if (retryAfter != null) {
      assertThat(retryAfter).isBetween(Duration.ZERO, RetryAfter.LONGEST);
    }
    QuotaHeaders said = QuotaHeaders.read(retryAfter, headers, InstantSource.fixed(NOW));
    assertThat(said.windows()).hasSizeLessThanOrEqualTo(SharedQuota.WINDOWS_MAX);
    Throttle throttle = new Throttle(0);
    assertThat(throttle.refused(1, said.refusedFor())).isBetween(0L, QuotaWindow.LONGEST.toNanos());
    Quota quota = new Quota(List.of(), 1, 0);
    quota.learn(0, 1, said);
    for (Priority priority : Priority.values()) {
      assertThat(quota.nextWait(2, priority)).isBetween(0L, 2 * QuotaWindow.LONGEST.toNanos());
    }
    assertThat(quota.spacing()).isNotNegative();
    assertThat(quota.fullest(2)).isNotEmpty();
  }

  /** One header a line, as they come. */
  private static MultiMap headers(String text) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String line : text.split("\n", 50)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.add(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
      }
    }
    return headers;
  }
}
