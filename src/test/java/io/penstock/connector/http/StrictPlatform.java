package io.penstock.connector.http;

import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A platform in virtual time that counts each call exactly and forgives nothing: what {@link Quota}
 * is held against. It keeps every call's time, where the quota must do with less.
 */
final class StrictPlatform {
  enum Counting {
    FIXED,
    SLIDING
  }

  enum Dialect {
    RETRY_AFTER_SECONDS,
    RETRY_AFTER_DATE,
    X_SECONDS,
    X_EPOCH_SECONDS,
    X_EPOCH_MILLIS,
    WINDOWS,
    IETF
  }

  private static final class Window {
    final int limit;
    final long length;
    final long phase;
    final ArrayDeque<Long> calls = new ArrayDeque<>();

    Window(int limit, long length, long phase) {
      this.limit = limit;
      this.length = length;
      this.phase = phase;
    }

    void forget(long now, Counting counting) {
      long from =
          counting == Counting.SLIDING
              ? now - length + 1
              : now - Math.floorMod(now - phase, length);
      while (!calls.isEmpty() && calls.peekFirst() < from) {
        calls.removeFirst();
      }
    }

    int remaining() {
      return limit - calls.size();
    }

    /** Nanoseconds until there is room again, or would be if there were none. */
    long reset(long now, Counting counting) {
      if (counting == Counting.FIXED) {
        return length - Math.floorMod(now - phase, length);
      }
      return calls.isEmpty() ? length : calls.peekFirst() + length - now;
    }
  }

  /** What one call got. */
  record Reply(int status, MultiMap headers) {}

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private final List<Window> windows = new ArrayList<>();
  private final Counting counting;
  private final Dialect dialect;
  private final Instant start;
  private long notBefore = Long.MIN_VALUE;
  private long toldAt;
  private int accepted;
  private int refused;
  private int early;

  /**
   * @param start the platform's wall clock at nanosecond 0
   */
  StrictPlatform(
      List<QuotaWindow> windows, Counting counting, Dialect dialect, Instant start, long phase) {
    for (QuotaWindow window : windows) {
      this.windows.add(new Window(window.limit(), window.length().toNanos(), phase));
    }
    this.counting = counting;
    this.dialect = dialect;
    this.start = start;
  }

  int accepted() {
    return accepted;
  }

  int refused() {
    return refused;
  }

  int early() {
    return early;
  }

  /**
   * @param sentAt a call that left before we told to wait cannot have known
   */
  Reply call(long sentAt, long now) {
    if (sentAt > toldAt && now < notBefore) {
      early++;
    }
    windows.forEach(window -> window.forget(now, counting));
    Window full = null;
    for (Window window : windows) {
      if (window.remaining() <= 0
          && (full == null || window.reset(now, counting) > full.reset(now, counting))) {
        full = window;
      }
    }
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.set("Date", HTTP_DATE.format(at(now)));
    if (full != null) {
      refused++;
      toldAt = now;
      notBefore = Math.max(notBefore, now + full.reset(now, counting));
      say(headers, full, now, true);
      return new Reply(429, headers);
    }
    accepted++;
    windows.forEach(window -> window.calls.addLast(now));
    Window tightest = windows.get(0);
    for (Window window : windows) {
      if (window.remaining() < tightest.remaining()) {
        tightest = window;
      }
    }
    say(headers, tightest, now, false);
    return new Reply(200, headers);
  }

  /** Another client of the same account, of whom ours knows nothing. */
  void foreignCall(long now) {
    windows.forEach(window -> window.forget(now, counting));
    if (windows.stream().allMatch(window -> window.remaining() > 0)) {
      windows.forEach(window -> window.calls.addLast(now));
    }
  }

  private void say(MultiMap headers, Window window, long now, boolean refused) {
    long reset = window.reset(now, counting);
    long seconds = up(reset, 1_000_000_000L);
    switch (dialect) {
      case RETRY_AFTER_SECONDS -> {
        if (refused) {
          headers.set("Retry-After", Long.toString(seconds));
        }
      }
      case RETRY_AFTER_DATE -> {
        if (refused) {
          long until = up(at(now + reset).toEpochMilli(), 1_000);
          headers.set("Retry-After", HTTP_DATE.format(Instant.ofEpochSecond(until)));
        }
      }
      case X_SECONDS -> triple(headers, window, Long.toString(seconds));
      case X_EPOCH_SECONDS ->
          triple(headers, window, Long.toString(up(at(now + reset).toEpochMilli() + 1, 1_000)));
      case X_EPOCH_MILLIS ->
          triple(headers, window, Long.toString(at(now + reset).toEpochMilli() + 1));
      case WINDOWS -> {
        StringBuilder limits = new StringBuilder();
        windows.forEach(
            one ->
                limits
                    .append(limits.isEmpty() ? "" : ", ")
                    .append(one.limit)
                    .append(";w=")
                    .append(one.length / 1_000_000_000L));
        triple(headers, window, Long.toString(seconds));
        headers.set("x-ratelimit-limit", limits.toString());
      }
      case IETF -> ietf(headers, now);
    }
  }

  private static void triple(MultiMap headers, Window window, String reset) {
    headers.set("X-RateLimit-Limit", Integer.toString(window.limit));
    headers.set("X-RateLimit-Remaining", Integer.toString(window.remaining()));
    headers.set("X-RateLimit-Reset", reset);
  }

  private void ietf(MultiMap headers, long now) {
    List<String> policy = new ArrayList<>();
    List<String> state = new ArrayList<>();
    for (Window window : windows) {
      String name = "\"w" + window.length / 1_000_000_000L + "\"";
      long seconds = up(window.reset(now, counting), 1_000_000_000L);
      policy.add(name + ";q=" + window.limit + ";w=" + window.length / 1_000_000_000L);
      state.add(name + ";r=" + window.remaining() + ";t=" + seconds);
    }
    headers.set("RateLimit-Policy", String.join(", ", policy));
    headers.set("RateLimit", String.join(", ", state));
  }

  Instant at(long now) {
    return start.plusNanos(now);
  }

  private static long up(long value, long unit) {
    return (value + unit - 1) / unit;
  }
}
