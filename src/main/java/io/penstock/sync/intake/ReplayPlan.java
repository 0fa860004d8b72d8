package io.penstock.sync.intake;

import io.penstock.sync.outbox.DeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a replay does next. Tenants take turns, a step each, so that one that is full holds up none
 * of the others. Of each tenant only the letters up to the newest at the beginning are taken: what
 * dies again while the replay runs has a higher id.
 */
final class ReplayPlan {
  private final DeadLetters.Filter filter;
  private final Duration troubleMax;
  private final Deque<Part> parts = new ArrayDeque<>();
  private long left;
  private @Nullable Instant troubleSince;

  /** What is left of one tenant: ids above {@code after}, up to {@code last}. */
  private record Part(String tenant, long after, long last) {}

  /** What to do. */
  sealed interface Next {
    record Step(DeadLetters.Step step) implements Next {}

    /**
     * All that are left are full.
     *
     * @param tenant one of them
     */
    record NoRoom(String tenant) implements Next {}

    record Done() implements Next {}
  }

  /**
   * @param limit letters it may replay
   * @param troubleMax how long steps may fail in a row
   */
  ReplayPlan(
      DeadLetters.Filter filter, List<DeadLetters.Hits> hits, long limit, Duration troubleMax) {
    this.filter = filter;
    this.left = limit;
    this.troubleMax = troubleMax;
    hits.forEach(hit -> parts.add(new Part(hit.tenant(), 0, hit.last())));
  }

  /**
   * @param room transfers more that may wait for a tenant
   */
  Next next(ToLongFunction<String> room) {
    if (left == 0 || parts.isEmpty()) {
      return new Next.Done();
    }
    for (int looked = 0; looked < parts.size(); looked++) {
      Part part = parts.element();
      long size = Math.min(Math.min(room.applyAsLong(part.tenant()), left), DeadLetters.PAGE_MAX);
      if (size > 0) {
        return new Next.Step(
            new DeadLetters.Step(
                part.tenant(), filter, part.after(), part.last(), Math.toIntExact(size)));
      }
      parts.add(parts.remove());
    }
    return new Next.NoRoom(parts.element().tenant());
  }

  /** The step of {@link #next} is on disk. */
  void took(DeadLetters.Stepped stepped) {
    troubleSince = null;
    left -= stepped.count();
    Part part = parts.remove();
    Long after = stepped.last();
    if (after != null && after < part.last()) {
      parts.add(new Part(part.tenant(), after, part.last()));
    }
  }

  /** The step failed; says whether it is worth another try. */
  boolean mayRetry(Instant now) {
    Instant since = troubleSince;
    if (since == null) {
      troubleSince = now;
      return true;
    }
    return Duration.between(since, now).compareTo(troubleMax) < 0;
  }
}
