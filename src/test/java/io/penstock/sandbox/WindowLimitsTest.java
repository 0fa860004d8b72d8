package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.sandbox.SandboxOptions.Counting;
import io.penstock.sandbox.SandboxOptions.Dialect;
import io.penstock.sandbox.SandboxOptions.Limits;
import io.penstock.sandbox.SandboxOptions.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowLimitsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Instant WALL = Instant.parse("2026-11-27T08:49:37.250Z");
  private static final List<String> WINDOWS = List.of("2/1s", "3/60s");

  @Test
  void aSlidingWindowCountsWhatLiesWithinItsLength() {
    WindowLimits limits = limits(List.of("2/1s"), Counting.SLIDING, Dialect.X_RATELIMIT_SECONDS);
    assertThat(passes(limits, "a", SECOND / 2)).isTrue();
    assertThat(passes(limits, "a", SECOND)).isTrue();
    assertThat(passes(limits, "a", 3 * SECOND / 2 - 1)).isFalse();
    assertThat(passes(limits, "a", 3 * SECOND / 2)).isTrue();
    assertThat(passes(limits, "a", 2 * SECOND - 1)).isFalse();
  }

  @Test
  void aFixedWindowBeginsAgainWhenItIsOver() {
    WindowLimits limits = limits(List.of("2/1s"), Counting.FIXED, Dialect.X_RATELIMIT_SECONDS);
    assertThat(passes(limits, "a", SECOND / 2)).isTrue();
    assertThat(passes(limits, "a", SECOND - 1)).isTrue();
    assertThat(passes(limits, "a", SECOND - 1)).isFalse();
    assertThat(passes(limits, "a", SECOND)).isTrue();
  }

  @Test
  void tenantsAreCountedEachOrTogether() {
    WindowLimits each = limits(List.of("1/1s"), Counting.SLIDING, Dialect.IETF);
    assertThat(passes(each, "a", 0)).isTrue();
    assertThat(passes(each, "b", 0)).isTrue();
    WindowLimits together =
        new WindowLimits(options(List.of("1/1s"), Counting.SLIDING, Scope.ALL, Dialect.IETF));
    assertThat(passes(together, "a", 0)).isTrue();
    assertThat(passes(together, "b", 0)).isFalse();
  }

  @Test
  void whoComesBeforeItWasToldIsEarlyUnlessItWasOnItsWay() {
    WindowLimits limits = limits(List.of("1/1s"), Counting.SLIDING, Dialect.RETRY_AFTER_SECONDS);
    limits.count("a", 0, WALL);
    assertThat(limits.count("a", SECOND / 10, WALL).early()).isFalse();
    assertThat(limits.count("a", SECOND / 10 + 50_000_000, WALL).early()).isFalse();
    assertThat(limits.count("a", SECOND - 1, WALL).early()).isTrue();
    assertThat(limits.count("a", SECOND, WALL).early()).isFalse();
  }

  @Test
  void everyDialectTellsTheSame() {
    assertThat(refusal(Dialect.RETRY_AFTER_SECONDS)).isEqualTo(Map.of("Retry-After", "59"));
    assertThat(refusal(Dialect.RETRY_AFTER_DATE))
        .isEqualTo(Map.of("Retry-After", "Fri, 27 Nov 2026 08:50:37 GMT"));
    assertThat(refusal(Dialect.X_RATELIMIT_SECONDS)).isEqualTo(triple("3", "0", "59"));
    assertThat(refusal(Dialect.X_RATELIMIT_EPOCH_SECONDS))
        .isEqualTo(triple("3", "0", "1795769437"));
    assertThat(refusal(Dialect.X_RATELIMIT_EPOCH_MILLIS))
        .isEqualTo(triple("3", "0", "1795769436251"));
    assertThat(refusal(Dialect.WINDOWS)).isEqualTo(triple("2;w=1, 3;w=60", "0", "59"));
    assertThat(refusal(Dialect.IETF))
        .isEqualTo(
            Map.of(
                "RateLimit-Policy", "\"2/1s\";q=2;w=1, \"3/60s\";q=3;w=60",
                "RateLimit", "\"2/1s\";r=0;t=1, \"3/60s\";r=0;t=59"));
  }

  @Test
  void aWrongWindowIsNamed() {
    assertThatThrownBy(() -> options(List.of("50/1"), Counting.FIXED, Scope.ALL, Dialect.IETF))
        .hasMessage("limits.windows must be calls and seconds such as 50/1s, but is 50/1");
  }

  @Test
  void violationsAreKeptAndCanBeAskedFor() {
    Limits limits = options(List.of("2/60s"), Counting.SLIDING, Scope.ALL, Dialect.IETF);
    try (RunningSandbox running = RunningSandbox.of(RunningSandbox.small().withLimits(limits))) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      assertThat(tenant.get("/api/").status()).isEqualTo(200);
      assertThat(Caller.tenant(running.sandbox(), 1).get("/api/").status()).isEqualTo(200);
      assertThat(tenant.get("/api/").status()).isEqualTo(429);
      Caller control = Caller.stranger(running.sandbox());
      JsonNode violations = control.get("/_sandbox/violations").json();
      assertThat(violations).hasSize(1);
      assertThat(violations.path(0).path("kind").asText()).isEqualTo("over");
      assertThat(violations.path(0).path("what").asText()).isEqualTo("2/60s");
      JsonNode seen = control.get("/_sandbox/status").json().path("seen");
      assertThat(seen.path("over").asInt()).isEqualTo(1);
      assertThat(seen.path("early").asInt()).isZero();
      assertThat(seen.path("refused").asInt()).isEqualTo(1);
    }
  }

  /** Three calls that fill the minute, and what the fourth is told a second and a half later. */
  private static Map<String, String> refusal(Dialect dialect) {
    WindowLimits limits = limits(WINDOWS, Counting.SLIDING, dialect);
    limits.count("a", 0, WALL);
    limits.count("a", SECOND, WALL);
    limits.count("a", SECOND + SECOND / 1_000, WALL);
    WindowLimits.Verdict refused = limits.count("a", SECOND + SECOND / 2, WALL.plusMillis(500));
    assertThat(refused.full()).isEqualTo(new LimitWindow(3, 60));
    return refused.headers();
  }

  private static Map<String, String> triple(String limit, String remaining, String reset) {
    return Map.of(
        "X-RateLimit-Limit", limit,
        "X-RateLimit-Remaining", remaining,
        "X-RateLimit-Reset", reset);
  }

  private static boolean passes(WindowLimits limits, String tenant, long now) {
    return limits.count(tenant, now, WALL).full() == null;
  }

  private static WindowLimits limits(List<String> windows, Counting counting, Dialect dialect) {
    return new WindowLimits(options(windows, counting, Scope.TENANT, dialect));
  }

  private static Limits options(
      List<String> windows, Counting counting, Scope scope, Dialect dialect) {
    return new Limits(
        0, 10, 100, 65_536, Duration.ofMillis(100), windows, counting, scope, dialect);
  }
}
