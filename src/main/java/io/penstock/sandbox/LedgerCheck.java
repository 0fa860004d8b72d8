package io.penstock.sandbox;

import io.penstock.sandbox.LedgerDifference.Kind;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the two ends of a run know, tenant by tenant, and adds up: were all orders of the
 * platform told to the partner in their newest version and each version once, and does the platform
 * hold the newest stock and price that the gateway accepted from the partner.
 *
 * <p>Both ends are asked when they are quiet. One tenant is held in memory at a time. Not safe for
 * several threads.
 */
public final class LedgerCheck {
  /** Differences kept of each kind; the rest is only counted. */
  public static final int DIFFERENCES_MAX = 50;

  private final boolean repeatsAllowed;
  private final LedgerResult.Tally orders = new LedgerResult.Tally("order");
  private final LedgerResult.Tally stock = new LedgerResult.Tally("stock");
  private final LedgerResult.Tally prices = new LedgerResult.Tally("price");
  private final Map<Kind, List<LedgerDifference>> differences = new EnumMap<>(Kind.class);
  private long versions;
  private long repeats;

  /**
   * @param repeatsAllowed whether the same webhook may have come again: only where an answer may
   *     have been lost, by a kill or by a fault after the partner had recorded. It still has to
   *     carry its id, by which the partner knows it; another id for the same version never balances
   */
  public LedgerCheck(boolean repeatsAllowed) {
    this.repeatsAllowed = repeatsAllowed;
  }

  /**
   * Compares one tenant's orders.
   *
   * @param platform every order the platform holds
   * @param newest what the partner was told with the newest time of change, per order
   * @param last what the partner was told last, per order; differs from the newest only when
   *     tellings came in the wrong order
   */
  public void orders(
      String tenant,
      Collection<LedgerOrder> platform,
      Collection<LedgerOrder> newest,
      Collection<LedgerOrder> last) {
    Map<String, LedgerOrder> toldNewest = byId(newest);
    Map<String, LedgerOrder> toldLast = byId(last);
    for (LedgerOrder held : platform) {
      orders.expected++;
      LedgerOrder told = toldNewest.remove(held.orderId());
      LedgerOrder latest = toldLast.get(held.orderId());
      if (told == null) {
        differs(Kind.MISSING, orders, tenant, held.orderId(), "the partner was never told");
      } else if (!same(held, told)) {
        String detail = "the platform says " + held.words() + ", the partner " + told.words();
        differs(Kind.STALE, orders, tenant, held.orderId(), detail);
      } else if (latest != null && !same(held, latest)) {
        String detail = "told in the wrong order: last came " + latest.words();
        differs(Kind.STALE, orders, tenant, held.orderId(), detail);
      } else {
        orders.matched++;
      }
    }
    for (LedgerOrder stranger : toldNewest.values()) {
      String detail = "the partner was told of it, the platform does not know it";
      differs(Kind.UNEXPECTED, orders, tenant, stranger.orderId(), detail);
    }
  }

  /** Looks for versions of one tenant's orders that the partner took more than once. */
  public void deliveries(String tenant, Collection<LedgerDelivery> deliveries) {
    Map<String, String> webhookOf = new HashMap<>();
    Set<String> webhookIds = new HashSet<>();
    for (LedgerDelivery delivery : deliveries) {
      String version = delivery.orderId() + '\n' + delivery.version();
      String other = webhookOf.putIfAbsent(version, delivery.webhookId());
      versions += other == null ? 1 : 0;
      if (delivery.answered() > 1) {
        String detail =
            "webhook "
                + delivery.webhookId()
                + " was answered 2xx "
                + delivery.answered()
                + " times";
        repeated(tenant, delivery, detail);
      }
      if (other != null) {
        repeats++;
        String detail =
            "version "
                + delivery.version()
                + " came as "
                + other
                + " and as "
                + delivery.webhookId();
        differs(Kind.DOUBLED, orders, tenant, delivery.orderId(), detail);
      }
      if (!webhookIds.add(delivery.webhookId())) {
        String detail = "webhook id " + delivery.webhookId() + " was used for two versions";
        differs(Kind.DOUBLED, orders, tenant, delivery.orderId(), detail);
      }
    }
  }

  /**
   * Compares one tenant's stock and prices. What the platform holds beyond the accepted values is
   * its own seed and no difference.
   *
   * @param accepted the newest values that the gateway has accepted
   * @param platform what the platform holds
   */
  public void values(
      String tenant, Collection<LedgerValue> accepted, Collection<LedgerValue> platform) {
    Map<LedgerValue, String> held = new HashMap<>();
    for (LedgerValue value : platform) {
      held.put(slot(value), value.value());
    }
    for (LedgerValue value : accepted) {
      LedgerResult.Tally tally = value.kind() == LedgerValue.Kind.STOCK ? stock : prices;
      tally.expected++;
      String now = held.get(slot(value));
      if (now == null || now.isEmpty()) {
        String detail = "accepted " + value.value() + ", the platform holds none";
        differs(Kind.MISSING, tally, tenant, value.key(), detail);
      } else if (!sameNumber(value.value(), now)) {
        String detail = "accepted " + value.value() + ", the platform holds " + now;
        differs(Kind.STALE, tally, tenant, value.key(), detail);
      } else {
        tally.matched++;
      }
    }
  }

  public LedgerResult result() {
    List<LedgerDifference> all = new ArrayList<>();
    differences.values().forEach(all::addAll);
    return new LedgerResult(
        List.of(orders.row(), stock.row(), prices.row()), versions, repeats, repeatsAllowed, all);
  }

  private void repeated(String tenant, LedgerDelivery delivery, String detail) {
    repeats++;
    if (!repeatsAllowed) {
      differs(Kind.DOUBLED, orders, tenant, delivery.orderId(), detail);
    }
  }

  private void differs(
      Kind kind, LedgerResult.Tally tally, String tenant, String key, String detail) {
    tally.count(kind);
    List<LedgerDifference> kept = differences.computeIfAbsent(kind, none -> new ArrayList<>());
    if (kept.size() < DIFFERENCES_MAX) {
      kept.add(new LedgerDifference(kind, tally.subject(), tenant, key, detail));
    }
  }

  private static Map<String, LedgerOrder> byId(Collection<LedgerOrder> orders) {
    Map<String, LedgerOrder> byId = new HashMap<>();
    orders.forEach(order -> byId.put(order.orderId(), order));
    return byId;
  }

  private static LedgerValue slot(LedgerValue value) {
    return new LedgerValue(value.kind(), value.sku(), value.priceList(), "");
  }

  private static boolean same(LedgerOrder one, LedgerOrder other) {
    return one.changedAt()
            .truncatedTo(ChronoUnit.MILLIS)
            .equals(other.changedAt().truncatedTo(ChronoUnit.MILLIS))
        && one.orderStatus().equals(other.orderStatus())
        && one.paymentStatus().equals(other.paymentStatus())
        && one.shippingStatus().equals(other.shippingStatus());
  }

  private static boolean sameNumber(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    BigDecimal left = number(one);
    BigDecimal right = number(other);
    return left != null && right != null && left.compareTo(right) == 0;
  }

  private static @Nullable BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }
}
