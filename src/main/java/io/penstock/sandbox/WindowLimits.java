package io.penstock.sandbox;

import io.penstock.sandbox.SandboxOptions.Counting;
import io.penstock.sandbox.SandboxOptions.Limits;
import io.penstock.sandbox.SandboxOptions.Scope;
import io.penstock.sandbox.WindowCounts.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The emulated quota: windows that are counted exactly, and told in the chosen dialect. Owned by
 * the listener's event loop.
 */
final class WindowLimits {
  /**
   * What a call gets.
   *
   * @param full the window that had no room for it; null when the call is let through
   * @param early whether it came before the time that it was told
   * @param headers to put on its answer
   */
  record Verdict(@Nullable LimitWindow full, boolean early, Map<String, String> headers) {
    static final Verdict UNLIMITED = new Verdict(null, false, Map.of());
  }

  private final Limits limits;
  private final List<LimitWindow> windows;
  private final Map<String, WindowCounts> counts = new HashMap<>();

  WindowLimits(Limits limits) {
    this.limits = limits;
    this.windows = limits.windows().stream().map(LimitWindow::of).toList();
  }

  /**
   * @param wall the platform's own clock
   */
  Verdict count(String tenant, long now, Instant wall) {
    if (windows.isEmpty()) {
      return Verdict.UNLIMITED;
    }
    WindowCounts used =
        counts.computeIfAbsent(
            limits.scope() == Scope.ALL ? "" : tenant,
            fresh -> new WindowCounts(windows, limits.counting() == Counting.SLIDING));
    boolean early = used.isEarly(now, limits.retryAfterGrace().toNanos());
    LimitWindow full = used.count(now);
    return new Verdict(full, early, headers(used.states(now), full, wall));
  }

  private Map<String, String> headers(
      List<State> states, @Nullable LimitWindow full, Instant wall) {
    State tightest = states.get(0);
    for (State state : states) {
      boolean blocks = state.window().equals(full);
      if (blocks || (full == null && state.remaining() < tightest.remaining())) {
        tightest = state;
      }
    }
    Instant reset = wall.plusNanos(tightest.resetNanos());
    return switch (limits.dialect()) {
      case RETRY_AFTER_SECONDS ->
          full == null ? Map.of() : Map.of("Retry-After", seconds(tightest));
      case RETRY_AFTER_DATE ->
          full == null ? Map.of() : Map.of("Retry-After", Fault.httpDate(nextSecond(reset)));
      case X_RATELIMIT_SECONDS -> triple(tightest, seconds(tightest));
      case X_RATELIMIT_EPOCH_SECONDS ->
          triple(tightest, Long.toString(nextSecond(reset).getEpochSecond()));
      case X_RATELIMIT_EPOCH_MILLIS -> triple(tightest, Long.toString(reset.toEpochMilli() + 1));
      case WINDOWS -> {
        Map<String, String> told = new HashMap<>(triple(tightest, seconds(tightest)));
        told.put("X-RateLimit-Limit", list(states, state -> limit(state, "", ";w=")));
        yield Map.copyOf(told);
      }
      case IETF ->
          Map.of(
              "RateLimit-Policy",
              list(states, state -> name(state) + limit(state, ";q=", ";w=")),
              "RateLimit",
              list(
                  states,
                  state -> name(state) + ";r=" + state.remaining() + ";t=" + seconds(state)));
    };
  }

  private static String name(State state) {
    return "\"" + state.window() + "\"";
  }

  private static String limit(State state, String calls, String seconds) {
    return calls + state.window().calls() + seconds + state.window().seconds();
  }

  private static Map<String, String> triple(State state, String reset) {
    return Map.of(
        "X-RateLimit-Limit", Integer.toString(state.window().calls()),
        "X-RateLimit-Remaining", Integer.toString(state.remaining()),
        "X-RateLimit-Reset", reset);
  }

  private static String list(List<State> states, Function<State, String> form) {
    return states.stream().map(form).collect(Collectors.joining(", "));
  }

  private static String seconds(State state) {
    return Long.toString((state.resetNanos() + 999_999_999) / 1_000_000_000);
  }

  /** Whole seconds can only be told too late: too early would be a lie. */
  private static Instant nextSecond(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond() + (time.getNano() > 0 ? 1 : 0));
  }
}
