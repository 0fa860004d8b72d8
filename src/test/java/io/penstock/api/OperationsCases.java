package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.api.Api.Answer;
import io.penstock.fake.StateTransfers;
import io.penstock.record.RecordType;
import io.penstock.sync.PlugBoard.PlugKey;
import io.penstock.sync.Ready;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Health, events, dead letters and the ledger. */
abstract class OperationsCases {
  private static final Instant LATER = Instant.now().plus(Duration.ofDays(365));
  private final Api api = ApiTest.api();
  private String tenant;
  private ConnectionRef shop;

  @BeforeEach
  void ownTenant(TestInfo test) {
    tenant = "op-" + Integer.toHexString(test.getDisplayName().hashCode());
    api.tenant(tenant, "{}");
    shop = new ConnectionRef(tenant, "shop");
  }

  private void send(String... skus) {
    for (String sku : skus) {
      api.post("/v1/tenants/" + tenant + "/stock", "[{\"sku\":\"" + sku + "\",\"quantity\":1}]");
    }
  }

  private void kill(String reason) {
    StateTransfers transfers = new StateTransfers();
    List<Claimed> claimed =
        Api.await(
            transfers.claim(api.store.outbox(), shop, RecordType.STOCK, Set.of(), 100, LATER));
    List<Settlement> deaths =
        claimed.stream()
            .map(one -> Settlement.dead(one, Api.NOW, reason, "PUT /stock 400", null))
            .toList();
    Api.await(transfers.settle(api.store.outbox(), deaths));
  }

  private JsonNode health() {
    return api.get("/v1/tenants/" + tenant + "/health").json();
  }

  private JsonNode plug(String type) {
    for (JsonNode plug : health().get("plugs")) {
      if (plug.get("type").textValue().equals(type)
          && plug.get("connection").textValue().equals("shop")) {
        return plug;
      }
    }
    throw new AssertionError("no plug " + type);
  }

  @Test
  void healthGoesFromFreshOverFailingToHealthy() {
    assertThat(health().get("reason").textValue()).isEqualTo("not-run-yet");
    PlugKey stock = new PlugKey(RecordType.STOCK, Direction.IMPORT);
    PlugKey order = new PlugKey(RecordType.ORDER, Direction.EXPORT);
    Instant at = Api.NOW.minusSeconds(60);
    api.board.update(shop, stock, status -> status.failed(at, "503 from shop", at.plusSeconds(9)));
    assertThat(health().get("state").textValue()).isEqualTo("failing");
    assertThat(health().get("since").textValue()).isEqualTo(at.toString());
    api.board.update(shop, order, status -> status.succeeded(at));
    assertThat(health().get("state").textValue()).isEqualTo("degraded");
    assertThat(health().get("sentence").textValue()).contains("1 of 2", "503 from shop");
    assertThat(plug("stock").get("until").textValue()).isEqualTo(at.plusSeconds(9).toString());
    api.board.update(shop, stock, status -> status.succeeded(at));
    api.board.update(shop, stock, status -> status.waiting("the quota", at.plusSeconds(5)));
    assertThat(health().get("reason").textValue()).isEqualTo("plugs-wait");
    assertThat(plug("stock").get("waitsFor").textValue()).isEqualTo("the quota");
    api.board.update(shop, stock, status -> status.succeeded(at));
    assertThat(health().get("state").textValue()).isEqualTo("healthy");
    assertThat(plug("stock").get("lastSuccess").textValue()).isEqualTo(at.toString());
    api.board.quarantine(tenant, "settings.url: give the address");
    assertThat(health().get("state").textValue()).isEqualTo("quarantined");
    assertThat(health().get("sentence").textValue()).contains("settings.url");
    api.board.release(tenant);
    api.board.forget(shop);
  }

  @Test
  void everyWaitingRecordIsExplained() {
    send("A", "B");
    assertThat(plug("stock").get("backlog").intValue()).isEqualTo(2);
    assertThat(plug("stock").get("waitsFor").textValue()).contains("pushed");
    assertThat(plug("stock").get("oldest").textValue()).isEqualTo(Api.NOW.toString());
    api.post("/v1/tenants/" + tenant + "/pause", "");
    assertThat(plug("stock").get("waitsFor").textValue()).contains("resumed");
    assertThat(plug("order").has("backlog")).isFalse();
  }

