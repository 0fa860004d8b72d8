package io.penstock.walk;

import static io.penstock.walk.House.eventually;
import static io.penstock.walk.House.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.fake.FaultProxy;
import io.penstock.sandbox.SandboxOptions;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real faults of a network, on the way to the platform (TLS and HTTP/2) and on the way to the
 * partner (HTTP/1.1), under load. After each all arrives and both ledgers balance.
 */
class FaultProxyTest {
  private static final long SEED = Long.getLong("penstock.seed", 7);
  private static final int HARMED_ENOUGH = 2;

  @TempDir Path folder;

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
          house.tenants().stream()
              .map(id -> house.tenant(id, platform.uri(), partner.uri()))
              .toList());
      house.ends();
      Load load = new Load(house);
      strikeEach(house, load, "platform", platform);
      strikeEach(house, load, "partner", partner);
      get(platform.close());
      get(partner.close());
    } finally {
      get(network.close());
    }
  }

  private static void strikeEach(House house, Load load, String place, FaultProxy proxy) {
    faults().forEach((name, fault) -> strike(load, place, proxy, name, fault));
    strikeByRefusing(house, load, place, proxy);
  }

  private static void strike(
      Load load, String place, FaultProxy proxy, String name, FaultProxy.Fault fault) {
    long began = System.nanoTime();
    String what = "fault proxy: " + place + ": " + name;
    proxy.set(fault);
    load.until(what, () -> proxy.harmed() >= HARMED_ENOUGH);
    proxy.heal();
    load.arrives(what, began);
  }

  private static void strikeByRefusing(House house, Load load, String place, FaultProxy proxy) {
    long began = System.nanoTime();
    proxy.refuse();
    load.more();
    eventually(
        () ->
            assertThat(house.ledger().stream().mapToLong(line -> line.waiting()).sum())
                .isPositive());
    proxy.heal();
    load.arrives("fault proxy: " + place + ": nobody listens", began);
  }
}
