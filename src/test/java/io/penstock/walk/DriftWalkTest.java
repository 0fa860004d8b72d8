package io.penstock.walk;

import static io.penstock.walk.House.eventually;
import static io.penstock.walk.StockWalkTest.LIST;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.record.RecordType;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody changes at the platform what the partner had sent there. */
class DriftWalkTest {
  @TempDir Path folder;
  private House house;
  private String tenant;

  @AfterEach
  void close() {
    house.close();
  }

  private void open(Duration every) {
    house = Plan.in(folder).people(1, 0).driftEvery(every).build().start();
    tenant = house.tenant();
  }

  private void send(String what, String item) {
    String path = "/v1/tenants/" + tenant + "/" + what;
    assertThat(house.api().post(path, "[" + item + "]").status()).isEqualTo(202);
  }

  private void sendStock(String sku, int quantity) {
    send("stock", StockWalkTest.level(sku, quantity));
  }

  private void somebodyWrites(String sku, String body) throws Exception {
    Platforms.write(house, tenant, "/api/product/" + house.product(tenant, sku).localId(), body);
  }

  private String metrics() {
    return house.machine().registry().getMeters().stream()
        .filter(meter -> meter.getId().getName().equals("penstock.drift"))
        .map(meter -> meter.getId().getTags() + " " + meter.measure())
        .toList()
        .toString();
  }

  @Test
  void whatSomebodyChangedThereIsSentAgainAndTold() throws Exception {
    open(Duration.ofMillis(200));
    String sku = house.sku(tenant, 0);
    String other = house.sku(tenant, 1);
    sendStock(sku, 311);
    sendStock(other, 312);
    send("prices", StockWalkTest.price(sku, "199.50"));
    eventually(() -> assertThat(house.stock(tenant, sku)).isEqualTo("311"));
    eventually(() -> assertThat(house.stock(tenant, other)).isEqualTo("312"));
    eventually(() -> assertThat(house.product(tenant, sku).prices()).containsEntry(LIST, "199.50"));
    house.balances(0);

    somebodyWrites(sku, "{\"stock\": \"5\"}");
    eventually(() -> assertThat(house.stock(tenant, sku)).isEqualTo("311"));
    somebodyWrites(
        sku,
        "{\"prices\": [{\"priceListRemoteId\": \""
            + LIST
            + "\", \"currency\": \"SEK\", \"pricePerUnitExclVat\": \"1.00\"}]}");
    eventually(() -> assertThat(house.product(tenant, sku).prices()).containsEntry(LIST, "199.50"));
    eventually(
        () ->
            assertThat(house.api().get("/v1/tenants/" + tenant + "/events?limit=100").body())
                .contains("drift.repaired", "5 in place of 311", "1.00 in place of 199.50")
                .doesNotContain("312"));
    assertThat(metrics()).contains("repaired");
    house.balances(0);
    assertThat(house.line(tenant, RecordType.STOCK).accepted())
        .as("two levels, and one of them again")
        .isEqualTo(3);
  }

  @Test
  void aNewerLevelThatIsOnItsWayIsNoDrift() {
    open(Duration.ofMillis(100));
    String sku = house.sku(tenant, 0);
    for (int quantity = 1; quantity <= 60; quantity++) {
      sendStock(sku, quantity);
      house.balances(0);
    }
    assertThat(house.stock(tenant, sku)).isEqualTo("60");
    assertThat(house.line(tenant, RecordType.STOCK).accepted()).isEqualTo(60);
  }
}
