package io.penstock.walk;

import static io.penstock.walk.House.eventually;
import static io.penstock.walk.House.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.fake.FaultyFront;
import io.penstock.fake.LocalCertificate;
import io.penstock.tenant.Tenant;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One tenant's platform has a name that nobody knows, never ends a TLS handshake, or shows a
 * certificate that nobody trusts: its status says so, its neighbour does not notice, and all
 * arrives once the address is put right by the API.
 */
class UnreachableWalkTest {
  @TempDir Path folder;
  private final Vertx network = Vertx.vertx();
  private House house;

  @AfterEach
  void close() {
    house.close();
    get(network.close());
  }

  @Test
  void anAddressThatLeadsNowhereIsToldAndCanBePutRight() {
    house =
        Plan.in(folder)
            .people(2, 2)
            .httpYaml("breakerOpenFor: 100ms", "connectTimeout: 1s")
            .build()
            .start();
    house.ends();

    leadsTo(URI.create("https://platform.invalid"), "(?i).*cannot be reached.*platform.invalid.*");

    AtomicInteger connected = new AtomicInteger();
    NetServer silent =
        network
            .createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0))
            .connectHandler(caller -> connected.incrementAndGet());
    get(silent.listen());
    URI stalls = URI.create("https://localhost:" + silent.actualPort());
    leadsTo(stalls, "(?i).*cannot be reached.*(handshake|timed out).*");
    assertThat(connected).hasPositiveValue();

    FaultyFront stranger =
        get(FaultyFront.open(network, LocalCertificate.create(), house.sandbox().baseUri()));
    leadsTo(stranger.uri(), "(?i).*cannot be reached.*(certif|ssl|tls|handshake).*");
    assertThat(stranger.calls()).as("nothing was sent to whom nobody trusts").isZero();
  }

  private void leadsTo(URI platform, String why) {
    String lost = house.tenant();
    String neighbour = house.tenants().get(1);
    Tenant well = house.tenant(lost);
    URI partner = URI.create(house.door().url());
    assertThat(house.put(house.tenant(lost, platform, partner)).status()).isEqualTo(200);
    house.platform().createOrders(lost, 3);
    Load load = new Load(house);
    load.more();
    eventually(
        () -> {
          assertThat(whyOf(lost, "order")).matches(why);
          assertThat(whyOf(lost, "stock")).matches(why);
        });
    System.out.println("unreachable: " + whyOf(lost, "order"));
    int told = house.told(neighbour);
    house.platform().createOrders(neighbour, 2);
    // At least: the load's own orders may come in between.
    eventually(() -> assertThat(house.told(neighbour)).isGreaterThanOrEqualTo(told + 2));

    assertThat(house.put(well).status()).isEqualTo(200);
    load.arrives("unreachable: " + platform.getHost(), System.nanoTime());
  }

  /** As the status of the plug at the shop tells it. */
  private String whyOf(String tenant, String type) {
    for (JsonNode plug : house.api().get("/v1/tenants/" + tenant + "/health").json().get("plugs")) {
      if (plug.get("connection").asText().equals(House.SHOP)
          && plug.get("type").asText().equals(type)) {
        return plug.get("why").asText();
      }
    }
    throw new AssertionError("no such plug");
  }
}
