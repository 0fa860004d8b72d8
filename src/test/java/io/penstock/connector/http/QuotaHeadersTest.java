package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.penstock.connector.http.QuotaHeaders.Told;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaHeadersTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long UNKNOWN = QuotaHeaders.UNKNOWN;
  private static final Instant NOW = Instant.parse("2026-11-27T08:49:37Z");
  private static final String DATE = "Fri, 27 Nov 2026 08:49:37 GMT";

  @ParameterizedTest
  @CsvSource({
    "7, 7, 1000",
    "1795769384, 7, 2000",
    "1795769384000, 7, 1001",
    "1795769384250, 7.25, 1001"
  })
  void aResetIsToldApartByItsSize(String reset, double seconds, long slackMillis) {
    QuotaHeaders said =
        read(
            "X-RateLimit-Limit",
            "100",
            "X-RateLimit-Remaining",
            "3",
            "X-RateLimit-Reset",
            reset,
            "Date",
            DATE);
    assertThat(said.windows())
        .containsExactly(
            new Told(100, UNKNOWN, 3, (long) (seconds * SECOND), slackMillis * 1_000_000));
  }

  @Test
  void aMomentIsComparedWithThePlatformsOwnClock() {
    QuotaHeaders said =
        read(
            "X-RateLimit-Limit", "100",
            "X-RateLimit-Remaining", "0",
            "X-RateLimit-Reset", "1795769400",
            "Date", "Fri, 27 Nov 2026 08:49:50 GMT");
    assertThat(said.refusedFor()).isEqualTo(10 * SECOND);
  }

  @ParameterizedTest
  @CsvSource({"49, 1, 1", "1, 45, 60", "1200, 1, 60"})
  void remainingAndResetBelongToTheShortestWindowThatBothFitInto(
      String remaining, String reset, long windowSeconds) {
    QuotaHeaders said =
        read(
            "x-ratelimit-limit", "50;w=1, 1500;w=60;name=\"minute, not hour\"",
            "x-ratelimit-remaining", remaining,
            "x-ratelimit-reset", reset);
    assertThat(said.windows()).extracting(Told::limit).containsExactly(50L, 1_500L);
    assertThat(said.windows())
        .filteredOn(told -> told.remaining() != UNKNOWN)
        .extracting(told -> told.length() / SECOND)
        .containsExactly(windowSeconds);
  }

  @Test
  void theDraftNamesItsWindows() {
    QuotaHeaders said =
        read(
            "RateLimit-Policy", "\"burst\";q=50;w=1, \"min\";q=1500;w=60",
            "RateLimit", "\"min\";r=900;t=31, \"burst\";r=49;t=1");
    assertThat(said.windows())
        .containsExactly(
            new Told(50, SECOND, 49, SECOND, SECOND),
            new Told(1_500, 60 * SECOND, 900, 31 * SECOND, SECOND));
  }

  @Test
  void itsOlderFormsAreReadToo() {
    Told triple = new Told(100, UNKNOWN, 3, 7 * SECOND, SECOND);
    assertThat(read("RateLimit", "limit=100, remaining=3, reset=7").windows())
        .containsExactly(triple);
    assertThat(
            read(
                    "RateLimit-Limit", "100",
                    "RateLimit-Remaining", "3",
                    "RateLimit-Reset", "7")
                .windows())
        .containsExactly(triple);
    assertThat(
            read(
                    "RateLimit-Limit", "100, 100;w=10",
                    "RateLimit-Remaining", "3",
                    "RateLimit-Reset", "7")
                .windows())
        .containsExactly(new Told(100, 10 * SECOND, 3, 7 * SECOND, SECOND));
    assertThat(read("RateLimit-Policy", "10;w=1, 50;w=60").windows()).hasSize(2);
  }

  @Test
  void aRefusalLastsAsLongAsTheLongestThatIsAskedFor() {
    assertThat(read("Retry-After", "7").refusedFor()).isEqualTo(7 * SECOND);
    assertThat(read("Retry-After", "7", "RateLimit", "\"a\";r=0;t=9").refusedFor())
        .isEqualTo(9 * SECOND);
    assertThat(
            read("RateLimit-Policy", "\"a\";q=5;w=60", "RateLimit", "\"a\";r=3;t=9").refusedFor())
        .isEqualTo(9 * SECOND);
    assertThat(read("X-RateLimit-Limit", "50").refusedFor()).isEqualTo(UNKNOWN);
    assertThat(read().refusedFor()).isEqualTo(UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ";",
        ",,,",
        "-5",
        "50;w",
        "50;w=",
        "50;w=-1",
        "50;w=1e3",
        "\"open",
        "fifty;w=1",
        "0;w=1",
        "99999999999999999999;w=1",
        "=;=",
        "٣;w=1"
      })
  void garbageIsLeftOut(String text) {
    assertThat(read("X-RateLimit-Limit", text).windows())
        .allSatisfy(told -> assertThat(told.length()).isEqualTo(UNKNOWN));
    assertThat(read("RateLimit-Limit", text, "RateLimit-Policy", text).windows())
        .allSatisfy(told -> assertThat(told.length()).isEqualTo(UNKNOWN));
    assertThat(read("X-RateLimit-Remaining", "1", "X-RateLimit-Reset", text).refusedFor())
        .isEqualTo(UNKNOWN);
  }

  @Test
  void everythingIsBounded() {
    assertThat(read("RateLimit-Policy", "1;w=1,".repeat(80)).windows()).hasSize(8);
    assertThat(read("RateLimit-Policy", "1;w=1,".repeat(100)).windows()).isEmpty();
    assertThat(read("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "500000000").refusedFor())
        .isEqualTo(Duration.ofDays(1).toNanos());
    assertThat(read("RateLimit-Policy", "1;w=999999999999").windows().get(0).length())
        .isEqualTo(QuotaWindow.LONGEST.toNanos());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingThatAPlatformMaySendBreaksUs(long seed) {
    Random random = new Random(seed);
    String letters = "\"\"q=w;r,t 0123456789-.\\\t\u00e4";
    String[] names = {
      "X-RateLimit-Limit",
      "X-RateLimit-Remaining",
      "X-RateLimit-Reset",
      "RateLimit",
      "RateLimit-Policy",
      "RateLimit-Limit",
      "RateLimit-Reset",
      "Date"
    };
    for (int round = 0; round < 20_000; round++) {
      String[] pairs = new String[2 * names.length];
      for (int i = 0; i < names.length; i++) {
        pairs[2 * i] = names[i];
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(30); length > 0; length--) {
          text.append(letters.charAt(random.nextInt(letters.length())));
        }
        pairs[2 * i + 1] = text.toString();
      }
      Quota quota = new Quota(java.util.List.of(), 0, 0);
      assertThatCode(() -> quota.learn(0, 1, read(pairs)))
          .as("seed " + seed + ": " + String.join(" | ", pairs))
          .doesNotThrowAnyException();
      assertThat(quota.nextWait(2, Priority.LOW)).isBetween(0L, QuotaWindow.LONGEST.toNanos());
    }
  }

  private static QuotaHeaders read(String... pairs) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    return QuotaHeaders.read(RetryAfter.read(headers, NOW), headers, InstantSource.fixed(NOW));
  }
}
