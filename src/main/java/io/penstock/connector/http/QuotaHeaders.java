package io.penstock.connector.http;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says about quotas, in whichever dialect. The one place that knows them:
 *
 * <pre>
 * Retry-After: 7                             seconds, or an HTTP date; see {@link RetryAfter}
 * X-RateLimit-Limit: 50                      the triple; and the same as RateLimit-Limit and so on
 * X-RateLimit-Remaining: 49
 * X-RateLimit-Reset: 1                       seconds from now, or epoch seconds, or epoch millis
 * X-RateLimit-Limit: 50;w=1, 1500;w=60       several windows; remaining and reset speak of one
 * RateLimit-Policy: "burst";q=50;w=1         the IETF draft; older ones name it by its limit
 * RateLimit: "burst";r=49;t=1
 * RateLimit: limit=50, remaining=49, reset=1 its draft 7
 * </pre>
 *
 * <p>A reset is told apart by its size against the wall clock: above half of its milliseconds it is
 * epoch milliseconds, else above half of its seconds it is epoch seconds, else seconds from now. A
 * moment is compared with the platform's own {@code Date} where it sends one, so that clocks need
 * not agree; that header is cut to seconds, which makes us later by up to one and never early.
 *
 * <p>Remaining and reset of the several-windows form belong to the shortest window that both fit
 * into. What cannot be read is left out; nothing here throws.
 *
 * @param retryAfter null where it is not told
 */
record QuotaHeaders(@Nullable Duration retryAfter, List<Told> windows) {
  static final QuotaHeaders NOTHING = new QuotaHeaders(null, List.of());

  /** What one number is that was not told. */
  static final long UNKNOWN = -1;

  private static final int WINDOWS_MAX = SharedQuota.WINDOWS_MAX;
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLISECOND = 1_000_000L;
  private static final long RESET_LONGEST = Duration.ofDays(1).toNanos();
  private static final CharSequence X_LIMIT = name("x-ratelimit-limit");
  private static final CharSequence X_REMAINING = name("x-ratelimit-remaining");
  private static final CharSequence X_RESET = name("x-ratelimit-reset");
  private static final CharSequence LIMIT = name("ratelimit-limit");
  private static final CharSequence REMAINING = name("ratelimit-remaining");
  private static final CharSequence RESET = name("ratelimit-reset");
  private static final CharSequence POLICY = name("ratelimit-policy");
  private static final CharSequence STATE = name("ratelimit");

  /**
   * One window. Each number may be {@link #UNKNOWN}.
   *
   * @param length nanoseconds
   * @param reset nanoseconds until the platform forgets what it counted
   * @param slack how many nanoseconds {@code reset} may be too long, for it is told in whole units
   */
  record Told(long limit, long length, long remaining, long reset, long slack) {}

  private record Reset(long nanos, long slack) {
    static final Reset NONE = new Reset(UNKNOWN, 0);
  }

  /**
   * @param retryAfter as {@link RetryAfter} has read it
   */
  static QuotaHeaders read(@Nullable Duration retryAfter, MultiMap headers, InstantSource clock) {
    List<Told> windows = triple(headers, clock, X_LIMIT, X_REMAINING, X_RESET);
    if (windows.isEmpty()) {
      windows = draft(headers);
    }
    if (windows.isEmpty()) {
      windows = triple(headers, clock, LIMIT, REMAINING, RESET);
    }
    return retryAfter == null && windows.isEmpty()
        ? NOTHING
        : new QuotaHeaders(retryAfter, windows);
  }

  /**
   * How long a refused call must stay away: what is asked for in so many words, and the reset of
   * what is used up. {@link #UNKNOWN} where nothing of it is told.
   */
  long refusedFor() {
    long wait = retryAfter == null ? UNKNOWN : retryAfter.toNanos();
    long shortest = UNKNOWN;
    boolean anyUsedUp = false;
    for (Told told : windows) {
      if (told.remaining == 0 && told.reset > 0) {
        anyUsedUp = true;
        wait = Math.max(wait, told.reset);
      } else if (told.reset > 0) {
        shortest = shortest == UNKNOWN ? told.reset : Math.min(shortest, told.reset);
      }
    }
    return anyUsedUp ? wait : Math.max(wait, shortest);
  }

