package io.penstock.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Orders at the platform and stock by the API, for every tenant of a house, until a fault struck.
 */
final class Load {
  private static final int STOCKS = 12;
  private static final int ORDERS = 2;
  private static final Duration EVERY = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final House house;
  private int quantity;

  Load(House house) {
    this.house = house;
  }

  /** More of both for each tenant. */
  void more() {
    quantity++;
    for (String tenant : house.tenants()) {
      house.platform().createOrders(tenant, ORDERS);
      Api.Answer answer = house.api().post("/v1/tenants/" + tenant + "/stock", levels(tenant));
      assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }
  }

  private String levels(String tenant) {
    StringBuilder levels = new StringBuilder("[");
    for (int i = 0; i < STOCKS; i++) {
      levels
          .append(i == 0 ? "" : ",")
          .append("{\"sku\":\"")
          .append(house.sku(tenant, i))
          .append("\",\"quantity\":")
          .append(quantity)
          .append('}');
    }
    return levels.append(']').toString();
  }

  /** More and more, until it is so. */
  void until(String what, Callable<Boolean> isSo) {
    await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(EVERY)
        .until(
            () -> {
              more();
              return isSo.call();
            });
  }

  /**
   * Every order and the newest levels are at the other end, in both ledgers.
   *
   * @param began by {@link System#nanoTime}, for people
   */
  void arrives(String what, long began) {
    house.ends(0, true);
    for (String tenant : house.tenants()) {
      for (int i = 0; i < STOCKS; i++) {
        assertThat(house.stock(tenant, house.sku(tenant, i)))
            .as(what)
            .isEqualTo(Integer.toString(quantity));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: all arrived %.1f s after it began%n",
        what,
        Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3);
  }
}
