package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.api.Api.Answer;
import io.penstock.record.Order;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.tenant.ConnectionRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order feed, by pages and as a stream. */
abstract class OrdersCases {
  private final Api api = ApiTest.api();
  private String start;

  @BeforeEach
  void fromHere() {
    api.tenant("feed", "{}");
    start = end();
  }

  /** A cursor behind everything that is there now. */
  private String end() {
    String cursor = "";
    JsonNode page;
    do {
      page = api.get("/v1/orders" + (cursor.isEmpty() ? "" : "?after=" + cursor)).json();
      cursor = page.get("next").textValue();
    } while (!page.get("orders").isEmpty());
    return cursor;
  }

  private void arrives(String tenant, String id, String version) {
    Order order =
        new Order(
            id,
            version,
            "n-" + id,
            null,
            Api.NOW,
            Api.NOW,
            "processing",
            null,
            null,
            "SEK",
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            new java.math.BigDecimal("10.50"),
            null,
            Map.of("forwarder", "post"));
    Acceptance acceptance =
        new Acceptance(
            new ConnectionRef(tenant, "shop"),
            Api.NOW,
            List.of(new Arrival(order, List.of("erp"))),
            List.of(),
            null,
            List.of(),
            null);
    Api.await(api.store.outbox().accept(acceptance));
  }

  @Test
  void everyVersionIsThereOnceInOrder() {
    arrives("feed", "o-1", "1");
    arrives("feed", "o-2", "1");
    arrives("feed", "o-1", "1");
    arrives("feed", "o-1", "2");
    List<String> seen = new ArrayList<>();
    String cursor = start;
    while (true) {
      JsonNode page = api.get("/v1/orders?limit=1&after=" + cursor).json();
      if (page.get("orders").isEmpty()) {
        assertThat(page.get("next").textValue()).isEqualTo(cursor);
        break;
      }
      JsonNode entry = page.at("/orders/0");
      assertThat(entry.get("cursor")).isEqualTo(page.get("next"));
      seen.add(entry.get("type").textValue() + " " + entry.at("/order/id").textValue());
      cursor = page.get("next").textValue();
    }
    assertThat(seen).containsExactly("order.created o-1", "order.created o-2", "order.updated o-1");
    JsonNode first = api.get("/v1/orders?after=" + start).json().at("/orders/0");
    assertThat(first.at("/order/total").textValue()).isEqualTo("10.50");
    assertThat(first.at("/order/extra/forwarder").textValue()).isEqualTo("post");
    assertThat(first.get("tenant").textValue()).isEqualTo("feed");
  }

