package io.penstock.walk;

import static io.penstock.walk.House.SHOP;
import static io.penstock.walk.House.WMS;
import static io.penstock.walk.House.eventually;
import static io.penstock.walk.House.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.fake.FaultProxy;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Tenant;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real faults of a network, on the way to the platform (TLS and HTTP/2) and on the way to the
 * partner (HTTP/1.1), under load. After each all arrives and both ledgers balance.
 */
class FaultProxyTest {
  private static final long SEED = Long.getLong("penstock.seed", 7);
  private static final int HARMED_ENOUGH = 2;
  private static final Duration LOAD_EVERY = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int STOCKS = 12;

  @TempDir Path folder;
  private int quantity;

  private static Map<String, FaultProxy.Fault> faults() {
    Map<String, FaultProxy.Fault> faults = new LinkedHashMap<>();
    faults.put("delay and jitter of 5 to 80 ms", FaultProxy.delay(5, 80, SEED));
    faults.put("cut at once", FaultProxy.cut(0));
    faults.put("cut after 2000 bytes", FaultProxy.cut(2_000));
    faults.put("reset at once", FaultProxy.reset(0));
    faults.put("reset in the middle of a body", FaultProxy.reset(3_000));
    faults.put("half open at once", FaultProxy.halfOpen(0));
    faults.put("half open after 2500 bytes", FaultProxy.halfOpen(2_500));
    faults.put("100 bytes a second", FaultProxy.trickle(100));
    faults.put("a wrong bit every 1500 bytes", FaultProxy.corrupt(1_500));
    return faults;
  }

  @Test
  void whateverTheNetworkDoesAllArrivesAndTheLedgersBalance() {
    Vertx network = Vertx.vertx();
    Plan plan =
        Plan.in(folder).people(2, 2).httpYaml("breakerOpenFor: 100ms", "connectTimeout: 1s");
    SandboxOptions sandbox = plan.sandbox().withTls(new SandboxOptions.Tls(true, "", ""));
    try (House house = plan.sandbox(sandbox.withHttp2(true)).build()) {
      FaultProxy platform = get(FaultProxy.open(network, house.sandbox().baseUri()));
      FaultProxy partner = get(FaultProxy.open(network, URI.create(house.door().url())));
      house.start(
          house.tenants().stream().map(id -> behind(house, id, platform, partner)).toList());
      house.ends();
      strikeEach(house, "platform", platform);
      strikeEach(house, "partner", partner);
      get(platform.close());
      get(partner.close());
    } finally {
      get(network.close());
    }
  }

  private void strikeEach(House house, String place, FaultProxy proxy) {
    faults().forEach((name, fault) -> strike(house, place, proxy, name, fault));
    strikeByRefusing(house, place, proxy);
  }

  private void strike(
      House house, String place, FaultProxy proxy, String name, FaultProxy.Fault fault) {
    long began = System.nanoTime();
    proxy.set(fault);
    await(place + ": " + name)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOAD_EVERY)
        .until(
            () -> {
              load(house);
              return proxy.harmed() >= HARMED_ENOUGH;
            });
    proxy.heal();
    arrives(house, place + ": " + name, began);
  }

  private void strikeByRefusing(House house, String place, FaultProxy proxy) {
    long began = System.nanoTime();
    proxy.refuse();
    load(house);
    eventually(
        () ->
            assertThat(house.ledger().stream().mapToLong(line -> line.waiting()).sum())
                .isPositive());
    proxy.heal();
    arrives(house, place + ": nobody listens", began);
  }

  private void load(House house) {
    quantity++;
    for (String tenant : house.tenants()) {
      house.platform().createOrders(tenant, 2);
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
      Api.Answer answer =
          house.api().post("/v1/tenants/" + tenant + "/stock", levels.append(']').toString());
      assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }
  }

  private void arrives(House house, String name, long began) {
    house.ends(0, true);
    for (String tenant : house.tenants()) {
      for (int i = 0; i < STOCKS; i++) {
        assertThat(house.stock(tenant, house.sku(tenant, i)))
            .as(name)
            .isEqualTo(Integer.toString(quantity));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "fault proxy: %s: all arrived %.1f s after it began%n",
        name,
        Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3);
  }

  private static Tenant behind(House house, String id, FaultProxy platform, FaultProxy partner) {
    Connection shop = house.shop(id);
    Map<String, String> settings = new HashMap<>(shop.settings());
    settings.put(
        "baseUrl",
        Objects.requireNonNull(shop.settings().get("baseUrl"))
            .replace(house.sandbox().baseUri().toString(), platform.uri().toString()));
    Connection wms = house.wms("500ms");
    Map<String, String> toPartner = new HashMap<>(wms.settings());
    toPartner.put("url", partner.uri().toString());
    return new Tenant(
        id,
        false,
        List.of(with(shop, SHOP, settings), with(wms, WMS, toPartner)),
        List.of(),
        Limits.DEFAULTS);
  }

  private static Connection with(Connection known, String id, Map<String, String> settings) {
    return new Connection(id, known.connector(), settings, known.secrets(), known.plugs());
  }
}
