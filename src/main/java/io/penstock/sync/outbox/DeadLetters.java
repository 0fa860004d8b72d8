package io.penstock.sync.outbox;

import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What died, until a person replays it or it expires. */
public interface DeadLetters {
  int PAGE_MAX = 500;

  /** Letters after an id, oldest first. */
  Future<List<DeadLetter>> list(Filter filter, long after, int limit);

  /** What the filter hits now and can be replayed, tenant by tenant, in one snapshot. */
  Future<List<Hits>> hits(Filter filter);

  /**
   * Puts letters back into the outbox with fresh attempts; at most {@link #PAGE_MAX} of those the
   * filter hits, oldest first. A state that has a newer value meanwhile counts as superseded.
   */
  Future<Replayed> replay(Filter filter, int limit);

  /**
   * One step of a long replay, in one commit. The letters are looked for beside the writer, so that
   * a filter that hits few of many does not hold up other commits.
   */
  Future<Stepped> replay(Step step);

  /**
   * @param tenants only these; empty for all
   */
  record Filter(
      Set<String> tenants,
      @Nullable String target,
      @Nullable RecordType type,
      @Nullable Long id,
      @Nullable String reasonContains) {}

  record Replayed(int count, Set<ConnectionRef> ready) {}

  /**
   * @param last the highest id among them; one that dies later has a higher one
   */
  record Hits(String tenant, long count, long last) {}

  /**
   * Letters of one tenant that the filter hits, oldest first.
   *
   * @param after only ids above it
   * @param last no id above it
   * @param limit at most {@link #PAGE_MAX}
   */
  record Step(String tenant, Filter filter, long after, long last, int limit) {}

  /**
   * @param count letters put back; those that expired or were replayed meanwhile are not in it
   * @param last the id to go on after; null where nothing is left to look at
   */
  record Stepped(int count, @Nullable Long last, Set<ConnectionRef> ready) {}
}
