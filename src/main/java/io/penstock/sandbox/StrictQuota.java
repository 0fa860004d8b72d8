package io.penstock.sandbox;

import io.penstock.sandbox.SandboxOptions.Limits;
import java.time.Instant;
import java.util.Map;

/**
 * The sandbox's quota for whoever answers calls without the rest of a sandbox, and how it was kept.
 * Counts exactly. Used from one thread, or under a lock of its user's.
 */
public final class StrictQuota {
  private final WindowLimits limits;
  private long taken;
  private long over;
  private long early;

  /**
   * What a call gets.
   *
   * @param isTaken false where it must be answered with 429
   * @param headers to put on its answer
   */
  public record Verdict(boolean isTaken, Map<String, String> headers) {}

  /**
   * How it was kept so far.
   *
   * @param taken calls that were let through
   * @param over calls for which a window had no room
   * @param early calls that came before the time that they were told
   */
  public record Kept(long taken, long over, long early) {}

  public StrictQuota(Limits limits) {
    this.limits = new WindowLimits(limits);
  }

  /**
   * Counts a call.
   *
   * @param now nanoseconds of any monotonic clock
   * @param wall the platform's own clock
   */
  public Verdict count(String tenant, long now, Instant wall) {
    WindowLimits.Verdict verdict = limits.count(tenant, now, wall);
    boolean isTaken = verdict.full() == null;
    taken += isTaken ? 1 : 0;
    over += isTaken ? 0 : 1;
    early += verdict.early() ? 1 : 0;
    return new Verdict(isTaken, verdict.headers());
  }

  public Kept kept() {
    return new Kept(taken, over, early);
  }
}
