package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.SandboxOptions.TrafficProfile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Traffic in virtual time. */
class TrafficEngineTest {
  private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

  @Test
  void aDayHasTheProportionsOfARealMerchant() {
    SandboxOptions options =
        options(new SandboxOptions.Traffic(TrafficProfile.DAY, 0, 3, Duration.ofMinutes(5), 0));
    Platform platform = platform(options);
    TrafficEngine engine = new TrafficEngine(platform, options, 0);
    long before = platform.counts().orders();
    for (long second = 1; second <= 86_400; second++) {
      engine.advance(second * 1_000_000_000L);
    }
    long orders = platform.counts().orders() - before;
    assertThat(orders).isBetween(2 * 180L - 2, 2 * 180L + 2);
    assertThat(platform.counts().orderChanges()).isBetween(orders, orders * 3);
  }

  @Test
  void theSameSeedPlacesTheSameOrders() {
    SandboxOptions options =
        options(new SandboxOptions.Traffic(TrafficProfile.RATE, 5, 3, Duration.ofSeconds(2), 3));
    assertThat(played(options)).isEqualTo(played(options));
    assertThat(played(options.withSeed(9))).isNotEqualTo(played(options));
  }

  @Test
  void productChangesTouchNeitherStockNorPrices() {
    SandboxOptions options =
        options(new SandboxOptions.Traffic(TrafficProfile.RATE, 0, 0, Duration.ofSeconds(2), 50));
    Platform platform = platform(options);
    String tenant = platform.credentials().get(0).codeName();
    List<ProductTruth> before = sorted(platform.productTruth(tenant));
    TrafficEngine engine = new TrafficEngine(platform, options, 0);
    for (long second = 1; second <= 60; second++) {
      engine.advance(second * 1_000_000_000L);
    }
    List<ProductTruth> after = platform.productTruth(tenant);
    assertThat(after).isNotEqualTo(before);
    assertThat(sorted(after)).isEqualTo(before);
  }

  private static List<ProductTruth> sorted(List<ProductTruth> products) {
    return products.stream().sorted(java.util.Comparator.comparing(ProductTruth::sku)).toList();
  }

  private static List<OrderTruth> played(SandboxOptions options) {
    Platform platform = platform(options);
    TrafficEngine engine = new TrafficEngine(platform, options, 0);
    for (long second = 1; second <= 120; second++) {
      engine.advance(second * 1_000_000_000L);
    }
    return platform.orderTruth(platform.credentials().get(1).codeName());
  }

  private static SandboxOptions options(SandboxOptions.Traffic traffic) {
    return RunningSandbox.small().withTraffic(traffic);
  }

  private static Platform platform(SandboxOptions options) {
    return ServiceLoader.load(Platform.Maker.class)
        .findFirst()
        .orElseThrow()
        .make(options, InstantSource.fixed(NOON), new Recorder(10, Duration.ZERO));
  }
}
