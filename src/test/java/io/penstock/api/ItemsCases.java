package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Api.Answer;
import io.penstock.fake.StateTransfers;
import io.penstock.record.Price;
import io.penstock.record.RecordType;
import io.penstock.record.StockLevel;
import io.penstock.record.SyncRecord;
import io.penstock.sync.outbox.Claimed;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Stock, prices, statuses and shipments of one tenant. */
abstract class ItemsCases {
  private final Api api = ApiTest.api();
  private String path;
  private String tenant;

  @BeforeEach
  void ownTenant(TestInfo test) {
    tenant = "i-" + Integer.toHexString(test.getDisplayName().hashCode());
    path = "/v1/tenants/" + tenant;
    api.tenant(tenant, "{}");
  }

  @AfterEach
  void repair() {
    api.outboxSwitch.mode = Breakable.Mode.WORKS;
    api.outboxSwitch.writesOnly = false;
  }

  private List<SyncRecord> waiting(RecordType type) {
    List<SyncRecord> records = new ArrayList<>();
    for (Claimed claimed :
        Api.await(
            new StateTransfers()
                .claim(
                    api.store.outbox(),
                    new ConnectionRef(tenant, "shop"),
                    type,
                    Set.of(),
                    100,
                    Instant.now().plus(Duration.ofDays(365))))) {
      records.add(claimed.record());
    }
    return records;
  }

