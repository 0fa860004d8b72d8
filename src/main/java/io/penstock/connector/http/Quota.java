package io.penstock.connector.http;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a platform allows, as several windows that hold at once: declared, and corrected by what its
 * answers say.
 *
 * <p>A platform may count in fixed windows whose phase we do not know, or in sliding ones, and it
 * counts a call when it arrives, somewhere between our sending it and having the answer. The one
 * reading that is right for all of them: a call counts from the moment it leaves until a window's
 * length after it was answered, and no window ever holds more than its limit. The price is the time
 * of one round trip per window.
 *
 * <p>Calls of high priority leave as soon as every window has room. Those of low priority are
 * spread over long windows once half the quota is used, so that a window never lies empty for a
 * minute because stock levels used it up in its first seconds.
 *
 * <p>Like {@link RateLimiter} it decides and does not wait, and allocates nothing once its windows
 * are known; unlike there, nobody gets a permit for later: who is told to wait asks again, so that
 * whoever goes first can be decided as late as possible. A clock that goes backwards, as seen by
 * threads that take turns, counts as standing still. Not thread-safe.
 */
final class Quota {
  private SlidingWindow[] windows;
  private int underWay;
  private long last;

  /**
   * @param underWay calls that left already and will be {@link #answered}
   */
  Quota(List<QuotaWindow> declared, int underWay, long now) {
    this.windows = new SlidingWindow[declared.size()];
    this.underWay = underWay;
    this.last = now;
    for (int i = 0; i < windows.length; i++) {
      QuotaWindow window = declared.get(i);
      windows[i] = new SlidingWindow(window.limit(), window.length().toNanos(), true, now);
    }
  }

  /**
   * Takes a place in every window if each has one.
   *
   * @return 0 when the call may leave; it must be {@link #answered} or {@link #cancelled}. Else
   *     nanoseconds before which it cannot leave; nothing was taken.
   */
  long reserve(long now, Priority priority) {
    long wait = nextWait(now, priority);
    if (wait == 0) {
      underWay++;
      for (SlidingWindow window : windows) {
        window.left(last);
      }
    }
    return wait;
  }

  /** Nanoseconds before which no further call can leave; takes nothing. */
  long nextWait(long now, Priority priority) {
    long forward = forward(now);
    long wait = 0;
    for (SlidingWindow window : windows) {
      wait = Math.max(wait, window.nextWait(forward, underWay, priority));
    }
    return wait;
  }

  /** A call came back, or will not come back any more. */
  void answered(long now) {
    long forward = forward(now);
    underWay = Math.max(0, underWay - 1);
    for (SlidingWindow window : windows) {
      window.answered(forward);
    }
  }

  /** A call that had its place surely never left. */
  void cancelled() {
    underWay = Math.max(0, underWay - 1);
  }

  int underWay() {
    return underWay;
  }

  /** Nanoseconds between two calls when all windows are used evenly. */
  long spacing() {
    long spacing = 0;
    for (SlidingWindow window : windows) {
      spacing = Math.max(spacing, window.spacing());
    }
    return spacing;
  }

  /**
   * Takes what an answer says. A declared window may become tighter by it and never wider.
   *
   * @param sentAt when the call left that was answered now
   */
  void learn(long sentAt, long now, QuotaHeaders said) {
    long forward = forward(now);
    long late = Math.max(0, now - sentAt);
    for (QuotaHeaders.Told told : said.windows()) {
      SlidingWindow window = find(told);
      if (window != null) {
        window.learn(forward, told, underWay, late);
      } else if (told.limit() > 0 && windows.length < SharedQuota.WINDOWS_MAX) {
        long length = told.length() > 0 ? told.length() : SlidingWindow.round(told, late);
        if (length >= QuotaWindow.SHORTEST.toNanos()) {
          int limit = (int) Math.min(told.limit(), QuotaWindow.LIMIT_MAX);
          SlidingWindow learned = new SlidingWindow(limit, length, false, forward);
          windows = Arrays.copyOf(windows, windows.length + 1);
          windows[windows.length - 1] = learned;
          learned.learn(forward, told, underWay, late);
        }
      }
    }
  }

  /** The window that is fullest, in words. */
  String fullest(long now) {
    long forward = forward(now);
    SlidingWindow fullest = null;
    double most = -1;
    for (SlidingWindow window : windows) {
      double part = (double) window.used(forward, underWay) / window.limit();
      if (part > most) {
        most = part;
        fullest = window;
      }
    }
    return fullest == null
        ? "no window"
        : fullest.used(forward, underWay)
            + " of "
            + fullest.limit()
            + " calls in "
            + fullest.length() / 1_000_000 / 1e3
            + " s are used";
  }

  /** By its length; else by its limit; else the shortest that the reset fits into. */
  private @Nullable SlidingWindow find(QuotaHeaders.Told told) {
    SlidingWindow best = null;
    for (SlidingWindow window : windows) {
      if (told.length() > 0) {
        if (Math.abs(told.length() - window.length()) <= window.length() / 100) {
          return window;
        }
      } else if (window.limit() == told.limit()) {
        return window;
      } else if (told.reset() - told.slack() <= window.length()
          && (best == null || window.length() < best.length())) {
        best = window;
      }
    }
    return best;
  }

  private long forward(long now) {
    if (now - last > 0) {
      last = now;
    }
    return last;
  }
}
