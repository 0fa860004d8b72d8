package io.penstock.sandbox.partner;

import io.penstock.sandbox.LedgerDelivery;
import io.penstock.sandbox.LedgerOrder;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the partner was told: each webhook, and per order its different versions. Bounded by the
 * number of webhooks; with the eldest goes the version that only it told. Safe from any thread.
 */
public final class ReceivedOrders {
  private final int deliveriesMax;
  private final ArrayDeque<Delivery> byAge = new ArrayDeque<>();
  private final Map<String, Map<String, Told>> tenants = new LinkedHashMap<>();
  private long forgotten;
  private long arrivals;

  ReceivedOrders(int deliveriesMax) {
    this.deliveriesMax = deliveriesMax;
  }

  /**
   * Keeps a telling, and hands out what to mark once its 2xx goes out. The same webhook id with
   * another version is another delivery, so that a wrong use of ids stays visible.
   */
  synchronized Delivery record(
      String webhookId, String tenant, String version, LedgerOrder order, Instant at) {
    arrivals++;
    Told told =
        tenants
            .computeIfAbsent(tenant, none -> new LinkedHashMap<>())
            .computeIfAbsent(order.orderId(), none -> new Told(tenant));
    Version known = told.versions.get(version);
    if (known == null) {
      known = new Version(version, order, at);
      told.versions.put(version, known);
    }
    known.lastAt = at;
    known.arrival = arrivals;
    told.last = known;
    Delivery delivery = known.delivery(webhookId);
    if (delivery == null) {
      delivery = new Delivery(webhookId, told, known);
      known.deliveries.add(delivery);
      byAge.add(delivery);
      if (byAge.size() > deliveriesMax) {
        forget(byAge.remove());
      }
    }
    return delivery;
  }

  synchronized void answered(Delivery delivery) {
    delivery.answered++;
  }

  public synchronized List<String> tenants() {
    return List.copyOf(tenants.keySet());
  }

  /**
   * Per order of the tenant the version with the newest time of change; of several with the same
   * time, as platforms count in seconds, the one that came last.
   */
  public synchronized List<LedgerOrder> newest(String tenant) {
    return toldOf(tenant).stream().map(told -> told.newest().order).toList();
  }

  /** Per order of the tenant the version that came last. */
  public synchronized List<LedgerOrder> last(String tenant) {
    return toldOf(tenant).stream().map(told -> told.last().order).toList();
  }

  /** Every webhook about the tenant's orders. */
  public synchronized List<LedgerDelivery> deliveries(String tenant) {
    List<LedgerDelivery> found = new ArrayList<>();
    for (Told told : toldOf(tenant)) {
      for (Version version : told.versions.values()) {
        version.deliveries.forEach(delivery -> found.add(delivery.seen()));
      }
    }
    return found;
  }

  /** The versions of one order, in the order of first arrival; empty for an unknown order. */
  public synchronized List<Telling> versions(String tenant, String orderId) {
    Told told = tenants.getOrDefault(tenant, Map.of()).get(orderId);
    return told == null ? List.of() : told.versions.values().stream().map(Version::seen).toList();
  }

  public synchronized Counts counts() {
    long orders = tenants.values().stream().mapToLong(Map::size).sum();
    return new Counts(orders, byAge.size(), arrivals, forgotten);
  }

  private Collection<Told> toldOf(String tenant) {
    return tenants.getOrDefault(tenant, Map.of()).values();
  }

  private void forget(Delivery eldest) {
    forgotten++;
    Told told = eldest.told;
    Version version = eldest.version;
    version.deliveries.remove(eldest);
    if (!version.deliveries.isEmpty()) {
      return;
    }
    told.versions.remove(version.name);
    Map<String, Told> orders = tenants.getOrDefault(told.tenant, Map.of());
    if (told.versions.isEmpty()) {
      orders.remove(version.order.orderId());
    } else if (told.last == version) {
      told.versions.values().forEach(younger -> told.last = younger);
    }
    if (orders.isEmpty()) {
      tenants.remove(told.tenant);
    }
  }

  /**
   * One version of an order.
   *
   * @param firstAt when it came first
   * @param lastAt when it came last
   */
  public record Telling(String version, LedgerOrder order, Instant firstAt, Instant lastAt) {}

  /**
   * How much there is.
   *
   * @param orders different orders
   * @param deliveries different webhooks
   * @param arrivals recorded requests, repeats included
   * @param forgotten webhooks given up to stay in bounds; above 0 no comparison is complete
   */
  public record Counts(long orders, long deliveries, long arrivals, long forgotten) {}

  /** All that was told of one order. Has at least one version. */
  private static final class Told {
    private final String tenant;
    private final Map<String, Version> versions = new LinkedHashMap<>(4);
    private @Nullable Version last;

    Told(String tenant) {
      this.tenant = tenant;
    }

    Version newest() {
      Version best = last();
      for (Version version : versions.values()) {
        int later = version.order.changedAt().compareTo(best.order.changedAt());
        if (later > 0 || (later == 0 && version.arrival > best.arrival)) {
          best = version;
        }
      }
      return best;
    }

    Version last() {
      if (last == null) {
        throw new IllegalStateException("an order is kept only with a version");
      }
      return last;
    }
  }

  private static final class Version {
    private final String name;
    private final LedgerOrder order;
    private final Instant firstAt;
    private Instant lastAt;
    private long arrival;
    private final List<Delivery> deliveries = new ArrayList<>(1);

    Version(String name, LedgerOrder order, Instant firstAt) {
      this.name = name;
      this.order = order;
      this.firstAt = firstAt;
      this.lastAt = firstAt;
    }

    @Nullable Delivery delivery(String webhookId) {
      for (Delivery delivery : deliveries) {
        if (delivery.webhookId.equals(webhookId)) {
          return delivery;
        }
      }
      return null;
    }

    Telling seen() {
      return new Telling(name, order, firstAt, lastAt);
    }
  }

  /** One webhook. Only this class reads and writes it. */
  static final class Delivery {
    private final String webhookId;
    private final Told told;
    private final Version version;
    private int answered;

    private Delivery(String webhookId, Told told, Version version) {
      this.webhookId = webhookId;
      this.told = told;
      this.version = version;
    }

    private LedgerDelivery seen() {
      return new LedgerDelivery(webhookId, version.order.orderId(), version.name, answered);
    }
  }
}
