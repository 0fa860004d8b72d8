package io.penstock.server;

import static io.penstock.walk.House.eventually;
import static io.penstock.walk.House.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.fake.FaultyDoor.Arrival;
import io.penstock.fake.FaultyDoor.Happening;
import io.penstock.record.RecordType;
import io.penstock.sandbox.Fault;
import io.penstock.sandbox.Fault.RetryAfter;
import io.penstock.sandbox.FaultRule;
import io.penstock.sandbox.OrderChange;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Tenant;
import io.penstock.walk.Api;
import io.penstock.walk.House;
import io.penstock.walk.Plan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway: starting, stopping, and what operators do to its tenants. */
class GatewayTest {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @AfterEach
  void close() {
    house.close();
  }

  private Api.Answer stock(String tenant, String sku, int quantity) {
    return house
        .api()
        .post(
            "/v1/tenants/" + tenant + "/stock",
            "[{\"sku\": \"" + sku + "\", \"quantity\": " + quantity + "}]");
  }

  private void holds(String tenant, String sku, int quantity) {
    eventually(() -> assertThat(house.stock(tenant, sku)).isEqualTo(Integer.toString(quantity)));
  }

  @Test
  void aRestartOnTheSameFolderGoesOnWhereItStopped() {
    house = Plan.in(folder).build().start();
    String tenant = house.tenant();
    String sku = house.sku(tenant, 0);
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(3));
    Fault down = new Fault.ServerError(500, RetryAfter.MISSING, Duration.ofSeconds(1));
    house.fault(FaultRule.share(1, down).onPath("/api/product"));
    assertThat(stock(tenant, sku, 111).status()).isEqualTo(202);
    assertThat(house.stopGateway()).isTrue();
    house.sandbox().faults().clear();
    String known = house.platform().orderTruth(tenant).get(0).localId();
    house.platform().changeOrder(tenant, known, OrderChange.PAY);
    house.platform().createOrders(tenant, 2);
    house.start(List.of());
    holds(tenant, sku, 111);
    house.ends();
    assertThat(house.door().arrived()).as("nothing is told twice").hasSize(6);
    assertThat(house.line(tenant, RecordType.ORDER).accepted()).isEqualTo(6);
  }

  @Test
  void aStopFinishesThePushesUnderWay() throws Exception {
    house = Plan.in(folder).build();
    String tenant = house.tenant();
    Promise<Void> gate = Promise.promise();
    Happening held = Happening.held(gate);
    house.door().next(held, held, held);
    house.start(
        List.of(
            new Tenant(
                tenant,
                false,
                List.of(house.shop(tenant), house.wms("20s")),
                List.of(),
                Limits.DEFAULTS)));
    eventually(() -> assertThat(house.door().arrived()).hasSize(3));
    Future<Boolean> stop = house.gateway().stop();
    Api management = new Api(house.gateway().managementPort(), "");
    eventually(() -> assertThat(management.get("/readyz").status()).isEqualTo(503));
    assertThat(stop.isComplete()).as("it waits for what is under way").isFalse();
    gate.complete();
    assertThat(get(stop)).isTrue();
    house.stopGateway();
    house.start(List.of());
    house.ends();
    assertThat(house.door().arrived()).extracting(Arrival::webhookId).hasSize(3);
  }

  @Test
  void whatArrivesDuringAPauseIsKept() {
    house = Plan.in(folder).build().start();
    String tenant = house.tenant();
    String sku = house.sku(tenant, 0);
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(3));
    String path = "/v1/tenants/" + tenant;
    assertThat(house.api().post(path + "/pause", "").status()).isEqualTo(200);
    String before = house.stock(tenant, sku);
    assertThat(stock(tenant, sku, 222).status()).isEqualTo(202);
    house.platform().createOrders(tenant, 2);
    assertThat(house.api().get("/v1/tenants?state=paused").body()).contains(tenant);
    assertThat(house.line(tenant, RecordType.STOCK).waiting()).isEqualTo(1);
    assertThat(house.stock(tenant, sku)).isEqualTo(before);
    assertThat(house.api().post(path + "/resume", "").status()).isEqualTo(200);
    holds(tenant, sku, 222);
    house.ends();
  }

  @Test
  void aStoppedTenantTakesNothingFromItsNeighbours() {
    house = Plan.in(folder).people(2, 2).build().start();
    String stopped = house.tenants().get(0);
    String goesOn = house.tenants().get(1);
    eventually(() -> assertThat(house.told(goesOn)).isEqualTo(2));
    house.api().post("/v1/tenants/" + stopped + "/pause", "");
    house.platform().createOrders(goesOn, 1);
    assertThat(stock(goesOn, house.sku(goesOn, 0), 444).status()).isEqualTo(202);
    eventually(() -> assertThat(house.told(goesOn)).isEqualTo(3));
    holds(goesOn, house.sku(goesOn, 0), 444);
    house.api().post("/v1/tenants/" + stopped + "/resume", "");
    house.ends();
  }

  @Test
  void aHostsBreakerClosesAgainThoughTheTenantThatOpenedItIsGone() {
    house =
        Plan.in(folder)
            .people(2, 1)
            .httpYaml(
                "breakerOpenFor: 2s", "hostBreakerFailures: 3", "connectionBreakerFailures: 100")
            .build()
            .start();
    String opens = house.tenants().get(0);
    String waits = house.tenants().get(1);
    house.ends();
    house.api().post("/v1/tenants/" + waits + "/pause", "");
    Fault down = new Fault.ServerError(500, RetryAfter.MISSING, Duration.ofSeconds(1));
    house.fault(FaultRule.share(1, down));
    for (int i = 0; i < 8; i++) {
      stock(opens, house.sku(opens, i), 10 + i);
    }
    Api management = new Api(house.gateway().managementPort(), "");
    eventually(
        () ->
            assertThat(management.get("/metrics").body())
                .containsPattern("penstock_breaker_state\\{.*host.*} 1"));
    house.api().post("/v1/tenants/" + opens + "/pause", "");
    house.sandbox().faults().clear();
    house.platform().createOrders(waits, 1);
    house.api().post("/v1/tenants/" + waits + "/resume", "");
    eventually(() -> assertThat(house.told(waits)).isEqualTo(2));
    house.api().post("/v1/tenants/" + opens + "/resume", "");
    house.ends();
  }

  @Test
  void aChangedTenantIsInEffectWhenTheChangeIsAnswered() {
    house = Plan.in(folder).build();
    String tenant = house.tenant();
    Connection full = house.shop(tenant);
    List<Plug> orders =
        full.plugs().stream().filter(plug -> plug.type() == RecordType.ORDER).toList();
    Connection narrow =
        new Connection(full.id(), full.connector(), full.settings(), full.secrets(), orders);
    house.start(
        List.of(
            new Tenant(tenant, false, List.of(narrow, house.wms()), List.of(), Limits.DEFAULTS)));
    String sku = house.sku(tenant, 0);
    Api.Answer unwanted = stock(tenant, sku, 5);
    assertThat(unwanted.status()).isEqualTo(422);
    assertThat(unwanted.body()).contains("not-wanted");
    assertThat(house.put(house.tenant(tenant)).status()).isEqualTo(200);
    assertThat(stock(tenant, sku, 333).json().get("rejected")).isEmpty();
    holds(tenant, sku, 333);
    house.ends();
  }

  @Test
  void aTenantWithBadSettingsIsQuarantinedAloneUntilItIsRepaired() {
    house = Plan.in(folder).people(2, 2).build();
    String good = house.tenants().get(0);
    String bad = house.tenants().get(1);
    Connection shop = house.shop(bad);
    Connection broken =
        new Connection(
            shop.id(), shop.connector(), Map.of("tenant", bad), shop.secrets(), shop.plugs());
    house.start(
        List.of(
            house.tenant(good),
            new Tenant(bad, false, List.of(broken, house.wms()), List.of(), Limits.DEFAULTS)));
    eventually(() -> assertThat(house.told(good)).isEqualTo(2));
    assertThat(house.api().get("/v1/tenants?state=quarantined").body())
        .contains(bad)
        .doesNotContain(good);
    assertThat(house.api().get("/v1/tenants/" + bad + "/health").body()).contains("baseUrl");
    assertThat(house.told(bad)).isZero();
    assertThat(house.put(house.tenant(bad)).status()).isEqualTo(200);
    house.ends();
    assertThat(house.api().get("/v1/tenants?state=quarantined").body()).doesNotContain(bad);
  }

  @Test
  void aRemovedTenantLeavesNothingBehind() {
    house = Plan.in(folder).people(2, 2).build().start();
    String gone = house.tenants().get(0);
    String stays = house.tenants().get(1);
    eventually(() -> assertThat(house.told(gone)).isEqualTo(2));
    stock(gone, "NO-SUCH-SKU", 1);
    stock(stays, "NO-SUCH-SKU", 1);
    eventually(() -> assertThat(house.line(gone, RecordType.STOCK).dead()).isEqualTo(1));
    eventually(() -> assertThat(house.line(stays, RecordType.STOCK).dead()).isEqualTo(1));
    assertThat(house.api().delete("/v1/tenants/" + gone).status()).isBetween(200, 204);
    assertThat(house.api().get("/v1/tenants/" + gone).status()).isEqualTo(404);
    assertThat(house.ledger()).noneMatch(line -> line.tenant().equals(gone));
    assertThat(house.api().get("/v1/dead-letters").body()).contains(stays).doesNotContain(gone);
    assertThat(house.api().get("/v1/orders").body()).doesNotContain(gone);
    house.platform().createOrders(stays, 1);
    eventually(() -> assertThat(house.told(stays)).isEqualTo(3));
    house.balances(1);
    assertThat(house.ledger()).noneMatch(line -> line.tenant().equals(gone));
    assertThat(house.put(house.tenant(gone)).status()).isBetween(200, 201);
    eventually(
        () ->
            assertThat(house.line(gone, RecordType.ORDER).settled())
                .as("its cursor is gone too")
                .isEqualTo(2));
  }

  @Test
  void bothEndsOfHttpAreMeasured() {
    house = Plan.in(folder).build().start();
    house.ends();
    house.api().get("/v1/ledger");
    Api management = new Api(house.gateway().managementPort(), "");
    eventually(
        () ->
            assertThat(management.get("/metrics").body())
                .containsPattern("(?m)^vertx_http_server_requests_total\\{.*} [1-9]")
                .containsPattern("(?m)^vertx_http_client_requests_total\\{.*} [1-9]"));
  }
}
