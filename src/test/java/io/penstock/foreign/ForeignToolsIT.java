package io.penstock.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.penstock.foreign.ForeignTools.Report;
import io.penstock.foreign.ForeignTools.SignedWebhook;
import io.penstock.foreign.ForeignTools.WebhookVerdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each verifier accepts what is right and refuses what is wrong: a pass has to mean something. */
class ForeignToolsIT {
  private static final String SECRET =
      "whsec_"
          + Base64.getEncoder()
              .encodeToString("a test key with 32 bytes of text".getBytes(StandardCharsets.UTF_8));
  private static final String BODY = "{\"type\":\"order.created\",\"data\":{\"name\":\"Åsa\"}}";

  private static final String OPENAPI =
      """
      openapi: 3.1.0
      info:
        title: One path
        version: "1"
        description: A contract that is small and right.
        contact: {name: Penstock, url: "https://penstock.test"}
        license: {name: Apache-2.0, identifier: Apache-2.0}
      servers: [{url: "https://gateway.penstock.test"}]
      tags: [{name: orders, description: What was bought.}]
      security: [{key: []}]
      paths:
        /v1/orders:
          get:
            operationId: listOrders
            summary: List orders
            description: The order feed.
            tags: [orders]
            responses:
              "200":
                description: A page.
                content:
                  application/json:
                    schema: {$ref: "#/components/schemas/Page"}
              "401": {description: Wrong key.}
      components:
        securitySchemes:
          key: {type: http, scheme: bearer}
        schemas:
          Page: {type: object, properties: {next: {type: [string, "null"]}}}
      """;

  @TempDir Path folder;

  @Test
  void npmVerifierAcceptsOurSignatureOnly() throws Exception {
    long now = Instant.now().getEpochSecond();
    SignedWebhook good = signed("msg_1", now, BODY);
    SignedWebhook tampered =
        new SignedWebhook(SECRET, good.headers(), BODY.replace("created", "updated"));
    SignedWebhook late = signed("msg_2", now - 301, BODY);
    SignedWebhook again = signed("msg_3", now, BODY);

    List<WebhookVerdict> verdicts =
        ForeignTools.verifyWebhooks(List.of(good, tampered, late, again));

    assertThat(verdicts)
        .extracting(WebhookVerdict::accepted)
        .containsExactly(true, false, false, true);
    assertThat(verdicts.get(1).reason()).containsIgnoringCase("signature");
    assertThat(verdicts.get(2).reason()).containsIgnoringCase("timestamp too old");
  }

  @Test
  void redoclyPassesARightContractAndFailsAWrongOne() throws Exception {
    Report right = ForeignTools.redocly(file("right.yaml", OPENAPI));
    Report wrong = ForeignTools.redocly(file("wrong.yaml", withDanglingReference()));

    assertThat(right.clean()).as(right.text()).isTrue();
    assertThat(wrong.clean()).isFalse();
    assertThat(wrong.text()).contains("no-unresolved-refs");
  }

  @Test
  void spectralPassesARightContractAndFailsAWrongOne() throws Exception {
    Report right = ForeignTools.spectral(file("right.yaml", OPENAPI));
    Report wrong = ForeignTools.spectral(file("wrong.yaml", withDanglingReference()));

    assertThat(right.clean()).as(right.text()).isTrue();
    assertThat(wrong.clean()).isFalse();
    assertThat(wrong.text()).contains("invalid-ref");
  }

  @Test
  void warningsAreReportedAndDoNotFail() throws Exception {
    Path untagged = file("untagged.yaml", OPENAPI.replace("tags: [orders]", "deprecated: false"));

    Report report = ForeignTools.spectral(untagged);

    assertThat(report.clean()).as(report.text()).isTrue();
    assertThat(report.text()).contains("operation-tags");
  }

  @Test
  void promtoolPassesARightExpositionAndFailsAWrongOne() {
    String right =
        """
        # HELP penstock_items_total Records that came to an end.
        # TYPE penstock_items_total counter
        penstock_items_total{record="order",outcome="accepted"} 3
        """;

    Report clean = ForeignTools.promtoolCheckMetrics(right);
    Report misnamed = ForeignTools.promtoolCheckMetrics(right.replace("_total", ""));
    Report broken = ForeignTools.promtoolCheckMetrics("penstock_items_total{record= 3\n");

    assertThat(clean.clean()).as(clean.text()).isTrue();
    assertThat(misnamed.clean()).isFalse();
    assertThat(misnamed.text()).contains("_total");
    assertThat(broken.clean()).isFalse();
  }

  private static SignedWebhook signed(String id, long at, String body) throws Exception {
    Map<String, String> headers =
        Map.of(
            "webhook-id", id,
            "webhook-timestamp", Long.toString(at),
            "webhook-signature", new Webhook(SECRET).sign(id, at, body));
    return new SignedWebhook(SECRET, headers, body);
  }

  private static String withDanglingReference() {
    return OPENAPI.replace("schemas/Page", "schemas/Sheet");
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }
}
