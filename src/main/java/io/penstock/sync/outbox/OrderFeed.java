package io.penstock.sync.outbox;

import io.penstock.record.Order;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Every order version taken in, in the order of commit. Reading on from a place misses nothing and
 * repeats nothing, also while it is being written. Bounded by age.
 */
public interface OrderFeed {
  int PAGE_MAX = 500;

  /**
   * @param tenants only these; empty for all
   * @param after the place of the last entry read, 0 for the beginning
   * @param limit at most {@link #PAGE_MAX}
   */
  Future<List<Entry>> read(Set<String> tenants, long after, int limit);

  /**
   * @param seq its place, rising
   * @param first whether this order was never seen before
   */
  record Entry(
      long seq, String tenant, String connection, Instant acceptedAt, boolean first, Order order) {}
}
