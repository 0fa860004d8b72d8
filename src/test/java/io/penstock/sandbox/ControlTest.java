package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The control interface, over HTTP like everything else. */
class ControlTest {
  private static RunningSandbox running;
  private static Sandbox sandbox;
  private static Caller control;
  private static String first;

  @BeforeAll
  static void start() {
    running =
        RunningSandbox.of(
            RunningSandbox.small()
                .withTraffic(
                    new SandboxOptions.Traffic(
                        SandboxOptions.TrafficProfile.RATE, 0, 5, Duration.ofMillis(20), 0)));
    sandbox = running.sandbox();
    control = Caller.stranger(sandbox);
    first = sandbox.sharespine().credentials().get(0).codeName();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void itHandsOutCredentialsThatWork() {
    JsonNode tenants = control.get("/_sandbox/tenants").json();
    assertThat(tenants).hasSize(2);
    JsonNode one = tenants.path(1);
    TenantCredentials credentials =
        new TenantCredentials(
            one.path("codeName").asText(),
            one.path("connectionId").asText(),
            one.path("login").asText(),
            one.path("password").asText());
    assertThat(control.as(credentials).get("/api/").status()).isEqualTo(200);
    assertThat(credentials.toString()).doesNotContain(credentials.password());
  }

  @Test
  void itShowsWhatWasSeen() {
    Caller tenant = Caller.tenant(sandbox, 1);
    String code = sandbox.sharespine().credentials().get(1).codeName();
    tenant.post("/api/log/event?x=1", "[]");
    JsonNode calls = control.get("/_sandbox/calls?limit=1&tenant=" + code).json();
    assertThat(calls).hasSize(1);
    JsonNode call = calls.path(0);
    assertThat(call.path("method").asText()).isEqualTo("POST");
    assertThat(call.path("path").asText()).isEqualTo("/api/log/event");
    assertThat(call.path("query").asText()).isEqualTo("x=1");
    assertThat(call.path("status").asInt()).isEqualTo(200);
    assertThat(call.path("bodyStart").asText()).isEqualTo("[]");
    assertThat(call.path("userAgent").asText()).startsWith("test/1.0");
    JsonNode status = control.get("/_sandbox/status").json();
    assertThat(status.path("seenByTenant").path(code).path("calls").asInt()).isPositive();
    assertThat(status.path("platforms").path("sharespine").path("tenants").asInt()).isEqualTo(2);
  }

  @Test
  void faultsAreAddedShownAndRemoved() {
    String id =
        control
            .post(
                "/_sandbox/faults",
                "{\"kind\":\"too-many-requests\",\"retryAfter\":\"date\",\"next\":5,\"tenant\":\""
                    + first
                    + "\",\"path\":\"/api/price-list\"}")
            .json()
            .path("id")
            .asText();
    Caller tenant = Caller.tenant(sandbox, 0);
    assertThat(tenant.get("/api/price-list").status()).isEqualTo(429);
    JsonNode rules = control.get("/_sandbox/faults").json().path("rules");
    assertThat(rules.path(0).path("next").asInt()).isEqualTo(4);
    assertThat(control.delete("/_sandbox/faults/" + id).status()).isEqualTo(200);
    assertThat(control.delete("/_sandbox/faults/" + id).status()).isEqualTo(404);
    assertThat(tenant.get("/api/price-list").json()).hasSize(3);
    assertThat(
            control
                .post("/_sandbox/faults", "{\"profile\":\"light\"}")
                .json()
                .path("profile")
                .asText())
        .isEqualTo("light");
    assertThat(control.delete("/_sandbox/faults").json().path("profile").asText())
        .isEqualTo("none");
    assertThat(control.post("/_sandbox/faults", "{\"kind\":\"sabotage\"}").text())
        .contains("write-then-silence");
    assertThat(control.post("/_sandbox/faults", "{\"kind\":5}").status()).isEqualTo(400);
    assertThat(control.post("/_sandbox/faults", "nonsense").status()).isEqualTo(400);
  }

  @Test
  void ordersAreMadeOnDemandAndShowInTheTruth() {
    int before = control.get("/_sandbox/truth/orders?tenant=" + first).json().size();
    assertThat(
            control
                .post("/_sandbox/orders", "{\"count\":300,\"tenant\":\"" + first + "\"}")
                .json()
                .path("created")
                .asInt())
        .isEqualTo(300);
    JsonNode truth = control.get("/_sandbox/truth/orders?tenant=" + first).json();
    assertThat(truth).hasSize(before + 300);
    assertThat(truth.path(before).path("orderStatus").asText()).isEqualTo("new");
    assertThat(control.get("/_sandbox/truth/orders").json().size()).isGreaterThan(before + 300);
    JsonNode products = control.get("/_sandbox/truth/products?tenant=" + first).json();
    assertThat(products).hasSize(12);
    assertThat(products.path(0).path("prices").path("retail-se").asText()).contains(".");
    assertThat(control.get("/_sandbox/truth/orders?tenant=nobody").status()).isEqualTo(400);
    assertThat(control.get("/_sandbox/elsewhere").status()).isEqualTo(404);
    assertThat(control.put("/_sandbox/status", "{}").status()).isEqualTo(405);
  }

  @Test
  void trafficStartsChangesOrdersAndStops() {
    long before = sandbox.sharespine().counts().orders();
    long changes = sandbox.sharespine().counts().orderChanges();
    control.post("/_sandbox/traffic", "{\"ordersPerSecond\":200}");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> sandbox.sharespine().counts().orders() > before + 20);
    control.post("/_sandbox/traffic", "{\"ordersPerSecond\":0}");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                control
                        .get("/_sandbox/status")
                        .json()
                        .path("platforms")
                        .path("sharespine")
                        .path("stepsWaiting")
                        .asInt()
                    == 0);
    assertThat(sandbox.sharespine().counts().orderChanges()).isGreaterThan(changes + 20);
    assertThat(control.post("/_sandbox/traffic", "{\"ordersPerSecond\":-1}").status())
        .isEqualTo(400);
  }

  @Test
  void aRateLimitRefusesTheFloodOfOneTenantOnly() {
    try (RunningSandbox own =
        RunningSandbox.of(
            RunningSandbox.small()
                .withLimits(new SandboxOptions.Limits(1, 3, 100, 65_536, Duration.ofSeconds(1))))) {
      Caller flooding = Caller.tenant(own.sandbox(), 0);
      int refused = 0;
      for (int i = 0; i < 20; i++) {
        refused += flooding.get("/api/").status() == 429 ? 1 : 0;
      }
      assertThat(refused).isPositive();
      assertThat(Caller.tenant(own.sandbox(), 1).get("/api/").status()).isEqualTo(200);
    }
  }
}
