package io.penstock.walk;

import static io.penstock.walk.House.SHOP;
import static io.penstock.walk.House.eventually;
import static io.penstock.walk.House.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.sandbox.Fault;
import io.penstock.sandbox.FaultRule;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plug that missed orders is read again, against the emulated platform. */
class ResyncWalkTest {
  @TempDir Path folder;
  private House house;

  @AfterEach
  void close() {
    house.close();
  }

  /** The connection reads only what changes from tomorrow on, so its polls pass all orders by. */
  private Tenant tooLate(String id) {
    Connection shop = house.shop(id);
    Map<String, String> settings = new HashMap<>(shop.settings());
    settings.put("ordersSince", LocalDate.now(ZoneOffset.UTC).plusDays(1).toString());
    Connection late =
        new Connection(SHOP, shop.connector(), settings, shop.secrets(), shop.plugs());
    return new Tenant(id, false, List.of(late, house.wms()), List.of(), Limits.DEFAULTS);
  }

  @Test
  void whatThePollsPassedByIsToldOnceAndTheCursorStays() {
    house = Plan.in(folder).people(1, 3).build();
    String tenant = house.tenant();
    house.start(List.of(tooLate(tenant)));
    ConnectionRef shop = new ConnectionRef(tenant, SHOP);
    eventually(() -> assertThat(cursor(shop)).isNotEqualTo(Cursor.START));
    Cursor before = cursor(shop);
    assertThat(house.told(tenant)).isZero();
    house.fault(
        FaultRule.next(1, new Fault.ServerError(503, Fault.RetryAfter.MISSING, Duration.ZERO))
            .onPath("/api/order/query"));
    Instant since = Instant.now().minus(Duration.ofDays(60));
    assertThat(resync(tenant, since)).isEqualTo(202);
    eventually(() -> assertThat(newest(tenant).get("state").textValue()).isEqualTo("done"));
    assertThat(newest(tenant).get("new").intValue()).isEqualTo(3);
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(3));
    assertThat(cursor(shop)).isEqualTo(before);

    assertThat(resync(tenant, since)).as("the first has ended").isEqualTo(202);
    eventually(() -> assertThat(newest(tenant).get("state").textValue()).isEqualTo("done"));
    assertThat(newest(tenant).get("read").intValue()).isGreaterThanOrEqualTo(3);
    assertThat(newest(tenant).get("new").intValue()).as("all is known").isZero();
    assertThat(house.told(tenant)).isEqualTo(3);
    house.ends();
  }

  @Test
  void oneAtATimeAndAPauseEndsIt() {
    house = Plan.in(folder).people(1, 1).build();
    String tenant = house.tenant();
    house.start(List.of(tooLate(tenant)));
    house.fault(
        FaultRule.share(1, new Fault.ServerError(503, Fault.RetryAfter.MISSING, Duration.ZERO))
            .onPath("/api/order"));
    Instant since = Instant.now().minus(Duration.ofDays(60));
    assertThat(resync(tenant, since)).isEqualTo(202);
    assertThat(resync(tenant, since)).isEqualTo(409);
    eventually(() -> assertThat(newest(tenant).get("failures").intValue()).isPositive());
    house.api().post("/v1/tenants/" + tenant + "/pause", "");
    eventually(
        () ->
            assertThat(house.api().get("/v1/tenants/" + tenant + "/events?limit=100").body())
                .contains("resync.begun", "resync.stopped"));
    assertThat(resync(tenant, since)).as("a paused tenant has none").isEqualTo(409);
    house.balances(0);
  }

  private Cursor cursor(ConnectionRef shop) {
    return get(house.store().outbox().cursor(shop, RecordType.ORDER));
  }

  private int resync(String tenant, Instant since) {
    String body =
        "{\"connection\":\"" + SHOP + "\",\"type\":\"order\",\"since\":\"" + since + "\"}";
    return house.api().post("/v1/tenants/" + tenant + "/resync", body).status();
  }

  private JsonNode newest(String tenant) {
    return house.api().get("/v1/tenants/" + tenant + "/resync").json().at("/resyncs/0");
  }
}
