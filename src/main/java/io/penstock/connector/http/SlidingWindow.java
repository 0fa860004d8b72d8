package io.penstock.connector.http;

import java.util.Arrays;

/**
 * One window of a {@link Quota}: how many calls count in it now.
 *
 * <p>The calls that were answered lie in a ring of {@link #BUCKETS} counts, each for the same
 * stretch of time, so that memory does not grow with the limit. A bucket is forgotten as a whole,
 * when the last call that it may hold is out of the window: that makes us late by at most 1/127 of
 * the window and never early. Times are any monotonic clock's nanoseconds, never running backwards.
 */
final class SlidingWindow {
  private static final int BUCKETS = 256;
  private static final int LIVE_BUCKETS_MAX = BUCKETS - 2;

  /** In shorter windows nobody waits long enough to be worth spreading for. */
  private static final long SPREAD_FROM_NANOS = 2_000_000_000L;

  /** Up to half the window's quota may leave in a burst of this part of it, after a quiet time. */
  private static final int BURST_PART = 8;

  /** Later than its schedule a call may be by this without loss; timers are not exact. */
  private static final int LATE_PART = 256;

  private static final long LATE_NANOS_MIN = 20_000_000L;

  private final boolean declared;
  private final int limitMost;
  private final int[] counts = new int[BUCKETS];
  private final long origin;
  private int limit;
  private long length;
  private int shift;
  private long oldest;
  private int settled;
  private long firstForgotten;
  private int foreign;
  private long foreignUntil;
  private long spacing;
  private long schedule;

  SlidingWindow(int limit, long length, boolean declared, long now) {
    this.declared = declared;
    this.limitMost = declared ? limit : QuotaWindow.LIMIT_MAX;
    this.origin = now;
    this.schedule = now;
    this.limit = limit;
    stretch(length);
  }

  int limit() {
    return limit;
  }

  long length() {
    return length;
  }

  /** Nanoseconds between two calls when it is used evenly. */
  long spacing() {
    return spacing;
  }

  /**
   * Nanoseconds before which a further call cannot leave, 0 when it may.
   *
   * @param underWay calls that left and are not answered: each may count as long as that
   */
  long nextWait(long now, int underWay, Priority priority) {
    int used = used(now, underWay);
    long wait = used < limit ? 0 : freeIn(now, used - limit + 1);
    if (priority == Priority.LOW && length >= SPREAD_FROM_NANOS) {
      long tolerance =
          2L * used < limit ? length / BURST_PART : Math.max(length / LATE_PART, LATE_NANOS_MIN);
      return Math.max(wait, schedule - tolerance - now);
    }
    return wait;
  }

  int used(long now, int underWay) {
    if (settled > 0 && now - firstForgotten >= 0) {
      forget(now);
    }
    if (foreign > 0 && now - foreignUntil >= 0) {
      foreign = 0;
    }
    return underWay + settled + foreign;
  }

  void left(long now) {
    schedule = (schedule - now > 0 ? schedule : now) + spacing;
  }

  void answered(long now) {
    forget(now);
    long bucket = (now - origin) >> shift;
    if (settled == 0) {
      oldest = bucket;
      firstForgotten = forgottenAt(bucket);
    }
    counts[(int) bucket & (BUCKETS - 1)]++;
    settled++;
  }

  /**
   * Takes the platform's word about this window.
   *
   * @param late nanoseconds that the word was on its way at most
   */
  void learn(long now, QuotaHeaders.Told told, int underWay, long late) {
    if (told.limit() > 0 && told.limit() != limit) {
      limit = (int) Math.min(told.limit(), limitMost);
      spacing = length / limit;
    }
    if (!declared && told.length() <= 0) {
      long meant = round(told, late);
      if (meant > length) {
        stretch(meant);
      }
    }
    if (told.remaining() >= 0 && told.reset() > 0) {
      long unexplained = limit - told.remaining() - (used(now, underWay) - foreign);
      if (unexplained > foreign) {
        foreign = (int) Math.min(unexplained, limit);
        foreignUntil = now + Math.min(told.reset(), length);
      }
    }
  }

  /**
   * A length that people choose, where the reset told may mean it. Only resets tell the length of a
   * learned window. They are told in whole units, which makes them longer; and where they are a
   * moment, what is left of it has become shorter on the way.
   *
   * @param late nanoseconds that the word was on its way at most
   */
  static long round(QuotaHeaders.Told told, long late) {
    for (int seconds : new int[] {10, 15, 20, 30, 60, 120, 300, 600, 900, 3_600}) {
      long nanos = seconds * 1_000_000_000L;
      if (nanos > told.reset() - told.slack() && nanos <= told.reset() + late) {
        return nanos;
      }
    }
    return told.reset();
  }

  /** Makes it longer. Its buckets become wider and keep their calls, each with its time. */
  private void stretch(long newLength) {
    int[] narrow = counts.clone();
    long bucket = oldest;
    int before = shift;
    Arrays.fill(counts, 0);
    length = newLength;
    spacing = length / limit;
    while (length >> shift > LIVE_BUCKETS_MAX) {
      shift++;
    }
    int wider = shift - before;
    oldest = bucket >> wider;
    firstForgotten = forgottenAt(oldest);
    for (int left = settled; left > 0; bucket++) {
      int calls = narrow[(int) bucket & (BUCKETS - 1)];
      counts[(int) (bucket >> wider) & (BUCKETS - 1)] += calls;
      left -= calls;
    }
  }

  private void forget(long now) {
    long expired = (now - origin - length) >> shift;
    while (settled > 0 && oldest < expired) {
      int index = (int) oldest & (BUCKETS - 1);
      settled -= counts[index];
      counts[index] = 0;
      oldest++;
    }
    firstForgotten = forgottenAt(oldest);
  }

  private long freeIn(long now, int wanted) {
    int free = 0;
    long end = settled < wanted ? oldest : oldest + BUCKETS;
    for (long bucket = oldest; bucket < end; bucket++) {
      free += counts[(int) bucket & (BUCKETS - 1)];
      if (free >= wanted) {
        long wait = forgottenAt(bucket) - now;
        return foreign > 0 ? Math.min(wait, foreignUntil - now) : wait;
      }
    }
    return foreign > 0 ? Math.min(length, foreignUntil - now) : length;
  }

  private long forgottenAt(long bucket) {
    return origin + ((bucket + 1) << shift) + length;
  }
}