  @Test
  void nothingIsMissedOrDoubledWhileItIsBeingWritten() throws InterruptedException {
    int orders = 300;
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < orders; i++) {
                arrives("feed", "busy-" + i, "1");
              }
            });
    writer.start();
    List<String> seen = new ArrayList<>();
    String cursor = start;
    while (seen.size() < orders) {
      boolean lastLook = !writer.isAlive();
      JsonNode page = api.get("/v1/orders?limit=7&after=" + cursor).json();
      page.get("orders").forEach(entry -> seen.add(entry.at("/order/id").textValue()));
      cursor = page.get("next").textValue();
      assertThat(lastLook && page.get("orders").isEmpty()).as("missed: %s", seen).isFalse();
    }
    writer.join();
    List<String> written = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      written.add("busy-" + i);
    }
    assertThat(seen).isEqualTo(written);
    assertThat(api.get("/v1/orders?after=" + cursor).json().get("orders")).isEmpty();
  }

  @Test
  void aTenantsFeedHoldsItsOrdersOnly() {
    api.tenant("feed-2", "{}");
    arrives("feed-2", "mine", "1");
    arrives("feed", "others", "1");
    JsonNode page = api.get("/v1/tenants/feed-2/orders?limit=500").json();
    assertThat(page.get("orders"))
        .extracting(entry -> entry.at("/order/id").textValue())
        .containsExactly("mine");
    Answer scoped =
        api.send("GET", "/v1/orders", null, new byte[0], "Authorization", "Bearer " + Api.SCOPED);
    assertThat(scoped.json().get("orders")).isEmpty();
  }

  @Test
  void aCursorOfAnotherListIs400() {
    String ofTenant = api.get("/v1/tenants/feed/orders").json().get("next").textValue();
    for (String bad : List.of(ofTenant, "!", "AAAA", "", start + "x", "%00")) {
      Answer answer = api.get("/v1/orders?after=" + bad);
      assertThat(answer.status()).as(bad).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("bad-cursor");
    }
    assertThat(api.get("/v1/tenants/acme/orders?after=" + ofTenant).status()).isEqualTo(400);
    assertThat(api.get("/v1/orders/stream?after=" + ofTenant).status()).isEqualTo(400);
    assertThat(api.get("/v1/orders?limit=501").status()).isEqualTo(400);
  }

  /** Reads a stream by hand, until a line that contains the text. */
  private List<String> read(BufferedReader in, String until) throws IOException {
    List<String> lines = new ArrayList<>();
    String line;
    while ((line = in.readLine()) != null) {
      lines.add(line);
      if (line.contains(until)) {
        return lines;
      }
    }
    throw new AssertionError("the stream ended: " + lines);
  }

  private Socket stream(String lastEventId, String key) throws IOException {
    Socket socket = new Socket("127.0.0.1", api.server.port());
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write(
            ("GET /v1/orders/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + key
                    + "\r\nAccept: text/event-stream\r\nLast-Event-ID: "
                    + lastEventId
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void theStreamTellsNewOrdersBeatsAndResumes() throws IOException {
    String id;
    try (Socket socket = stream(start, Api.KEY)) {
      BufferedReader in = reader(socket);
      List<String> head = read(in, "retry:");
      assertThat(head.get(0)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(head).contains("Content-Type: text/event-stream", "Cache-Control: no-cache");
      read(in, ": still here");
      arrives("feed", "live-1", "1");
      assertThat(read(in, "live-1")).contains("event: order.created");
      arrives("feed", "live-1", "2");
      List<String> event = read(in, "\"version\":\"2\"");
      assertThat(event).contains("event: order.updated");
      id = event.stream().filter(line -> line.startsWith("id: ")).findFirst().orElseThrow();
    }
    arrives("feed", "live-2", "1");
    try (Socket socket = stream(id.substring(4), Api.KEY)) {
      List<String> resumed = read(reader(socket), "live-2");
      assertThat(resumed).noneMatch(line -> line.contains("live-1"));
    }
    ApiTest.CONTRACT.seen().add("GET /v1/orders/stream 200");
  }

  @Test
  void streamsAreBounded() throws IOException {
    try (Socket one = stream(start, Api.KEY);
        Socket two = stream(start, Api.KEY)) {
      read(reader(one), "retry:");
      read(reader(two), "retry:");
      Answer third = api.get("/v1/orders/stream");
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.code()).isEqualTo("overloaded");
    }
    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (Socket again = stream(start, Api.KEY)) {
                assertThat(read(reader(again), "HTTP/1.1").get(0)).contains("200");
              }
            });
  }

  @Test
  void aRevokedKeyLosesItsStream() throws IOException {
    String key = "psk_revoked-later";
    Api.await(api.store.apiKeys().add(Api.key("brief", key, java.util.Set.of())));
    api.skip(Duration.ofSeconds(2));
    try (Socket socket = stream(start, key)) {
      BufferedReader in = reader(socket);
      read(in, "retry:");
      Api.await(api.store.apiKeys().revoke("brief"));
      String line = "";
      while (line != null && !line.equals("0")) {
        line = in.readLine();
      }
      assertThat(line).isEqualTo("0");
    }
  }
}
