package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.api.Api.Answer;
import io.penstock.fake.StateTransfers;
import io.penstock.record.RecordType;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Dead letters are replayed by filter: what is asked for, what is shown, to whom. */
abstract class ReplayCases {
  private static final String PATH = "/v1/dead-letters/replay";
  private static final Instant LATER = Instant.now().plus(Duration.ofDays(365));
  private static final String[] SCOPED = {"Authorization", "Bearer " + Api.SCOPED};

  private final Api api = ApiTest.api();
  private String tenant;

  @BeforeEach
  void ownTenant(TestInfo test) {
    tenant = "re-" + Integer.toHexString(test.getDisplayName().hashCode());
    api.tenant(tenant, "{}");
  }

  @AfterEach
  void endAll() {
    for (JsonNode replay : api.get("/v1/replays").json().get("replays")) {
      api.post("/v1/replays/" + replay.get("id").textValue() + "/cancel", "");
    }
  }

  private void dead(String id, String... skus) {
    for (String sku : skus) {
      api.post("/v1/tenants/" + id + "/stock", "[{\"sku\":\"" + sku + "\",\"quantity\":1}]");
    }
    StateTransfers transfers = new StateTransfers();
    ConnectionRef shop = new ConnectionRef(id, "shop");
    List<Claimed> claimed =
        Api.await(
            transfers.claim(api.store.outbox(), shop, RecordType.STOCK, Set.of(), 100, LATER));
    List<Settlement> deaths =
        claimed.stream()
            .map(one -> Settlement.dead(one, Api.NOW, "unknown SKU", "PUT /stock 400", null))
            .toList();
    Api.await(transfers.settle(api.store.outbox(), deaths));
  }

  private String filter(String more) {
    return "{\"tenant\":\"" + tenant + "\",\"target\":\"shop\",\"type\":\"stock\"" + more + "}";
  }

  private JsonNode ended(Answer begun) {
    assertThat(begun.status()).as(begun.body()).isEqualTo(202);
    String path = begun.header("location");
    assertThat(path).isEqualTo("/v1/replays/" + begun.json().get("id").textValue());
    await().until(() -> !api.get(path).json().get("state").textValue().equals("running"));
    return api.get(path).json();
  }

  /** A tenant whose outbox is full, so that a replay waits until it is cancelled. */
  private Answer waiting(String id, String... key) {
    api.tenant(id, "{\"waitingMax\":1}");
    dead(id, "A");
    api.post("/v1/tenants/" + id + "/stock", "[{\"sku\":\"B\",\"quantity\":1}]");
    Answer begun = api.post(PATH, "{\"tenant\":\"" + id + "\"}", key);
    assertThat(begun.status()).as(begun.body()).isEqualTo(202);
    String path = begun.header("location");
    await().until(() -> api.get(path).json().has("waitsFor"));
    return begun;
  }

  @Test
  void manyAreReplayedByFilterAfterADryRun() {
    dead(tenant, "A", "B", "C");
    assertThat(api.post(PATH, filter(",\"dryRun\":true")).body())
        .isEqualTo("{\"matched\":3,\"replayed\":0,\"dryRun\":true}");
    JsonNode two = ended(api.post(PATH, filter(",\"limit\":2")));
    assertThat(two.get("state").textValue()).isEqualTo("done");
    assertThat(two.get("matched").intValue()).isEqualTo(3);
    assertThat(two.get("replayed").intValue()).isEqualTo(2);
    assertThat(two.get("limit").intValue()).isEqualTo(2);
    assertThat(two.get("by").textValue()).isEqualTo("the API key all");
    assertThat(two.get("filter").toString())
        .isEqualTo("{\"tenants\":[\"" + tenant + "\"],\"target\":\"shop\",\"type\":\"stock\"}");
    assertThat(ended(again(filter(""))).get("replayed").intValue()).isEqualTo(1);
    assertThat(ended(again(filter(""))).get("matched").intValue()).isZero();
    JsonNode ledger = api.get("/v1/ledger?tenant=" + tenant).json();
    assertThat(ledger.get("balances").booleanValue()).isTrue();
    assertThat(ledger.at("/lines/0/waiting").longValue()).isEqualTo(3);
    assertThat(ledger.at("/lines/0/dead").longValue()).isZero();
  }