  @Test
  void deadLettersAreListedByFilterAndPage() {
    send("A", "B");
    kill("unknown SKU");
    String path = "/v1/dead-letters?tenant=" + tenant;
    JsonNode all = api.get(path).json();
    assertThat(all.get("deadLetters")).hasSize(2);
    assertThat(all.at("/deadLetters/0/reason").textValue()).isEqualTo("unknown SKU");
    JsonNode first = api.get(path + "&limit=1").json();
    JsonNode second = api.get(path + "&limit=1&after=" + first.get("next").textValue()).json();
    assertThat(second.at("/deadLetters/0/id")).isNotEqualTo(first.at("/deadLetters/0/id"));
    assertThat(api.get(path + "&type=price").json().get("deadLetters")).isEmpty();
    assertThat(api.get(path + "&target=shop&reasonContains=SKU").json().get("deadLetters"))
        .hasSize(2);
    assertThat(api.get(path + "&type=socks").status()).isEqualTo(400);
    assertThat(api.get("/v1/dead-letters?tenant=nobody").status()).isEqualTo(404);
    assertThat(api.get("/v1/dead-letters?after=" + first.get("next").textValue()).status())
        .isEqualTo(400);
  }

  @Test
  void oneIsReplayedAndItsTargetWoken() {
    send("A");
    kill("unknown SKU");
    String id =
        api.get("/v1/dead-letters?tenant=" + tenant).json().at("/deadLetters/0/id").textValue();
    AtomicInteger woken = new AtomicInteger();
    new Ready(api.vertx.eventBus()).listen(shop, type -> woken.incrementAndGet());
    Answer scoped =
        api.post("/v1/dead-letters/" + id + "/replay", "", "Authorization", "Bearer " + Api.SCOPED);
    assertThat(scoped.status()).isEqualTo(404);
    Answer replayed = api.post("/v1/dead-letters/" + id + "/replay", "");
    assertThat(replayed.body()).isEqualTo("{\"matched\":1,\"replayed\":1,\"dryRun\":false}");
    await().atMost(Duration.ofSeconds(5)).until(() -> woken.get() > 0);
    assertThat(plug("stock").get("backlog").intValue()).isEqualTo(1);
    assertThat(api.post("/v1/dead-letters/" + id + "/replay", "").status()).isEqualTo(404);
    assertThat(api.post("/v1/dead-letters/abc/replay", "").status()).isEqualTo(404);
  }

  @Test
  void whatCouldNotBeReadIsShownButNotReplayed() {
    DeadLetter.Unreadable raw =
        new DeadLetter.Unreadable(RecordType.ORDER, "an order without id", "{\"number\":1}");
    Acceptance acceptance =
        new Acceptance(shop, Api.NOW, List.of(), List.of(raw), null, List.of(), null);
    Api.await(api.store.outbox().accept(acceptance));
    JsonNode letter = api.get("/v1/dead-letters?tenant=" + tenant).json().at("/deadLetters/0");
    assertThat(letter.get("replayable").booleanValue()).isFalse();
    assertThat(letter.get("record").textValue()).isEqualTo("{\"number\":1}");
    Answer answer = api.post("/v1/dead-letters/" + letter.get("id").textValue() + "/replay", "");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("not-replayable");
  }

  @Test
  void theLedgerBalances() {
    send("A", "A", "B");
    kill("unknown SKU");
    send("A");
    JsonNode ledger = api.get("/v1/ledger?tenant=" + tenant).json();
    assertThat(ledger.get("balances").booleanValue()).isTrue();
    JsonNode stock = ledger.at("/lines/0");
    assertThat(stock.get("type").textValue()).isEqualTo("stock");
    assertThat(stock.get("accepted").longValue()).isEqualTo(4);
    assertThat(stock.get("superseded").longValue()).isEqualTo(1);
    assertThat(stock.get("dead").longValue()).isEqualTo(2);
    assertThat(stock.get("waiting").longValue()).isEqualTo(1);
    JsonNode all = api.get("/v1/ledger").json();
    assertThat(all.get("balances").booleanValue()).isTrue();
    assertThat(api.get("/v1/ledger?tenant=nobody").status()).isEqualTo(404);
    Answer scoped =
        api.send("GET", "/v1/ledger", null, new byte[0], "Authorization", "Bearer " + Api.SCOPED);
    assertThat(scoped.status()).isEqualTo(200);
    assertThat(scoped.body()).isNotEqualTo(all.toString());
  }

  @Test
  void eventsAreReadBySeverityAndPage() {
    api.post("/v1/tenants/" + tenant + "/pause", "");
    api.post("/v1/tenants/" + tenant + "/resume", "");
    String path = "/v1/tenants/" + tenant + "/events";
    JsonNode first = api.get(path + "?limit=1").json();
    assertThat(first.at("/events/0/code").textValue()).isEqualTo("tenant.created");
    JsonNode rest = api.get(path + "?after=" + first.get("next").textValue()).json();
    assertThat(rest.get("events"))
        .extracting(event -> event.get("code").textValue())
        .containsExactly("tenant.paused", "tenant.resumed");
    assertThat(api.get(path + "?severity=error").json().get("events")).isEmpty();
    assertThat(api.get(path + "?severity=loud").status()).isEqualTo(400);
    assertThat(api.get(path + "?severity=info&after=" + first.get("next").textValue()).status())
        .isEqualTo(400);
  }
}
