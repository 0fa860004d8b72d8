package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Whatever a platform says in its headers: nothing throws, and no call waits for ever. */
class HeadersFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-27T08:49:37Z");
  private static final long LENGTH_MAX = QuotaWindow.LONGEST.toNanos();

  /** A window may be late by one part of it, see {@link SlidingWindow}. */
  private static final long WAIT_MAX = LENGTH_MAX + LENGTH_MAX / 127;

  private static final long RESET_MAX = RetryAfter.LONGEST.toNanos();
  private static final List<String> NAMES =
      List.of(
          "Retry-After",
          "Date",
          "X-RateLimit-Limit",
          "X-RateLimit-Remaining",
          "X-RateLimit-Reset",
          "RateLimit-Limit",
          "RateLimit-Remaining",
          "RateLimit-Reset",
          "RateLimit-Policy",
          "RateLimit");

  /** Header lines as they come, so that seeds can be read; each blank line ends an answer. */
  @FuzzTest
  void answers(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Quota declared = new Quota(List.of(new QuotaWindow(50, Duration.ofSeconds(1))), 0, 0);
    Quota learned = new Quota(List.of(), 0, 0);
    long now = 0;
    for (String answer : text.split("\n\n", 20)) {
      QuotaHeaders said = read(headers(answer));
      bounded(said);
      for (Quota quota : List.of(declared, learned)) {
        if (quota.reserve(now, Priority.LOW) == 0) {
          quota.answered(now + 30_000_000);
        }
        quota.learn(now, now + 30_000_000, said);
        waits(quota, now + 30_000_000);
      }
      now += 1_000_000_000;
    }
  }

  private static MultiMap headers(String answer) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String line : answer.split("\n")) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? NAMES.get(line.length() % NAMES.size()) : line.substring(0, colon);
      if (!name.isBlank()) {
        headers.add(name, line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static QuotaHeaders read(MultiMap headers) {
    return QuotaHeaders.read(RetryAfter.read(headers, NOW), headers, InstantSource.fixed(NOW));
  }

  private static void bounded(QuotaHeaders said) {
    assertThat(said.refusedFor()).isBetween(QuotaHeaders.UNKNOWN, RESET_MAX);
    if (said.retryAfter() != null) {
      assertThat(said.retryAfter()).isBetween(Duration.ZERO, RetryAfter.LONGEST);
    }
    assertThat(said.windows().size()).isLessThanOrEqualTo(SharedQuota.WINDOWS_MAX);
    for (QuotaHeaders.Told told : said.windows()) {
      assertThat(told.limit()).isGreaterThanOrEqualTo(QuotaHeaders.UNKNOWN);
      assertThat(told.remaining()).isGreaterThanOrEqualTo(QuotaHeaders.UNKNOWN);
      assertThat(told.reset()).isBetween(QuotaHeaders.UNKNOWN, RESET_MAX);
      assertThat(told.length()).isBetween(QuotaHeaders.UNKNOWN, LENGTH_MAX);
    }
  }

  private static void waits(Quota quota, long now) {
    for (Priority priority : Priority.values()) {
      assertThat(quota.nextWait(now, priority)).isBetween(0L, WAIT_MAX);
    }
    assertThat(quota.spacing()).isBetween(0L, WAIT_MAX);
    assertThat(quota.fullest(now)).isNotBlank();
  }

  @FuzzTest
  void items(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (HeaderItems.Item item : HeaderItems.items(text)) {
      assertThat(item.keys()).hasSameSizeAs(item.values());
      for (String key : item.keys()) {
        assertThat(item.get(key)).isGreaterThanOrEqualTo(QuotaHeaders.UNKNOWN);
      }
    }
    assertThat(HeaderItems.number(text)).isGreaterThanOrEqualTo(QuotaHeaders.UNKNOWN);
    assertThat(HeaderItems.roundedUp(text)).isGreaterThanOrEqualTo(QuotaHeaders.UNKNOWN);
  }
}