  /** The one before has ended, but the event log may not say so yet. */
  private Answer again(String body) {
    return await().until(() -> api.post(PATH, body), answer -> answer.status() == 202);
  }

  @Test
  void allMistakesAreToldAtOnceAndNothingBegins() {
    int before = api.get("/v1/replays").json().get("replays").size();
    Answer bad = api.post(PATH, "{\"dryrun\":true,\"type\":\"socks\",\"limit\":0}");
    assertThat(bad.status()).isEqualTo(422);
    assertThat(bad.json().get("errors"))
        .extracting(error -> error.get("pointer").textValue())
        .containsExactlyInAnyOrder("/dryrun", "/type", "/limit");
    assertThat(api.post(PATH, "{\"tenant\":\"nobody\"}").status()).isEqualTo(404);
    assertThat(api.post(PATH, "[]").status()).isEqualTo(400);
    assertThat(api.post(PATH, " ".repeat(2 << 20)).status()).isEqualTo(413);
    assertThat(api.send("POST", PATH, "text/plain", Api.bytes("{}")).status()).isEqualTo(415);
    assertThat(api.get("/v1/replays").json().get("replays")).hasSize(before);
  }

  @Test
  void oneOfTheSameTenantsIsUnderWayUntilItIsCancelled() {
    Answer first = waiting(tenant);
    JsonNode waits = api.get(first.header("location")).json();
    assertThat(waits.get("waitsFor").textValue()).contains(tenant, "1 transfers waiting");
    Answer second = api.post(PATH, filter(""));
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.code()).isEqualTo("replay-under-way");
    assertThat(second.json().get("detail").textValue())
        .contains(first.json().get("id").textValue());
    Answer cancelled = api.post(first.header("location") + "/cancel", "");
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.json().get("state").textValue()).isEqualTo("cancelled");
    assertThat(cancelled.json().get("lastError").textValue()).contains("the API key all");
    assertThat(api.post(first.header("location") + "/cancel", "").json())
        .as("what has ended stays as it is")
        .isEqualTo(cancelled.json());
    assertThat(api.post(PATH, filter("")).status()).isEqualTo(202);
  }

  @Test
  void aKeySeesThoseOfItsTenantsAlone() {
    Answer others = waiting(tenant);
    String path = others.header("location");
    Answer everybody = api.post(PATH, "{\"target\":\"nowhere\"}");
    Answer own = api.post(PATH, "{\"target\":\"nowhere\"}", SCOPED);
    for (String hidden : List.of(path, everybody.header("location"), "/v1/replays/4711")) {
      Answer shown = api.send("GET", hidden, null, new byte[0], SCOPED);
      assertThat(shown.status()).isEqualTo(404);
      assertThat(shown.code()).isEqualTo("unknown-replay");
      assertThat(api.post(hidden + "/cancel", "", SCOPED).status()).isEqualTo(404);
    }
    assertThat(api.get(path).json().get("state").textValue()).isEqualTo("running");
    JsonNode seen = api.send("GET", "/v1/replays", null, new byte[0], SCOPED).json();
    assertThat(seen.get("replays"))
        .extracting(replay -> replay.get("id").textValue())
        .containsExactly(own.json().get("id").textValue());
    assertThat(seen.at("/replays/0/filter/tenants/0").textValue()).isEqualTo("acme");
    assertThat(api.get("/v1/replays").json().at("/replays/0/id"))
        .as("newest first")
        .isEqualTo(own.json().get("id"));
    assertThat(api.post(PATH, filter(""), SCOPED).status()).isEqualTo(404);
  }

  @Test
  void aBeginningThatTheStoreDidNotTakeIs503AndInNobodysWay() {
    api.restSwitch.mode = Breakable.Mode.FAILS;
    try {
      assertThat(api.post(PATH, filter("")).code()).isEqualTo("store-unavailable");
    } finally {
      api.restSwitch.mode = Breakable.Mode.WORKS;
    }
    assertThat(api.post(PATH, filter("")).status()).isEqualTo(202);
  }
}
