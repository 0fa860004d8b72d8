package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Api.Answer;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Tenant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tenants: made, shown, changed, paused, removed. */
abstract class TenantsCases {
  private final Api api = ApiTest.api();

  @Test
  void aTenantIsMadeOnceAndReplacedAfterwards() {
    Answer made = api.put("/v1/tenants/t-1", Api.tenantJson("{}"));
    assertThat(made.status()).isEqualTo(201);
    assertThat(api.directory.tenant("t-1")).isNotNull();
    Answer replaced =
        api.put("/v1/tenants/t-1", Api.tenantJson("{\"negativeStock\": true, \"waitingMax\": 7}"));
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(api.get("/v1/tenants/t-1").json()).isEqualTo(replaced.json());
    assertThat(api.known("t-1").limits().negativeStock()).isTrue();
    assertThat(api.known("t-1").limits().waitingMax()).isEqualTo(7);
  }

  @Test
  void whatIsShownCanBeSentBack() {
    api.tenant("t-back", "{}");
    Tenant before = api.known("t-back");
    Answer shown = api.get("/v1/tenants/t-back");
    assertThat(api.put("/v1/tenants/t-back", shown.body()).status()).isEqualTo(200);
    assertThat(api.known("t-back")).isEqualTo(before);
  }

  @Test
  void secretsGoInAndNeverOut() {
    api.tenant("t-secret", "{}");
    for (String path : List.of("/v1/tenants/t-secret", "/v1/tenants/t-secret/events")) {
      assertThat(api.get(path).body()).doesNotContain("hunter2");
    }
    assertThat(api.get("/v1/tenants/t-secret").json().at("/connections/0/secrets/password"))
        .hasToString("\"***\"");
    assertThat(password("t-secret")).isEqualTo("hunter2");
    String body = Api.tenantJson("{}");
    api.put("/v1/tenants/t-secret", body.replace("hunter2", "***"));
    assertThat(password("t-secret")).isEqualTo("hunter2");
    api.put("/v1/tenants/t-secret", body.replace("\"secrets\": {\"password\": \"hunter2\"},", ""));
    assertThat(password("t-secret")).isEqualTo("hunter2");
    api.put("/v1/tenants/t-secret", body.replace("hunter2", "changed"));
    assertThat(password("t-secret")).isEqualTo("changed");
    Answer removed = api.put("/v1/tenants/t-secret", body.replace("\"hunter2\"", "null"));
    assertThat(removed.status()).isEqualTo(422);
    assertThat(removed.json().at("/errors/0/pointer").textValue())
        .isEqualTo("/connections/0/secrets/password");
  }

  private String password(String tenant) {
    Connection shop = Objects.requireNonNull(api.known(tenant).connection("shop"));
    return Objects.requireNonNull(shop.secrets().get("password")).reveal();
  }