  private static List<Told> triple(
      MultiMap headers,
      InstantSource clock,
      CharSequence limitName,
      CharSequence remainingName,
      CharSequence resetName) {
    String limitText = headers.get(limitName);
    String remainingText = headers.get(remainingName);
    if (limitText == null && remainingText == null) {
      return List.of();
    }
    long remaining = HeaderItems.number(remainingText);
    Reset reset = reset(headers, headers.get(resetName), clock);
    List<Told> windows = new ArrayList<>();
    long alone = UNKNOWN;
    for (HeaderItems.Item item : HeaderItems.items(limitText)) {
      long limit = HeaderItems.number(item.name());
      long length = item.get("w");
      if (limit > 0 && length > 0) {
        add(windows, new Told(limit, seconds(length), UNKNOWN, UNKNOWN, 0));
      } else if (alone == UNKNOWN && limit > 0) {
        alone = limit;
      }
    }
    if (windows.isEmpty()) {
      boolean empty = alone == UNKNOWN && remaining == UNKNOWN;
      return empty
          ? List.of()
          : List.of(new Told(alone, UNKNOWN, remaining, reset.nanos, reset.slack));
    }
    place(windows, remaining, reset);
    return List.copyOf(windows);
  }

  private static void place(List<Told> windows, long remaining, Reset reset) {
    int best = -1;
    for (int i = 0; i < windows.size(); i++) {
      Told told = windows.get(i);
      boolean fits = remaining <= told.limit && reset.nanos <= told.length;
      if (fits && (best < 0 || told.length < windows.get(best).length)) {
        best = i;
      }
    }
    if (best >= 0) {
      Told told = windows.get(best);
      windows.set(best, new Told(told.limit, told.length, remaining, reset.nanos, reset.slack));
    }
  }

  private static List<Told> draft(MultiMap headers) {
    String stateText = headers.get(STATE);
    String policyText = headers.get(POLICY);
    if (stateText == null && policyText == null) {
      return List.of();
    }
    List<HeaderItems.Item> states = HeaderItems.items(stateText);
    List<Told> windows = new ArrayList<>();
    for (HeaderItems.Item policy : HeaderItems.items(policyText)) {
      long named = policy.get("q");
      long limit = named == UNKNOWN ? HeaderItems.number(policy.name()) : named;
      long length = policy.get("w");
      if (limit > 0) {
        HeaderItems.Item state = HeaderItems.Item.called(policy.name(), states);
        add(windows, told(limit, length > 0 ? seconds(length) : UNKNOWN, state));
      }
    }
    if (windows.isEmpty()) {
      alone(states, windows);
    }
    return List.copyOf(windows);
  }

  /** States without a policy: the limit is not told, except by draft 7. */
  private static void alone(List<HeaderItems.Item> states, List<Told> windows) {
    long limit = HeaderItems.Item.value("limit", states);
    long remaining = HeaderItems.Item.value("remaining", states);
    if (limit != UNKNOWN || remaining != UNKNOWN) {
      Reset reset = delta(HeaderItems.Item.value("reset", states));
      add(windows, new Told(limit, UNKNOWN, remaining, reset.nanos, reset.slack));
      return;
    }
    for (HeaderItems.Item state : states) {
      if (state.get("r") != UNKNOWN) {
        add(windows, told(UNKNOWN, UNKNOWN, state));
      }
    }
  }

  private static Told told(long limit, long length, HeaderItems.@Nullable Item state) {
    if (state == null) {
      return new Told(limit, length, UNKNOWN, UNKNOWN, 0);
    }
    Reset reset = delta(state.get("t"));
    return new Told(limit, length, state.get("r"), reset.nanos, reset.slack);
  }

  private static void add(List<Told> windows, Told told) {
    if (windows.size() < WINDOWS_MAX) {
      windows.add(told);
    }
  }

  private static Reset reset(MultiMap headers, @Nullable String text, InstantSource clock) {
    long value = HeaderItems.roundedUp(text);
    if (value == UNKNOWN) {
      return Reset.NONE;
    }
    Instant now = clock.instant();
    if (value > now.toEpochMilli() / 2) {
      return moment(headers, value, now, SECOND + MILLISECOND);
    }
    if (value > now.getEpochSecond() / 2) {
      return moment(headers, value * 1_000, now, 2 * SECOND);
    }
    return delta(value);
  }

  private static Reset moment(MultiMap headers, long millis, Instant now, long slack) {
    Instant theirNow = HttpDate.read(headers.get("Date"));
    long from = (theirNow == null ? now : theirNow).toEpochMilli();
    // Bounded on both sides before it is multiplied: a Date may be thousands of years ahead.
    long left = Math.max(0, Math.min(millis - from, RESET_LONGEST / MILLISECOND));
    return new Reset(left * MILLISECOND, slack);
  }

  private static Reset delta(long seconds) {
    return seconds == UNKNOWN ? Reset.NONE : new Reset(bounded(seconds), SECOND);
  }

  private static long bounded(long seconds) {
    return Math.min(seconds, RESET_LONGEST / SECOND) * SECOND;
  }

  private static long seconds(long length) {
    return Math.min(length, QuotaWindow.LONGEST.toSeconds()) * SECOND;
  }

  private static CharSequence name(String lowerCase) {
    return AsciiString.cached(lowerCase);
  }
}
