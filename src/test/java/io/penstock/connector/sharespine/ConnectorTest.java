package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Report;
import io.penstock.connector.http.HttpOptions;
import io.penstock.connector.http.Outlets;
import io.penstock.fake.ScriptedServer.Reply;
import io.penstock.fake.ScriptedServer.Seen;
import io.penstock.record.RecordType;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Secret;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorTest {
  private static final String DECLARED =
      "[{\"plug\":\"StockImport\",\"active\":true},{\"plug\":\"OrderExport\",\"active\":true},"
          + "{\"plug\":\"PriceImport\",\"active\":true},{\"plug\":\"ShipmentImport\"},"
          + "{\"plug\":\"OrderStatusImport\",\"active\":true},"
          + "{\"plug\":\"InvoiceImport\",\"active\":false}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        DECLARED,
        "[{\"recordType\":\"order\",\"direction\":\"export\"},"
            + "{\"recordType\":\"stock\",\"direction\":\"import\"},"
            + "{\"recordType\":\"price\",\"direction\":\"import\"},"
            + "{\"recordType\":\"shipment\",\"direction\":\"import\"},"
            + "{\"recordType\":\"order-status\",\"direction\":\"import\"}]"
      })
  void plugsThatAreDeclaredAlreadyAreNotWritten(String declared) {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, declared))) {
      open.await(() -> open.link.declare().map("done"));
      assertThat(open.server.seen())
          .extracting(Seen::uri)
          .containsExactly("/api/connection/c0ffee/plug");
    }
  }

  @Test
  void plugsThatDifferAreWrittenAsAWhole() {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, "[]"))) {
      open.await(() -> open.link.declare().map("done"));
      assertThat(open.server.seen("PUT", "/api/connection/c0ffee/plug").map(Seen::text))
          .containsExactly(
              "[{\"plug\":\"OrderExport\",\"active\":true},{\"plug\":\"StockImport\",\"active\":true},"
                  + "{\"plug\":\"PriceImport\",\"active\":true},{\"plug\":\"OrderStatusImport\",\"active\":true},"
                  + "{\"plug\":\"ShipmentImport\",\"active\":true}]");
    }
  }

  @Test
  void plugsCanBeWrittenAsPairs() {
    Variant variant = new Variant();
    variant.plugStyle = SharespineOptions.PlugStyle.PAIR;
    try (OpenLink open = OpenLink.to(variant.options(), seen -> Reply.json(200, "[]"))) {
      open.await(() -> open.link.declare().map("done"));
      assertThat(open.server.seen().get(1).text())
          .startsWith("[{\"recordType\":\"order\",\"direction\":\"export\"},");
    }
  }

  @Test
  void failuresAreReportedInBatchesOnceAndSummariesOnlyIfWanted() {
    List<Report> reports = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      reports.add(report(true));
    }
    reports.add(report(false));
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(500, "{}"))) {
      open.await(() -> open.link.report(reports).map("done"));
      assertThat(open.server.seen("POST", "/api/log/event").map(seen -> count(seen)))
          .containsExactly(100, 100, 50);
      assertThat(open.server.seen().get(0).text())
          .startsWith(
              "[{\"severity\":\"Error\",\"relatedRecordType\":\"order\",\"direction\":\"export\","
                  + "\"summary\":\"Order was refused\",\"body\":[\"Why\",\"What to do\"],"
                  + "\"relatedIdMsgs\":[{\"id\":\"3fb2\",\"displayId\":\"10021\","
                  + "\"message\":\"Not created\"}],\"time\":\"2024-05-01T09:05:00Z\"}");
    }
    Variant talkative = new Variant();
    talkative.logSummaries = true;
    try (OpenLink open = OpenLink.to(talkative.options(), seen -> Reply.json(200, "[]"))) {
      open.await(() -> open.link.report(List.of(report(false))).map("done"));
      assertThat(open.server.seen().get(0).text()).contains("\"severity\":\"Info\"");
    }
  }

  @Test
  void everyMistakeInAConnectionIsNamedWithItsKey() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Outlets outlets =
          new Outlets(vertx, HttpOptions.DEFAULTS.withContact("a@b.c"), new SimpleMeterRegistry());
      SharespineConnector connector = new SharespineConnector(outlets, SharespineOptions.DEFAULTS);
      Connection wrong =
          new Connection(
              "shop",
              "sharespine",
              Map.of(
                  "baseUrl", "http://api.plugboard.io/api",
                  "tenant", "ac me",
                  "login", "a:b",
                  "requestPerSecond", "4",
                  "inFlightMax", "0",
                  "ordersSince", "yesterday"),
              Map.of("pasword", new Secret("x")),
              List.of(new Plug(RecordType.ORDER, Direction.IMPORT, null)));
      assertThat(connector.problems(wrong))
          .extracting(problem -> problem.substring(0, problem.indexOf(':')))
          .containsExactlyInAnyOrder(
              "settings.connectionId",
              "settings.tenant",
              "settings.requestPerSecond",
              "settings.baseUrl",
              "settings.login",
              "settings.inFlightMax",
              "settings.ordersSince",
              "secrets.password",
              "secrets.pasword",
              "plugs");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static Report report(boolean error) {
    return new Report(
        error,
        RecordType.ORDER,
        Direction.EXPORT,
        "Order was refused",
        List.of("Why", "What to do"),
        "3fb2",
        "10021",
        "Not created",
        Instant.parse("2024-05-01T09:05:00.123Z"));
  }

  private static int count(Seen seen) {
    return seen.text().split("\"severity\"", -1).length - 1;
  }
}
