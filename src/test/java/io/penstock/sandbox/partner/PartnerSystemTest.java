package io.penstock.sandbox.partner;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.penstock.sandbox.LedgerDelivery;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartnerSystemTest {
  private static final String KEY = "whsec_" + "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleQ==";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private PartnerSystem partner;

  @BeforeEach
  void start() throws TimeoutException {
    partner = PartnerSystem.start(vertx, PartnerOptions.local(KEY)).await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aSignedWebhookIsKeptAndARepeatIsCounted() throws Exception {
    assertThat(post("w1", body("v1"), body("v1"))).isEqualTo(200);
    assertThat(post("w1", body("v1"), body("v1"))).isEqualTo(200);
    assertThat(partner.received().deliveries("t"))
        .containsExactly(new LedgerDelivery("w1", "o1", "v1", 2));
    HttpResponse<String> summary =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + partner.port() + "/received"))
                .build(),
            BodyHandlers.ofString());
    assertThat(new JsonObject(summary.body()).getInteger("arrivals")).isEqualTo(2);
  }

  @Test
  void aChangedBodyIsRefusedAndNotKept() throws Exception {
    assertThat(post("w1", body("v1"), body("v2"))).isEqualTo(401);
    assertThat(partner.received().tenants()).isEmpty();
    assertThat(partner.refused()).isEqualTo(1);
  }

  @Test
  void aBodyThatIsNoOrderIsRefused() throws Exception {
    for (String bad : new String[] {"", "[]", "{", body("v1").replace("order.created", "x")}) {
      assertThat(post("w1", bad, bad)).as(bad).isEqualTo(400);
    }
    assertThat(partner.received().tenants()).isEmpty();
  }

  @Test
  void whatMeetsAFaultWasNotAnswered() throws Exception {
    partner.faultShare(1);
    for (int i = 0; i < 30; i++) {
      assertThat(post("w" + i, body("v" + i), body("v" + i))).isNotEqualTo(200);
    }
    assertThat(partner.faults()).isEqualTo(30);
    assertThat(partner.received().deliveries("t"))
        .as("some were recorded, none was answered")
        .isNotEmpty()
        .allMatch(delivery -> delivery.answered() == 0);
    partner.faultShare(0);
    assertThat(post("w0", body("v0"), body("v0"))).isEqualTo(200);
  }

  @Test
  void switchedOffIsGone() throws Exception {
    partner.switchOff(true);
    assertThat(post("w1", body("v1"), body("v1"))).isEqualTo(410);
  }

  /** Signs one body and sends another; answers the status, 0 where none came. */
  private int post(String id, String signed, String sent) throws Exception {
    long at = Instant.now().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(partner.url()))
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(at))
            .header("webhook-signature", new Webhook(KEY).sign(id, at, signed))
            .POST(BodyPublishers.ofString(sent))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString()).statusCode();
    } catch (IOException noAnswer) {
      return 0;
    }
  }

  private static String body(String version) {
    return """
        {"type":"order.created","timestamp":"2026-11-22T01:02:03Z","data":{"tenant":"t",
        "connection":"shop","order":{"id":"o1","version":"%s","number":"1001",
        "changedAt":"2026-11-22T01:02:03Z","status":"open","rows":[]}}}"""
        .formatted(version);
  }
}
