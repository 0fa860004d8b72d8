package io.penstock.walk;

import static io.penstock.walk.House.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.record.RecordType;
import io.penstock.sandbox.Fault;
import io.penstock.sandbox.Fault.RetryAfter;
import io.penstock.sandbox.FaultRule;
import io.penstock.sandbox.SeenCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The walk of a stock level and of a price, by the API, with a fault at each step. */
class StockWalkTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String NDJSON = "application/x-ndjson";
  static final String LIST = "retail-se";

  @TempDir Path folder;
  private House house;
  private String tenant;

  @AfterEach
  void close() {
    house.close();
  }

  private void open(Plan plan) {
    house = plan.people(plan.sandbox().population().tenants(), 0).build().start();
    tenant = house.tenant();
  }

  static String level(String sku, int quantity) {
    return "{\"sku\": \"" + sku + "\", \"quantity\": " + quantity + "}";
  }

  private static String level(String sku, int quantity, String changedAt) {
    return "{\"sku\": \""
        + sku
        + "\", \"quantity\": "
        + quantity
        + ", \"changedAt\": \""
        + changedAt
        + "\"}";
  }

  static String price(String sku, String amount) {
    return "{\"sku\": \""
        + sku
        + "\", \"priceList\": \""
        + LIST
        + "\", \"currency\": \"SEK\","
        + " \"amount\": \""
        + amount
        + "\", \"vatIncluded\": false}";
  }

  private Api.Answer stock(String to, String... items) {
    return house.api().post("/v1/tenants/" + to + "/stock", "[" + String.join(",", items) + "]");
  }

  private void taken(Api.Answer answer, int accepted, int superseded) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    assertThat(answer.json().get("accepted").intValue()).isEqualTo(accepted);
    assertThat(answer.json().get("superseded").intValue()).isEqualTo(superseded);
    assertThat(answer.json().get("rejected")).isEmpty();
  }

  private void holds(String to, String sku, int quantity) {
    eventually(() -> assertThat(house.stock(to, sku)).isEqualTo(Integer.toString(quantity)));
  }

  @Test
  void step1ArraysAndLinesArriveAndPricesKeepTheOtherLists() {
    open(Plan.in(folder));
    String first = house.sku(tenant, 0);
    String second = house.sku(tenant, 1);
    Map<String, String> before = house.product(tenant, first).prices();
    taken(stock(tenant, level(first, 311), level(second, 312)), 2, 0);
    String path = "/v1/tenants/" + tenant;
    taken(house.api().post(path + "/prices", "[" + price(first, "199.50") + "]"), 1, 0);
    holds(tenant, first, 311);
    holds(tenant, second, 312);
    taken(
        house
            .api()
            .post(path + "/stock", NDJSON, level(first, 411) + "\n" + level(second, 412) + "\n"),
        2,
        0);
    taken(house.api().post(path + "/prices", NDJSON, price(second, "88.25") + "\n"), 1, 0);
    holds(tenant, first, 411);
    holds(tenant, second, 412);
    Map<String, String> wanted = new HashMap<>(before);
    wanted.put(LIST, "199.50");
    assertThat(wanted).hasSizeGreaterThan(1);
    eventually(() -> assertThat(house.product(tenant, first).prices()).isEqualTo(wanted));
    eventually(
        () -> assertThat(house.product(tenant, second).prices()).containsEntry(LIST, "88.25"));
    house.balances(0);
  }

  @Test
  void step1ABadItemIsNamedAndItsNeighboursAreTaken() {
    open(Plan.in(folder));
    String sku = house.sku(tenant, 0);
    Api.Answer answer =
        stock(tenant, "{\"sku\": \"\", \"quantity\": 1}", level(sku, 77), level(sku, -1));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("accepted").intValue()).isEqualTo(1);
    assertThat(answer.json().get("rejected"))
        .extracting(item -> item.get("index").intValue())
        .containsExactly(0, 2);
    holds(tenant, sku, 77);
    house.balances(0);
  }

  @Test
  void step2WhatCannotBeKeptIs503AndNothingWasTaken() {
    open(Plan.in(folder));
    String sku = house.sku(tenant, 0);
    String before = house.stock(tenant, sku);
    house.store().faults().apiAcceptsToFail.set(1);
    assertThat(stock(tenant, level(sku, 501)).status()).isEqualTo(503);
    assertThat(house.line(tenant, RecordType.STOCK).accepted()).isZero();
    assertThat(house.stock(tenant, sku)).isEqualTo(before);
    taken(stock(tenant, level(sku, 502)), 1, 0);
    holds(tenant, sku, 502);
    house.balances(0);
  }

  @Test
  void step2TheNewestWinsWhateverTheOrderOfArrival() {
    open(Plan.in(folder));
    String sku = house.sku(tenant, 0);
    taken(stock(tenant, level(sku, 20, "2026-01-02T00:00:00Z")), 1, 0);
    holds(tenant, sku, 20);
    taken(stock(tenant, level(sku, 10, "2026-01-01T00:00:00Z")), 1, 1);
    taken(stock(tenant, level(sku, 30, "2026-01-03T00:00:00Z")), 1, 0);
    holds(tenant, sku, 30);
    house.balances(0);
    assertThat(house.line(tenant, RecordType.STOCK).superseded()).isEqualTo(1);
    assertThat(written(sku)).noneMatch(body -> body.contains("\"10\""));
  }

  @Test
  void step3ALostWakeUpCostsOneLookAgain() {
    open(Plan.in(folder).lookAgain(Duration.ofMillis(300)));
    String sku = house.sku(tenant, 0);
    house.store().faults().wakeUpsToLose.set(1);
    taken(stock(tenant, level(sku, 601)), 1, 0);
    assertThat(house.store().faults().wakeUpsToLose.get()).isZero();
    holds(tenant, sku, 601);
    house.balances(0);
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault.TooManyRequests(RetryAfter.SECONDS, SECOND),
        new Fault.TooManyRequests(RetryAfter.HTTP_DATE, SECOND),
        new Fault.ServerError(500, RetryAfter.MISSING, SECOND),
        new Fault.ServerError(503, RetryAfter.SECONDS, SECOND),
        new Fault.ConnectionReset(),
        new Fault.CutBody(),
        new Fault.HtmlBody(),
        new Fault.WriteThenSilence(Duration.ofSeconds(20)));
  }

  /** Strikes the search for the product as well as the write itself. */
  @ParameterizedTest
  @MethodSource("faults")
  void step3WhateverThePlatformDoesTheValueEndsRight(Fault fault) {
    house = Plan.in(folder).people(1, 0).build();
    house.fault(FaultRule.next(1, fault).onPath("/api/product"));
    house.start();
    tenant = house.tenant();
    String first = house.sku(tenant, 0);
    String second = house.sku(tenant, 1);
    taken(stock(tenant, level(first, 701), level(second, 702)), 2, 0);
    taken(
        house.api().post("/v1/tenants/" + tenant + "/prices", "[" + price(first, "7.50") + "]"),
        1,
        0);
    house.balances(0);
    house.fault(FaultRule.next(2, fault).onPath("/api/product/"));
    taken(stock(tenant, level(first, 801), level(second, 802)), 2, 0);
    house.balances(0);
    holds(tenant, first, 801);
    holds(tenant, second, 802);
    assertThat(house.product(tenant, first).prices()).containsEntry(LIST, "7.50");
    assertThat(house.sandbox().faults().rules()).as("all faults struck").isEmpty();
    assertThat(house.sandbox().recorder().tally(tenant).early()).isZero();
  }

  @Test
  void step3AnUnknownSkuIsADeadLetterAndItsNeighboursGoOn() {
    open(Plan.in(folder));
    String sku = house.sku(tenant, 0);
    taken(stock(tenant, level("NO-SUCH-SKU", 1), level(sku, 901)), 2, 0);
    holds(tenant, sku, 901);
    house.balances(1);
    assertThat(
            house
                .api()
                .get("/v1/dead-letters?tenant=" + tenant)
                .json()
                .at("/deadLetters/0/displayId")
                .textValue())
        .isEqualTo("NO-SUCH-SKU");
  }

  @Test
  void step3AValueThatComesDuringAPushGoesOutAfterIt() {
    open(Plan.in(folder));
    String sku = house.sku(tenant, 0);
    Duration slow = Duration.ofMillis(800);
    house.fault(FaultRule.next(1, new Fault.Latency(slow, slow)).onPath("/api/product/"));
    taken(stock(tenant, level(sku, 11)), 1, 0);
    eventually(() -> assertThat(house.sandbox().faults().rules()).isEmpty());
    taken(stock(tenant, level(sku, 12)), 1, 0);
    taken(stock(tenant, level(sku, 13)), 1, 0);
    holds(tenant, sku, 13);
    house.balances(0);
    assertThat(house.stock(tenant, sku)).isEqualTo("13");
    List<String> written = written(sku);
    assertThat(written).first().asString().contains("\"11\"");
    assertThat(written).last().asString().contains("\"13\"");
    assertThat(house.line(tenant, RecordType.STOCK).accepted()).isEqualTo(3);
  }

  private List<String> written(String sku) {
    String path = "/api/product/" + house.product(tenant, sku).localId();
    return house.sandbox().recorder().calls(tenant, 5_000).stream()
        .filter(call -> call.path().equals(path) && call.method().equals("PUT"))
        .map(SeenCall::bodyStart)
        .toList();
  }

  @Test
  void oneTenantsFaultsDoNotHoldUpAnother() {
    open(Plan.in(folder).people(2, 0));
    String slow = house.tenants().get(0);
    String quick = house.tenants().get(1);
    Duration ages = Duration.ofSeconds(20);
    house.fault(FaultRule.share(1, new Fault.Latency(ages, ages)).forTenant(slow));
    for (int i = 0; i < 12; i++) {
      taken(stock(slow, level(house.sku(slow, i), 1000 + i)), 1, 0);
    }
    for (int i = 0; i < 12; i++) {
      taken(stock(quick, level(house.sku(quick, i), 1000 + i)), 1, 0);
    }
    house.platform().createOrders(quick, 3);
    eventually(() -> assertThat(house.line(quick, RecordType.STOCK).settled()).isEqualTo(12));
    eventually(() -> assertThat(house.told(quick)).isEqualTo(3));
    assertThat(house.line(slow, RecordType.STOCK).settled())
        .as("the other is through before the slow one has begun")
        .isZero();
    house.sandbox().faults().clear();
    house.balances(0);
    holds(slow, house.sku(slow, 11), 1011);
  }
}
