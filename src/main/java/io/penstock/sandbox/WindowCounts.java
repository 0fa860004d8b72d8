package io.penstock.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one tenant, or all together, has used of each window. It keeps the time of every call that
 * counts, so nothing is estimated. A refused call does not count.
 */
final class WindowCounts {
  /** How full a window is. */
  record State(LimitWindow window, int remaining, long resetNanos) {}

  private static final class Window {
    final LimitWindow size;
    final ArrayDeque<Long> calls = new ArrayDeque<>();

    Window(LimitWindow size) {
      this.size = size;
    }
  }

  private final List<Window> windows = new ArrayList<>();
  private final boolean sliding;
  private long notBefore;
  private long toldAt;
  private boolean told;

  WindowCounts(List<LimitWindow> sizes, boolean sliding) {
    sizes.forEach(size -> windows.add(new Window(size)));
    this.sliding = sliding;
  }

  /**
   * Whether a call comes before the time that a refusal named. Calls on their way at that moment
   * are forgiven by the grace.
   */
  boolean isEarly(long now, long graceNanos) {
    return told && now - notBefore < 0 && now - toldAt > graceNanos;
  }

  /** Counts a call; the window that has no room for it, and then it does not count. */
  @Nullable LimitWindow count(long now) {
    State full = null;
    for (State state : states(now)) {
      boolean worse = full == null || state.resetNanos > full.resetNanos;
      if (state.remaining == 0 && worse) {
        full = state;
      }
    }
    if (full == null) {
      windows.forEach(window -> window.calls.addLast(now));
      return null;
    }
    long until = now + full.resetNanos;
    if (!told || until - notBefore > 0) {
      notBefore = until;
    }
    toldAt = now;
    told = true;
    return full.window;
  }

  /** In the order in which the windows were given. */
  List<State> states(long now) {
    List<State> states = new ArrayList<>();
    for (Window window : windows) {
      long length = window.size.nanos();
      long begun = sliding ? now - length + 1 : now - Math.floorMod(now, length);
      while (!window.calls.isEmpty() && window.calls.getFirst() - begun < 0) {
        window.calls.removeFirst();
      }
      long reset = length;
      if (!sliding) {
        reset = begun + length - now;
      } else if (!window.calls.isEmpty()) {
        reset = window.calls.getFirst() + length - now;
      }
      states.add(new State(window.size, window.size.calls() - window.calls.size(), reset));
    }
    return states;
  }
}
