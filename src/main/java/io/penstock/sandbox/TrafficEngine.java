package io.penstock.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The merchants' own life: places orders, moves them along, edits products. It decides by the time
 * it is told and the seed; who calls {@link #advance} owns the timer.
 *
 * <p>Safe from any thread.
 */
final class TrafficEngine {
  private static final double ORDERS_PER_TENANT_AND_DAY = 180;
  private static final double PRODUCT_CHANGES_PER_TENANT_AND_DAY = 215;
  private static final double SECONDS_PER_DAY = 86_400;
  private static final int STEPS_WAITING_MAX = 100_000;
  private static final double CREDIT_MAX_SECONDS = 2;

  private final Platform platform;
  private final SplittableRandom random;
  private final SandboxOptions.Traffic options;
  private final PriorityQueue<Step> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Step::dueNanos));
  private double ordersPerSecond;
  private double productChangesPerSecond;
  private double orderCredit;
  private double productCredit;
  private long advancedNanos;

  private record Step(long dueNanos, String tenant, String localId, ArrayDeque<OrderChange> left) {}

  TrafficEngine(Platform platform, SandboxOptions options, long nowNanos) {
    this.platform = platform;
    this.options = options.traffic();
    this.random = new SplittableRandom(options.seed() ^ 0x7AFF1CL);
    this.advancedNanos = nowNanos;
    if (this.options.profile() == SandboxOptions.TrafficProfile.DAY) {
      int tenants = options.population().tenants();
      ordersPerSecond = tenants * ORDERS_PER_TENANT_AND_DAY / SECONDS_PER_DAY;
      productChangesPerSecond = tenants * PRODUCT_CHANGES_PER_TENANT_AND_DAY / SECONDS_PER_DAY;
    } else {
      ordersPerSecond = this.options.ordersPerSecond();
      productChangesPerSecond = this.options.productChangesPerSecond();
    }
  }

  /** Changes the rate from now on; 0 stops new orders, those under way go on. */
  synchronized void ordersPerSecond(double rate) {
    if (!(rate >= 0 && rate <= 100_000)) {
      throw new IllegalArgumentException(
          "ordersPerSecond must be between 0 and 100000, but is " + rate);
    }
    ordersPerSecond = rate;
  }

  synchronized double ordersPerSecond() {
    return ordersPerSecond;
  }

  /** Stops everything at once: no new orders, no further steps, no product changes. */
  synchronized void stop() {
    ordersPerSecond = 0;
    productChangesPerSecond = 0;
    waiting.clear();
  }

  /** How many steps of orders' lives are still to come. */
  synchronized int stepsWaiting() {
    return waiting.size();
  }

  /** Does what is due. */
  synchronized void advance(long nowNanos) {
    double seconds = Math.min(CREDIT_MAX_SECONDS, (nowNanos - advancedNanos) * 1e-9);
    advancedNanos = nowNanos;
    takeSteps(nowNanos);
    List<String> tenants = tenants();
    if (tenants.isEmpty()) {
      return;
    }
    orderCredit += seconds * ordersPerSecond;
    while (orderCredit >= 1) {
      orderCredit -= 1;
      place(tenants.get(random.nextInt(tenants.size())), nowNanos);
    }
    productCredit += seconds * productChangesPerSecond;
    while (productCredit >= 1) {
      productCredit -= 1;
      platform.changeProduct(tenants.get(random.nextInt(tenants.size())), random.nextLong());
    }
  }

  private List<String> tenants() {
    return ordersPerSecond == 0 && productChangesPerSecond == 0
        ? List.of()
        : platform.credentials().stream().map(TenantCredentials::codeName).toList();
  }

  private void place(String tenant, long nowNanos) {
    for (String localId : platform.createOrders(tenant, 1)) {
      List<OrderChange> life = OrderChange.life(random);
      int steps = Math.min(options.changesPerOrder(), life.size());
      if (steps > 0 && waiting.size() < STEPS_WAITING_MAX) {
        long due = nowNanos + options.changeEvery().toNanos();
        waiting.add(new Step(due, tenant, localId, new ArrayDeque<>(life.subList(0, steps))));
      }
    }
  }

  private void takeSteps(long nowNanos) {
    List<Step> again = new ArrayList<>();
    for (Step step = waiting.peek();
        step != null && step.dueNanos() <= nowNanos;
        step = waiting.peek()) {
      waiting.remove();
      if (!platform.knows(step.tenant())) {
        continue;
      }
      platform.changeOrder(step.tenant(), step.localId(), step.left().remove());
      if (!step.left().isEmpty()) {
        again.add(
            new Step(
                nowNanos + options.changeEvery().toNanos(),
                step.tenant(),
                step.localId(),
                step.left()));
      }
    }
    waiting.addAll(again);
  }
}
