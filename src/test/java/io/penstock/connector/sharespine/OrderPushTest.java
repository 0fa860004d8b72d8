package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.connector.Page;
import io.penstock.connector.PushResult;
import io.penstock.connector.PushResult.Outcome;
import io.penstock.fake.ScriptedServer.Reply;
import io.penstock.fake.ScriptedServer.Seen;
import io.penstock.record.Cursor;
import io.penstock.record.OrderStatus;
import io.penstock.record.Shipment;
import io.penstock.record.SyncRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderPushTest {
  private static final Instant NOW = Instant.parse("2024-05-01T10:00:00Z");
  private static final Cursor SINCE = new Cursor("since 2024-05-01T09:00:00Z");
  private static final Shipment SHIPMENT = new Shipment("s1", "o1", "370", "https://t/370", NOW);

  @Test
  void aStatusIsTheSmallestBodyAndWhatIsNullIsLeftAlone() {
    Variant variant = new Variant();
    variant.orderStatusWords = Map.of("completed", "complete");
    try (OpenLink open = OpenLink.to(variant.options(), seen -> Reply.json(200, "{}"))) {
      open.push(new OrderStatus("o 1", "completed", null, NOW));
      open.push(new OrderStatus("o2", "other", "fully-shipped", NOW));
      assertThat(open.server.seen())
          .extracting(Seen::method, Seen::uri, Seen::text)
          .containsExactly(
              tuple("PUT", "/api/order/o%201", "{\"orderStatus\":\"complete\"}"),
              tuple(
                  "PUT",
                  "/api/order/o2",
                  "{\"orderStatus\":\"other\",\"shippingStatus\":\"fully-shipped\"}"));
    }
  }

  @ParameterizedTest
  @CsvSource({"200,''", "200,<html>", "201,{}", "204,''"})
  void any2xxIsAcceptedWhateverItShows(int status, String body) {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> new Reply(status, Map.of(), body))) {
      assertThat(open.push(new OrderStatus("o1", "complete", null, NOW)))
          .isEqualTo(PushResult.accepted());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"status\":400,\"message\":\"bad\",\"errors\":[{\"field\":\"sku\",\"message\":\"is unknown\"}]} | REJECTED | true | bad; sku: is unknown",
        "404 | {\"error\":\"no such order\"} | REJECTED | true | no such order",
        "409 | conflict, plainly | REJECTED | true | conflict, plainly",
        "422 | <html>no</html> | REJECTED | true | <html>no</html>",
        "401 | {} | DEFERRED | false | check login, password, tenant and connectionId",
        "403 | {} | DEFERRED | false | check login, password, tenant and connectionId",
        "408 | {} | DEFERRED | true | 408",
        "429 | {} | DEFERRED | false | 429",
        "500 | {\"message\":\"boom\"} | DEFERRED | true | boom",
        "503 | {} | DEFERRED | true | 503",
        "302 | {} | DEFERRED | true | correct baseUrl"
      })
  void eachStatusHasItsEnding(
      int status, String body, Outcome outcome, boolean counted, String words) {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(status, body))) {
      PushResult result = open.push(new OrderStatus("o1", "complete", null, NOW));
      assertThat(result.outcome()).isEqualTo(outcome);
      assertThat(result.counted()).isEqualTo(counted);
      assertThat(result.reason()).contains(words).contains("o1");
      assertThat(result.exchange() + result.reason()).doesNotContain("Basic ");
    }
  }

  @ParameterizedTest
  @CsvSource({"429", "503"})
  void retryAfterIsHandedOnAndTheNextPushIsHeldBackWithoutACall(int status) {
    Reply wait = Reply.of(status, Map.of("Retry-After", "30"));
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> wait)) {
      PushResult first = open.push(new OrderStatus("o1", "complete", null, NOW));
      assertThat(first.counted()).isFalse();
      assertThat(first.retryAfter()).isEqualTo(Duration.ofSeconds(30));
      PushResult second = open.push(new OrderStatus("o2", "complete", null, NOW));
      assertThat(second.counted()).isFalse();
      assertThat(second.retryAfter()).isBetween(Duration.ofSeconds(28), Duration.ofSeconds(34));
      assertThat(open.server.seen()).hasSize(1);
      assertThat(open.link.waitingFor()).startsWith("rate limit until ");
    }
  }

  @Test
  void aLostAnswerIsCountedAndSaysThatTheOutcomeIsUnknown() {
    try (OpenLink open =
        OpenLink.raw(Variant.fast(), (seen, request) -> request.connection().close())) {
      PushResult result = open.push(new OrderStatus("o1", "complete", null, NOW));
      assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
      assertThat(result.counted()).isTrue();
      assertThat(result.reason()).contains("no whole answer");
    }
  }

  @Test
  void aShipmentIsAnArrayOfOne() {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, "[]"))) {
      assertThat(open.push(SHIPMENT)).isEqualTo(PushResult.accepted());
      Seen post = open.server.seen().get(0);
      assertThat(post.uri()).isEqualTo("/api/order/o1/shipment");
      assertThat(post.text())
          .isEqualTo(
              "[{\"trackingCode\":\"370\",\"trackingUri\":\"https://t/370\",\"remoteId\":\"s1\"}]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"shipments\":[{\"trackingCode\":\"370\"}]} | 0",
        "{\"shipments\":[{\"remoteId\":\"s1\",\"trackingCode\":\"altered\"}]} | 0",
        "{\"shipments\":[{\"trackingCode\":\"371\"}]} | 1",
        "{\"shipments\":[{\"remoteId\":\"s0\",\"trackingCode\":\"370\"}]} | 1",
        "{\"shipments\":null} | 1",
        "{} | 1"
      })
  void beforeASecondTryOfAShipmentTheOrderIsRead(String order, int posts) {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, order))) {
      assertThat(open.push(SHIPMENT, 1)).isEqualTo(PushResult.accepted());
      assertThat(open.server.seen().get(0).method()).isEqualTo("GET");
      assertThat(open.server.seen("POST", "/api/order/o1/shipment")).hasSize(posts);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"shipments\":[{\"trackingUri\":\"https://t/1\"}]} | REJECTED | 0",
        "{\"shipments\":[{\"trackingCode\":\"371\"}]} | ACCEPTED | 1",
        "{\"shipments\":[]} | ACCEPTED | 1"
      })
  void aShipmentThatNobodyCouldRecogniseIsNotSentAgainBlindly(
      String order, Outcome outcome, int posts) {
    Variant variant = new Variant();
    variant.shipmentRemoteId = false;
    Shipment bare = new Shipment("s1", "o1", null, null, NOW);
    try (OpenLink open = OpenLink.to(variant.options(), seen -> Reply.json(200, order))) {
      PushResult result = open.push(bare, 1);
      assertThat(result.outcome()).isEqualTo(outcome);
      assertThat(result.reason()).contains(posts == 0 ? "look in Sharespine" : "");
      assertThat(open.server.seen("POST", "/api/order/o1/shipment")).hasSize(posts);
    }
  }

  @Test
  void ourOwnWriteIsNotToldBack() {
    Shop shop = new Shop();
    try (OpenLink open = OpenLink.to(Variant.fast(), shop::answer)) {
      assertThat(keys(open.poll(SINCE))).containsExactly("o1");
      open.push(new OrderStatus("o1", "complete", null, NOW));
      assertThat(keys(open.poll(SINCE))).isEmpty();
      assertThat(keys(open.poll(SINCE))).isEmpty();
      shop.foreign.set("gift");
      shop.stamp++;
      assertThat(keys(open.poll(SINCE))).containsExactly("o1");
    }
  }

  @Test
  void aForeignChangeThatCameWithOurWriteIsTold() {
    Shop shop = new Shop();
    try (OpenLink open = OpenLink.to(Variant.fast(), shop::answer)) {
      open.poll(SINCE);
      shop.foreign.set("changed by another system before our write");
      open.push(new OrderStatus("o1", "complete", null, NOW));
      assertThat(keys(open.poll(SINCE))).containsExactly("o1");
    }
  }

  @Test
  void anOrderThatWasNeverKeptIsToldEvenAfterOurWrite() {
    Shop shop = new Shop();
    try (OpenLink open = OpenLink.to(Variant.fast(), shop::answer)) {
      open.push(new OrderStatus("o1", "complete", null, NOW));
      assertThat(keys(open.poll(SINCE))).containsExactly("o1");
    }
  }

  private static List<String> keys(List<Page> pages) {
    return pages.stream().flatMap(page -> page.records().stream()).map(SyncRecord::key).toList();
  }

  /** One order that anybody may change. */
  private static final class Shop {
    final AtomicReference<String> foreign = new AtomicReference<>("");
    private String status = "processing";
    private int stamp = 10;

    Reply answer(Seen seen) {
      if (seen.method().equals("PUT")) {
        status = "complete";
        stamp++;
        return Reply.json(200, order());
      }
      return Reply.json(200, "[" + order() + "]");
    }

    private String order() {
      return "{\"localId\":\"o1\",\"lastModified\":\"2024-05-01T10:00:"
          + stamp
          + "Z\",\"orderStatus\":\""
          + status
          + "\",\"note\":\""
          + foreign.get()
          + "\"}";
    }
  }
}
