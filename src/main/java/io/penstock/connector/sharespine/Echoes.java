package io.penstock.connector.sharespine;

import io.penstock.record.Order;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows our own writes when they come back in a poll, so that a partner is not told what it said
 * itself. A write's answer shows the whole order; it is an echo only if everything that we did not
 * write is as the partner last saw it. Otherwise somebody else's change is in it, too, and must go
 * on. When in doubt it is no echo: telling twice is harmless, telling never is not.
 *
 * <p>Bounded: what was forgotten is told again.
 */
final class Echoes {
  /** An order as it was handed over: a hash without the statuses, and the statuses. */
  record Known(long rest, @Nullable String status, @Nullable String shippingStatus) {}

  /** An order that is being handed over. */
  record Told(String id, Known known) {}

  private final int max;
  private final Map<String, Known> known;
  private final Map<String, String> echoes;

  /**
   * @param max orders that are remembered; 0 where we never write any
   */
  Echoes(int max) {
    this(max, bounded(max), bounded(max));
  }

  private Echoes(int max, Map<String, Known> known, Map<String, String> echoes) {
    this.max = max;
    this.known = known;
    this.echoes = echoes;
  }

  /**
   * Knows the same echoes and remembers nothing that is handed over: a second reading may be behind
   * the first, and must not make an older state what the partner saw last.
   */
  Echoes reading() {
    return new Echoes(0, known, echoes);
  }

  /**
   * What to remember of an order that is about to be handed over: little, for thousands may wait
   * for the disk. Null where nothing is remembered.
   *
   * @param rest its hash without what a write of ours changes
   */
  @Nullable Told tell(Order order, long rest) {
    return max > 0 ? new Told(order.id(), known(order, rest)) : null;
  }

  /** The order was handed over and is on disk. */
  void delivered(Told told) {
    known.put(told.id(), told.known());
  }

  /**
   * @param fields that we set
   * @param order as the platform's answer to that shows it
   * @param rest its hash without what a write of ours changes
   */
  void wrote(Set<String> fields, Order order, long rest) {
    Known before = known.get(order.id());
    if (before == null) {
      return;
    }
    Known after = known(order, rest);
    boolean onlyOurs =
        after.rest() == before.rest()
            && (fields.contains("orderStatus") || Objects.equals(after.status(), before.status()))
            && (fields.contains("shippingStatus")
                || Objects.equals(after.shippingStatus(), before.shippingStatus()));
    if (onlyOurs) {
      echoes.put(order.id(), order.version());
      known.put(order.id(), after);
    }
  }

  boolean isEcho(String id, String version) {
    return version.equals(echoes.get(id));
  }

  private static Known known(Order order, long rest) {
    return new Known(rest, order.status(), order.shippingStatus());
  }

  private static <V> Map<String, V> bounded(int bound) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > bound;
      }
    };
  }
}