  @Test
  void aMaskWithoutASecretBehindItIsAMistake() {
    Answer answer = api.put("/v1/tenants/t-mask", Api.tenantJson("{}").replace("hunter2", "***"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(api.directory.tenant("t-mask")).isNull();
  }

  @Test
  void allMistakesAreToldAtOnce() {
    Answer answer =
        api.put(
            "/v1/tenants/t-bad",
            """
            {"id": "other", "paused": "yes", "colour": "red",
             "connections": [
               {"id": "a b", "connector": "shop", "plugs": [
                 {"type": "socks", "direction": "IN", "every": "30"},
                 {"type": "stock", "direction": "IMPORT", "every": "5s"},
                 {"type": "order", "direction": "EXPORT", "every": "1ms"}]},
               {"connector": "shop", "settings": {"url": 5}, "secrets": {"password": 6}}, 7],
             "routes": [{"type": "order", "from": "x", "to": ["y", 8]}, 9],
             "limits": {"updatesPerSecond": 0, "updatesBurst": "many", "waitingMax": 1.5}}
            """);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("errors"))
        .extracting(error -> error.get("pointer").textValue())
        .contains(
            "/id",
            "/paused",
            "/colour",
            "/connections/0/id",
            "/connections/0/plugs/0/type",
            "/connections/0/plugs/0/direction",
            "/connections/0/plugs/0/every",
            "/connections/0/plugs/1",
            "/connections/0/plugs/2",
            "/connections/1/id",
            "/connections/1/settings/url",
            "/connections/1/secrets/password",
            "/connections/2",
            "/routes/0/to/1",
            "/routes/1",
            "/limits/updatesPerSecond",
            "/limits/updatesBurst",
            "/limits/waitingMax");
    assertThat(api.directory.tenant("t-bad")).isNull();
  }

  @Test
  void whatAConnectorAsksForIsToldByPointer() {
    Answer answer =
        api.put(
            "/v1/tenants/t-ask",
            """
            {"connections": [{"id": "a", "connector": "shop"}, {"id": "b", "connector": "shpo"}]}
            """);
    assertThat(answer.json().get("errors"))
        .extracting(error -> error.get("pointer").textValue())
        .containsExactly(
            "/connections/0/settings/url",
            "/connections/0/secrets/password",
            "/connections/1/connector");
    Answer route =
        api.put(
            "/v1/tenants/t-ask", "{\"routes\": [{\"type\":\"order\",\"from\":\"x\",\"to\":[]}]}");
    assertThat(route.json().at("/errors/0/detail").textValue()).contains("no connection 'x'");
  }

  @Test
  void aBodyThatIsNoTenantIsRefused() {
    String path = "/v1/tenants/t-none";
    assertThat(api.put(path, "{\"password\": hunter2}").status()).isEqualTo(400);
    assertThat(api.put(path, "{\"password\": hunter2}").body())
        .contains("line 1")
        .doesNotContain("hunter2");
    assertThat(api.put(path, "[]").code()).isEqualTo("bad-json");
    assertThat(api.put(path, "").code()).isEqualTo("bad-json");
    assertThat(api.put(path, "{} {}").code()).isEqualTo("bad-json");
    assertThat(api.put(path, "{\"id\": \"a\", \"id\": \"a\"}").code()).isEqualTo("bad-json");
    assertThat(api.put(path, "[".repeat(100)).code()).isEqualTo("bad-json");
    byte[] notUtf8 = {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'};
    assertThat(api.send("PUT", path, "application/json", notUtf8).code()).isEqualTo("bad-json");
    assertThat(api.send("PUT", path, "text/plain", Api.bytes("{}")).status()).isEqualTo(415);
    assertThat(api.put(path, " ".repeat(2 << 20)).status()).isEqualTo(413);
    assertThat(api.put("/v1/tenants/-bad-", "{}").status()).isEqualTo(400);
  }

  @Test
  void pauseAndResumeKeepEverythingElseAndSaySince() {
    api.tenant("t-pause", "{}");
    Tenant before = api.known("t-pause");
    assertThat(api.post("/v1/tenants/t-pause/pause", "").json().get("paused").booleanValue())
        .isTrue();
    assertThat(api.post("/v1/tenants/t-pause/pause", "").status()).isEqualTo(200);
    assertThat(api.known("t-pause")).isEqualTo(before.paused(true));
    var health = api.get("/v1/tenants/t-pause/health").json();
    assertThat(health.get("state").textValue()).isEqualTo("paused");
    assertThat(health.get("since").textValue()).isEqualTo(Api.NOW.toString());
    Answer taken = api.post("/v1/tenants/t-pause/stock", "[{\"sku\":\"A\",\"quantity\":1}]");
    assertThat(taken.status()).isEqualTo(202);
    assertThat(api.get("/v1/tenants?state=paused").json().at("/tenants"))
        .extracting(tenant -> tenant.get("id").textValue())
        .contains("t-pause");
    api.post("/v1/tenants/t-pause/resume", "");
    assertThat(api.known("t-pause")).isEqualTo(before);
    assertThat(api.get("/v1/tenants/t-pause/events").body())
        .contains("tenant.created", "tenant.paused", "tenant.resumed");
  }

  @Test
  void aRemovedTenantIsGoneAtOnce() {
    api.tenant("t-gone", "{}");
    Answer removed = api.send("DELETE", "/v1/tenants/t-gone", null, new byte[0]);
    assertThat(removed.status()).isEqualTo(204);
    assertThat(api.get("/v1/tenants/t-gone").status()).isEqualTo(404);
    assertThat(api.post("/v1/tenants/t-gone/stock", "[]").status()).isEqualTo(404);
  }

  @Test
  void theListGoesByPagesAndByKey() {
    api.tenant("z-1", "{}");
    api.tenant("z-2", "{}");
    var first = api.get("/v1/tenants?after=z&limit=1").json();
    assertThat(first.at("/tenants/0/id").textValue()).isEqualTo("z-1");
    var second = api.get("/v1/tenants?limit=1&after=" + first.get("next").textValue()).json();
    assertThat(second.at("/tenants/0/id").textValue()).isEqualTo("z-2");
    Answer scoped =
        api.send("GET", "/v1/tenants", null, new byte[0], "Authorization", "Bearer " + Api.SCOPED);
    assertThat(scoped.json().get("tenants")).hasSize(1);
    assertThat(api.get("/v1/tenants?state=sad").status()).isEqualTo(400);
    assertThat(api.get("/v1/tenants?limit=0").status()).isEqualTo(400);
    assertThat(api.get("/v1/tenants?limit=x").status()).isEqualTo(400);
    assertThat(api.get("/v1/tenants?limit=1&limit=2").status()).isEqualTo(400);
  }
}
