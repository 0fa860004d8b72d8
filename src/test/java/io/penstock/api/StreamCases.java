package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.api.Api.Answer;
import io.penstock.record.RecordType;
import io.penstock.sync.Ledger;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The stream of many tenants. */
abstract class StreamCases {
  private static final String PATH = "/v1/updates";
  private final Api api = ApiTest.api();
  private String a;
  private String b;

  @BeforeEach
  void ownTenants(TestInfo test) {
    a = "s-" + Integer.toHexString(test.getDisplayName().hashCode()) + "-a";
    b = "s-" + Integer.toHexString(test.getDisplayName().hashCode()) + "-b";
    api.tenant(a, "{}");
    api.tenant(b, "{}");
  }

  @AfterEach
  void repair() {
    api.outboxSwitch.mode = Breakable.Mode.WORKS;
  }

  private static String stock(String tenant, String sku, long quantity) {
    return "{\"tenant\":\"%s\",\"type\":\"stock\",\"sku\":\"%s\",\"quantity\":%d}\n"
        .formatted(tenant, sku, quantity);
  }

  private long accepted(String tenant) {
    return Api.await(api.store.outbox().ledger(tenant)).stream()
        .filter(line -> line.type() == RecordType.STOCK)
        .mapToLong(Ledger::accepted)
        .sum();
  }

