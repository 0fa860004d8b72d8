package io.penstock.connector.http;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import java.util.concurrent.TimeUnit;

/**
 * One place more while calls succeed and the places are used, a tenth fewer when one is dropped:
 * Netflix's AIMD limit. Its rival Gradient2 takes growing answer times for a queue; here one host
 * gets writes of milliseconds and lists that are read for minutes, as slowly as our own disk takes
 * them, so answer times say nothing about its strength.
 *
 * <p>When the host stumbles, all that is under way may be dropped together: that counts once.
 */
final class AimdConcurrency implements Concurrency {
  private static final double BACKOFF_RATIO = 0.9;

  private final Limit limit;
  private final int most;
  private int underWay;
  private int counted;

  /**
   * @param most never more, whatever is learned
   */
  AimdConcurrency(int start, int most) {
    this.most = most;
    this.limit =
        AIMDLimit.newBuilder()
            .initialLimit(Math.min(start, most))
            .minLimit(1)
            .maxLimit(most)
            .backoffRatio(BACKOFF_RATIO)
            .timeout(1, TimeUnit.DAYS) // what took too long is told to us as dropped
            .build();
  }

  @Override
  public boolean acquire(boolean only) {
    if (underWay >= (only ? most : limit.getLimit())) {
      return false;
    }
    underWay++;
    return true;
  }

  @Override
  public void release(Ending ending, long nanos) {
    int together = underWay--;
    boolean news = counted == 0;
    counted = Math.max(0, counted - 1);
    switch (ending) {
      case SUCCESS -> limit.onSample(0, nanos, together, false);
      case DROPPED -> {
        if (news) {
          limit.onSample(0, nanos, together, true);
          counted = underWay;
        }
      }
      case IGNORED -> {}
    }
  }

  @Override
  public int limit() {
    return limit.getLimit();
  }

  @Override
  public int underWay() {
    return underWay;
  }
}
