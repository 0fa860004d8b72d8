package io.penstock.connector.http;

/**
 * Spaces calls to a rate with a burst, by the generic cell rate algorithm: one number, the time at
 * which the next call would be exactly on schedule, is the whole state. A call may come up to a
 * burst before its schedule.
 *
 * <p>It decides and does not wait: {@link #reserve} says how long to wait, and whoever asked owns
 * the timer. Hence no clock, no thread and no allocation here. Times are nanoseconds of any
 * monotonic clock, compared by their difference because such a clock may overflow. Not thread-safe:
 * a connection is used from one event loop.
 *
 * <p>A fence is a time before which nothing leaves, learned from a platform's Retry-After. After a
 * fence the burst is used up: calls start again one by one.
 */
public final class RateLimiter {
  private final long interval;
  private final long tolerance;
  private long schedule;
  private long fence;

  public RateLimiter(double perSecond, int burst, long now) {
    this.interval = Math.max(1, (long) Math.ceil(1e9 / perSecond));
    this.tolerance = interval * (burst - 1L);
    this.schedule = now;
    this.fence = now;
  }

  /**
   * Takes a permit if it can be used within {@code longestWait}.
   *
   * @return nanoseconds until the permit may be used. If that is more than {@code longestWait} no
   *     permit was taken.
   */
  public long reserve(long now, long longestWait) {
    long wait = nextWait(now);
    if (wait <= longestWait) {
      schedule = later(schedule, now + wait) + interval;
    }
    return wait;
  }

  /** Nanoseconds until the next permit could be used; takes none. */
  public long nextWait(long now) {
    return later(later(now, fence), schedule - tolerance) - now;
  }

  /** From now on nothing leaves before {@code notBefore}. An earlier fence never shortens one. */
  public void fence(long notBefore) {
    if (notBefore - fence > 0) {
      fence = notBefore;
      schedule = later(schedule, fence + tolerance);
    }
  }

  /** Nanoseconds until the fence is passed, 0 when there is none ahead. */
  public long fenceWait(long now) {
    return Math.max(0, fence - now);
  }

  /** Nanoseconds until it is as a new one is: no fence ahead, and the whole burst to be had. */
  long restsIn(long now) {
    return later(later(now, fence), schedule) - now;
  }

  private static long later(long a, long b) {
    return a - b >= 0 ? a : b;
  }
}