  @Test
  void stockIsOnDiskWhenItIsAnswered() {
    Answer answer =
        api.post(
            path + "/stock",
            """
            [{"sku": "A", "quantity": "14.50", "location": "main", "changedAt": "2026-11-22T11:00:00Z"},
             {"sku": "B", "quantity": 3, "changedAt": "2026-11-22T13:00:00+02:00"},
             {"sku": "C", "quantity": 0, "location": null}]
            """);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"accepted\":3,\"superseded\":0,\"rejected\":[]}");
    assertThat(waiting(RecordType.STOCK))
        .containsExactlyInAnyOrder(
            new StockLevel(
                "A", "main", new BigDecimal("14.50"), Instant.parse("2026-11-22T11:00:00Z")),
            new StockLevel("B", null, new BigDecimal("3"), Instant.parse("2026-11-22T11:00:00Z")),
            new StockLevel("C", null, BigDecimal.ZERO, Api.NOW));
  }

  @Test
  void pricesStatusesAndShipmentsGoTheSameWay() {
    Answer prices =
        api.post(
            path + "/prices",
            "[{\"sku\":\"A\",\"priceList\":\"b2b\",\"currency\":\"SEK\",\"amount\":\"19.90\",\"vatIncluded\":true}]");
    assertThat(prices.status()).isEqualTo(202);
    assertThat(waiting(RecordType.PRICE))
        .containsExactly(new Price("A", "b2b", "SEK", new BigDecimal("19.90"), true, Api.NOW));
    api.post(path + "/order-statuses", "[{\"orderId\":\"o\",\"status\":\"complete\"}]");
    assertThat(waiting(RecordType.ORDER_STATUS)).hasSize(1);
    api.lines(path + "/shipments", "{\"shipmentId\":\"s\",\"orderId\":\"o\"}\n");
    assertThat(waiting(RecordType.SHIPMENT)).hasSize(1);
  }

  @Test
  void linesAreTakenLikeAnArray() {
    Answer answer =
        api.lines(
            path + "/stock",
            "{\"sku\":\"A\",\"quantity\":1}\r\n\n{broken\n{\"sku\":\"B\",\"quantity\":2}");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("accepted").intValue()).isEqualTo(2);
    assertThat(answer.json().at("/rejected/0/index").intValue()).isEqualTo(2);
    assertThat(answer.json().at("/rejected/0/code").textValue()).isEqualTo("bad-json");
    String longLine = "{\"sku\":\"" + "x".repeat(2_000) + "\",\"quantity\":1}\n";
    Answer tooLong = api.lines(path + "/stock", longLine + "{\"sku\":\"A\",\"quantity\":1}");
    assertThat(tooLong.json().at("/rejected/0/code").textValue()).isEqualTo("line-too-long");
    assertThat(tooLong.json().get("accepted").intValue()).isEqualTo(1);
  }

  @Test
  void theNewerChangeWinsWhateverTheOrderOfArrival() {
    api.post(
        path + "/stock", "[{\"sku\":\"A\",\"quantity\":5,\"changedAt\":\"2026-11-22T11:00:00Z\"}]");
    Answer older =
        api.post(
            path + "/stock",
            "[{\"sku\":\"A\",\"quantity\":4,\"changedAt\":\"2026-11-22T10:00:00Z\"}]");
    assertThat(older.body()).isEqualTo("{\"accepted\":1,\"superseded\":1,\"rejected\":[]}");
    api.post(
        path + "/stock", "[{\"sku\":\"A\",\"quantity\":6,\"changedAt\":\"2026-11-22T11:00:00Z\"}]");
    assertThat(waiting(RecordType.STOCK))
        .extracting(record -> ((StockLevel) record).quantity())
        .containsExactly(new BigDecimal("6"));
  }

  @Test
  void theGoodOnesAreTakenUnlessAtomic() {
    String body = "[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"B\",\"quantity\":-1}]";
    Answer atomic = api.post(path + "/stock?atomic=true", body);
    assertThat(atomic.status()).isEqualTo(422);
    assertThat(atomic.json().at("/errors/0/index").intValue()).isEqualTo(1);
    assertThat(atomic.json().at("/errors/0/pointer").textValue()).isEqualTo("/1/quantity");
    assertThat(waiting(RecordType.STOCK)).isEmpty();
    Answer usual = api.post(path + "/stock?atomic=false", body);
    assertThat(usual.status()).isEqualTo(202);
    assertThat(usual.json().at("/rejected/0/pointer").textValue()).isEqualTo("/1/quantity");
    assertThat(waiting(RecordType.STOCK)).hasSize(1);
    assertThat(api.post(path + "/stock?atomic=perhaps", body).status()).isEqualTo(400);
    assertThat(api.post(path + "/stock", "[]").status()).isEqualTo(202);
  }

  @Test
  void whatNobodyWantsIsSaid() {
    api.put(path, "{}");
    Answer answer =
        api.post(path + "/prices", "[{\"sku\":\"A\",\"currency\":\"SEK\",\"amount\":\"1\"}]");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/code").textValue()).isEqualTo("not-wanted");
  }

  @Test
  void aRepeatWithItsKeyIsAnsweredAloneFromTheReceipt() {
    String body = "[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"\",\"quantity\":1}]";
    for (String operation : List.of("stock", "stock", "prices")) {
      String sent =
          operation.equals("stock")
              ? body
              : "[{\"sku\":\"A\",\"currency\":\"SEK\",\"amount\":\"1\"}]";
      Answer first = api.post(path + "/" + operation, sent, "Idempotency-Key", "\"k-1\"");
      Answer second = api.post(path + "/" + operation, sent, "Idempotency-Key", "k-1");
      assertThat(second.status()).isEqualTo(202);
      assertThat(second.body()).isEqualTo(first.body());
      assertThat(second.header("idempotent-replayed")).isEqualTo("true");
    }
    var line =
        Api.await(api.store.outbox().ledger(tenant)).stream()
            .filter(sum -> sum.type() == RecordType.STOCK)
            .findFirst()
            .orElseThrow();
    assertThat(line.accepted()).isEqualTo(1);
    for (String operation : List.of("stock", "prices", "order-statuses", "shipments")) {
      api.post(path + "/" + operation, good(operation), "Idempotency-Key", "k-2");
      Answer other =
          api.post(path + "/" + operation, good(operation) + " ", "Idempotency-Key", "k-2");
      assertThat(other.status()).isEqualTo(422);
      assertThat(other.code()).isEqualTo("idempotency-key-reused");
    }
    Answer bad = api.post(path + "/stock", body, "Idempotency-Key", "a b");
    assertThat(bad.status()).isEqualTo(400);
  }

  private static String good(String operation) {
    return switch (operation) {
      case "stock" -> "[{\"sku\":\"A\",\"quantity\":1}]";
      case "prices" -> "[{\"sku\":\"A\",\"currency\":\"SEK\",\"amount\":\"1\"}]";
      case "order-statuses" -> "[{\"orderId\":\"o\",\"shippingStatus\":\"shipped\"}]";
      default -> "[{\"shipmentId\":\"s\",\"orderId\":\"o\"}]";
    };
  }

  @Test
  void aRepeatThatOvertakesItsFirstTryIs409() {
    for (String operation : List.of("stock", "prices", "order-statuses", "shipments")) {
      Promise<Void> gate = Promise.promise();
      api.outboxSwitch.gate = gate.future();
      CompletableFuture<Answer> first =
          CompletableFuture.supplyAsync(
              () -> api.post(path + "/" + operation, good(operation), "Idempotency-Key", "k-9"));
      org.awaitility.Awaitility.await().until(() -> api.outboxSwitch.held > 0);
      Answer second = api.post(path + "/" + operation, good(operation), "Idempotency-Key", "k-9");
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.code()).isEqualTo("request-in-progress");
      api.outboxSwitch.gate = null;
      gate.complete();
      assertThat(first.join().status()).isEqualTo(202);
      api.outboxSwitch.held = 0;
    }
  }

  @Test
  void overItsOwnBoundATenantIs429AndNothingIsTaken() {
    api.put(path, Api.tenantJson("{\"updatesPerSecond\": 1, \"updatesBurst\": 4}"));
    int remaining = 4;
    for (String operation : List.of("stock", "prices", "order-statuses", "shipments")) {
      Answer taken = api.post(path + "/" + operation, good(operation));
      assertThat(taken.status()).isEqualTo(202);
      assertThat(taken.header("ratelimit-policy")).isEqualTo("\"updates\";q=4;w=4");
      assertThat(taken.header("ratelimit")).startsWith("\"updates\";r=" + --remaining);
    }
    for (String operation : List.of("stock", "prices", "order-statuses", "shipments")) {
      Answer refused = api.post(path + "/" + operation, good(operation));
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(refused.header("ratelimit")).isEqualTo("\"updates\";r=0;t=1");
    }
    api.skip(Duration.ofSeconds(1));
    assertThat(api.post(path + "/stock", good("stock")).status()).isEqualTo(202);
  }

  @Test
  void aFullOutboxIs429() {
    api.put(path, Api.tenantJson("{\"waitingMax\": 1}"));
    assertThat(api.post(path + "/stock", good("stock")).status()).isEqualTo(202);
    Answer full = api.post(path + "/stock", "[{\"sku\":\"B\",\"quantity\":1}]");
    assertThat(full.status()).isEqualTo(429);
    assertThat(full.json().get("detail").textValue()).contains("waiting");
  }

  @Test
  void whatIsNotOnDiskIsNot2xx() {
    api.outboxSwitch.mode = Breakable.Mode.FAILS;
    Answer answer = api.post(path + "/stock", good("stock"));
    assertThat(answer.status()).isEqualTo(503);
    api.outboxSwitch.mode = Breakable.Mode.WORKS;
    assertThat(waiting(RecordType.STOCK)).isEmpty();
  }

  @Test
  void tooMuchAtOnceIs413() {
    for (String operation : List.of("stock", "prices", "order-statuses", "shipments")) {
      Answer large = api.post(path + "/" + operation, "[" + " ".repeat(100_000) + "]");
      assertThat(large.status()).isEqualTo(413);
    }
    String items = "{\"sku\":\"A\",\"quantity\":1},".repeat(101);
    Answer many = api.post(path + "/stock", "[" + items.substring(0, items.length() - 1) + "]");
    assertThat(many.status()).isEqualTo(413);
    assertThat(api.lines(path + "/stock", items.replace("},", "}\n")).status()).isEqualTo(413);
  }
}