  @Test
  void everyTypeOfEveryTenantIsTaken() {
    Answer answer =
        api.lines(
            PATH,
            stock(a, "A", 1)
                + stock(b, "A", 2)
                + "{\"type\":\"price\",\"sku\":\"A\",\"currency\":\"SEK\",\"amount\":\"1\",\"tenant\":\""
                + a
                + "\"}\n\n"
                + "{\"tenant\":\"%s\",\"type\":\"order-status\",\"orderId\":\"o\",\"status\":\"x\"}\n"
                    .formatted(b)
                + "{\"tenant\":\"%s\",\"type\":\"shipment\",\"orderId\":\"o\",\"shipmentId\":\"s\"}"
                    .formatted(b));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"accepted\":5,\"superseded\":0,\"rejected\":0}\n");
    assertThat(api.lines(PATH, "").body())
        .isEqualTo("{\"accepted\":0,\"superseded\":0,\"rejected\":0}\n");
  }

  @Test
  void eachRejectedLineIsNamedAndTheLastLineCounts() {
    api.put("/v1/tenants/" + b, "{}");
    String body =
        stock(a, "A", 1)
            + "{broken\n"
            + stock("nobody", "A", 1)
            + stock(a, "", 1)
            + stock(b, "A", 1)
            + "{\"tenant\":\""
            + a
            + "\",\"type\":\"order\"}\n"
            + "{\"type\":\"stock\"}\n"
            + stock(a, "x".repeat(2_000), 1)
            + stock(a, "A", 2).trim()
            + "{}\n"
            + "\u0000\n"
            + stock(a, "B", 2).substring(0, 30);
    Answer answer = api.lines(PATH, body);
    assertThat(answer.status()).isEqualTo(200);
    List<JsonNode> lines = answer.lines();
    Set<String> told = new HashSet<>();
    for (JsonNode line : lines.subList(0, lines.size() - 1)) {
      told.add(line.get("line").intValue() + " " + line.get("code").textValue());
    }
    assertThat(told)
        .containsExactlyInAnyOrder(
            "2 bad-json",
            "3 unknown-tenant",
            "4 bad-text",
            "5 not-wanted",
            "6 unknown-type",
            "7 missing-field",
            "8 line-too-long",
            "9 bad-json",
            "10 bad-json",
            "11 bad-json");
    assertThat(lines.get(lines.size() - 1))
        .hasToString("{\"accepted\":1,\"superseded\":0,\"rejected\":10}");
  }

  @Test
  void aTenantOverItsBoundCostsTheOthersNothing() {
    api.put("/v1/tenants/" + a, Api.tenantJson("{\"updatesPerSecond\":1,\"updatesBurst\":5}"));
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      body.append(stock(a, "A" + i, 1)).append(stock(b, "B" + i, 1));
    }
    Answer answer = api.lines(PATH, body.toString());
    assertThat(answer.status()).isEqualTo(200);
    List<JsonNode> lines = answer.lines();
    for (JsonNode line : lines.subList(0, lines.size() - 1)) {
      assertThat(line.get("tenant").textValue()).isEqualTo(a);
      assertThat(line.get("code").textValue()).isEqualTo("tenant-over-limit");
      assertThat(line.get("retryable").booleanValue()).isTrue();
      assertThat(line.get("retryAfterMs").longValue()).isPositive();
      assertThat(line.get("line").intValue() % 2).isEqualTo(1);
    }
    assertThat(accepted(b)).isEqualTo(30);
    assertThat(accepted(a)).isEqualTo(31 - lines.size());
  }

  @Test
  void whenEveryLineIsRefusedTheStatusIs429() {
    api.put("/v1/tenants/" + a, Api.tenantJson("{\"waitingMax\":1}"));
    assertThat(api.lines(PATH, stock(a, "A", 1)).status()).isEqualTo(200);
    Answer answer = api.lines(PATH, stock(a, "B", 1) + stock(a, "C", 1));
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("retry-after")).isEqualTo("5");
    assertThat(accepted(a)).isEqualTo(1);
  }

  @Test
  void whenTheStoreFailsBeforeAnythingIsTakenTheStatusIs503() {
    api.outboxSwitch.mode = Breakable.Mode.FAILS;
    Answer answer = api.lines(PATH, stock(a, "A", 1).repeat(50));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("store-unavailable");
    Answer mixed = api.lines(PATH, "{\n" + stock(a, "A", 1));
    assertThat(mixed.status()).isEqualTo(200);
    assertThat(mixed.body()).contains("\"code\":\"store-unavailable\"", "\"retryable\":true");
    api.outboxSwitch.mode = Breakable.Mode.THROWS;
    assertThat(api.lines(PATH, stock(a, "A", 1)).status()).isEqualTo(503);
    api.outboxSwitch.mode = Breakable.Mode.WORKS;
    assertThat(accepted(a)).isZero();
  }

  @Test
  void tooManyRejectedLinesStopTheReading() {
    String good = stock(a, "A", 1);
    Answer answer = api.lines(PATH, good + "{\n".repeat(100_000) + stock(a, "B", 1));
    List<JsonNode> lines = answer.lines();
    JsonNode last = lines.get(lines.size() - 1);
    assertThat(last.get("stoppedAfterLine").longValue()).isBetween(200L, 100_001L);
    assertThat(last.get("accepted").longValue()).isEqualTo(1);
    assertThat(last.get("rejected").longValue())
        .isEqualTo(last.get("stoppedAfterLine").longValue() - 1);
  }

  @Test
  void aScopedKeySeesItsTenantsOnly() {
    String[] scoped = {"Authorization", "Bearer " + Api.SCOPED};
    Answer answer = api.lines(PATH, stock("acme", "A", 1) + stock(a, "A", 1), scoped);
    assertThat(answer.lines().get(0).get("code").textValue()).isEqualTo("unknown-tenant");
    assertThat(accepted(a)).isZero();
  }

  @Test
  void manyLinesKeepTheNewestOfEachSku() {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      body.append(stock(i % 2 == 0 ? a : b, "SKU-" + i % 100, i));
    }
    Answer answer = api.lines(PATH, body.toString());
    assertThat(answer.json().get("accepted").intValue()).isEqualTo(5_000);
    List<Ledger> lines = Api.await(api.store.outbox().ledger(a));
    assertThat(lines).allMatch(Ledger::balances);
    assertThat(lines.stream().mapToLong(Ledger::waiting).sum()).isEqualTo(50);
  }

  @Test
  void anotherMediaTypeIs415() {
    assertThat(api.send("POST", PATH, "application/json", Api.bytes("[]")).status()).isEqualTo(415);
  }

  @Test
  void allLinesBeforeACutAreTaken() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", api.server.port())) {
      String lines = stock(a, "A", 1) + stock(a, "B", 1) + stock(a, "C", 1).substring(0, 20);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /v1/updates HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                  + Api.KEY
                  + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n"
                  + lines)
              .getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> accepted(a) == 2);
  }

  @Test
  void aTrickleGoesToDiskWithoutWaitingForMore() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", api.server.port())) {
      String line = stock(a, "A", 1);
      String head =
          "POST /v1/updates HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
              + "Content-Type: application/x-ndjson\r\nAuthorization: Bearer "
              + Api.KEY
              + "\r\n\r\n";
      String chunk = Integer.toHexString(line.length()) + "\r\n" + line + "\r\n";
      socket.getOutputStream().write((head + chunk).getBytes(StandardCharsets.UTF_8));
      await().atMost(Duration.ofSeconds(5)).until(() -> accepted(a) == 1);
      socket.getOutputStream().write(chunk.getBytes(StandardCharsets.UTF_8));
      await().atMost(Duration.ofSeconds(5)).until(() -> accepted(a) == 2);
    }
  }

  @Test
  void itIsReadNoFasterThanItGetsToDisk() throws Exception {
    io.vertx.core.Promise<Void> gate = io.vertx.core.Promise.promise();
    api.outboxSwitch.gate = gate.future();
    api.outboxSwitch.held = 0;
    byte[] lines = stock(a, "A", 1).repeat(1_000).getBytes(StandardCharsets.UTF_8);
    java.util.concurrent.atomic.AtomicLong sent = new java.util.concurrent.atomic.AtomicLong();
    try (Socket socket = new Socket("127.0.0.1", api.server.port())) {
      long whole = 2_000L * lines.length;
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /v1/updates HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                  + Api.KEY
                  + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                  + whole
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 2_000; i++) {
                    out.write(lines);
                    sent.addAndGet(lines.length);
                  }
                } catch (IOException closed) {
                  sent.set(-1);
                }
              });
      writer.start();
      await().atMost(Duration.ofSeconds(5)).until(() -> api.outboxSwitch.held > 0);
      await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(10))
          .until(sent::get, before -> before == sent.get());
      assertThat(sent.get()).isBetween(0L, whole / 2);
      assertThat(api.outboxSwitch.held).isLessThan(2_000);
    } finally {
      api.outboxSwitch.gate = null;
      gate.complete();
    }
  }
}
