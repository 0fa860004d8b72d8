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

  /** How many letters the filter hits that can be replayed. */
  Future<Long> count(Filter filter);

  /**
   * Puts letters back into the outbox with fresh attempts; at most {@link #PAGE_MAX} of those the
   * filter hits, oldest first. A state that has a newer value meanwhile counts as superseded.
   */
  Future<Replayed> replay(Filter filter, int limit);

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
}
