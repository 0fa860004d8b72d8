package io.penstock.connector.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Delivery;
import io.penstock.connector.Link;
import io.penstock.connector.PushResult;
import io.penstock.connector.PushResult.Outcome;
import io.penstock.connector.http.HttpOptions;
import io.penstock.connector.http.Outlets;
import io.penstock.connector.http.PlainHttp;
import io.penstock.record.Cursor;
import io.penstock.record.Order;
import io.penstock.record.Price;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.record.StockLevel;
import io.penstock.sandbox.LedgerCheck;
import io.penstock.sandbox.LedgerDelivery;
import io.penstock.sandbox.partner.PartnerOptions;
import io.penstock.sandbox.partner.PartnerSystem;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartnerConnectorTest {
  private static final String KEY = "whsec_" + "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleQ==";
  private static final String OLD_KEY = "whsec_" + "b2xkLWtleS1vbGQta2V5LW9sZC1rZXktb2xkLWtleQ==";
  private static final Instant AT = Instant.parse("2026-11-22T01:02:03.004Z");

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Outlets outlets = outlets(true);
  private Instant now = Instant.now();
  private final PartnerConnector connector = new PartnerConnector(outlets, () -> now);
  private ScriptedPartner scripted;

  @BeforeEach
  void start() {
    scripted = join(ScriptedPartner.start(vertx));
  }

  @AfterEach
  void close() {
    join(vertx.close());
  }

  @Test
  void thePartnersOwnReadingBelievesTheSignature() {
    PartnerSystem partner = partner(KEY);
    Link link = open(connection(partner.url(), KEY));

    assertThat(push(link, delivery("w1", "v1", true, 0))).isEqualTo(PushResult.accepted());

    assertThat(partner.received().newest("t1"))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.orderId()).isEqualTo("o1");
              assertThat(told.changedAt()).isEqualTo(AT);
              assertThat(told.orderStatus()).isEqualTo("processing");
              assertThat(told.paymentStatus()).isEmpty();
            });
    assertThat(partner.received().deliveries("t1"))
        .containsExactly(new LedgerDelivery("w1", "o1", "v1", 1));
  }

  @Test
  void anotherKeyIsNotBelievedAndTheReasonSaysWhatToCheck() {
    PartnerSystem partner = partner(OLD_KEY);
    PushResult result = push(open(connection(partner.url(), KEY)), delivery("w1", "v1", true, 0));

    assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(result.counted()).isTrue();
    assertThat(result.reason()).contains("401").contains("signingKey");
    assertThat(partner.refused()).isEqualTo(1);
    assertThat(partner.received().tenants()).isEmpty();
  }

  @Test
  void bothSidesCanChangeTheKeyOneAfterTheOther() {
    PartnerSystem knowsOld = partner(OLD_KEY);
    PartnerSystem knowsNew = partner(KEY);
    for (PartnerSystem partner : List.of(knowsOld, knowsNew)) {
      Connection rotating = connection(partner.url(), KEY, OLD_KEY);
      assertThat(push(open(rotating), delivery("w1", "v1", true, 0)).outcome())
          .isEqualTo(Outcome.ACCEPTED);
    }
  }

  @Test
  void aRepeatHasTheSameIdAndBodyAndANewTimestamp() {
    Link link = open(connection(scripted.url(), KEY));
    scripted.answerNext(500);

    PushResult first = push(link, delivery("w1", "v1", false, 0));
    now = now.plusSeconds(90);
    PushResult second = push(link, delivery("w1", "v1", false, 1));

    assertThat(first.outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(second.outcome()).isEqualTo(Outcome.ACCEPTED);
    ScriptedPartner.Seen one = scripted.seen().get(0);
    ScriptedPartner.Seen two = scripted.seen().get(1);
    assertThat(two.headers().get("webhook-id")).isEqualTo("w1");
    assertThat(two.body()).isEqualTo(one.body());
    assertThat(seconds(two) - seconds(one)).isEqualTo(90);
    assertThat(two.headers().get("webhook-signature"))
        .startsWith("v1,")
        .isNotEqualTo(one.headers().get("webhook-signature"));
  }

  @Test
  void theBodyIsAsTheContractSays() {
    Link link = open(connection(scripted.url(), KEY));
    push(link, delivery("w1", "v1", true, 0));
    push(link, delivery("w2", "v2", false, 0));

    JsonObject created = new JsonObject(scripted.seen().get(0).body());
    assertThat(created.getString("type")).isEqualTo("order.created");
    assertThat(created.getString("timestamp")).isEqualTo("2026-11-22T01:02:03.004Z");
    JsonObject data = created.getJsonObject("data");
    assertThat(data.getString("tenant")).isEqualTo("t1");
    assertThat(data.getString("connection")).isEqualTo("shop");
    JsonObject row = data.getJsonObject("order").getJsonArray("rows").getJsonObject(0);
    assertThat(row.getString("unitPrice")).isEqualTo("19.90");
    assertThat(scripted.seen().get(0).uri()).isEqualTo("/hooks?shop=1");
    assertThat(scripted.seen().get(0).headers().get("Content-Type")).isEqualTo("application/json");
    assertThat(new JsonObject(scripted.seen().get(1).body()).getString("type"))
        .isEqualTo("order.updated");
  }

  @Test
  void levelsLeaveTogetherInOneWebhookThatTheStandardsLibraryBelieves() throws Exception {
    Link link = open(connection(scripted.url(), KEY, OLD_KEY));
    StateBlock levels = new StateBlock();
    levels.add(0, new StockLevel("A\"1", null, new BigDecimal("14"), AT));
    levels.add(1, new StockLevel("B", "Malmö", new BigDecimal("2.50"), AT));

    List<PushResult> results = join(onLoop(() -> link.pushPacked(RecordType.STOCK, levels)));
    levels.clear();
    levels.add(0, new Price("A", null, "SEK", new BigDecimal("9.90"), true, AT));
    join(onLoop(() -> link.pushPacked(RecordType.PRICE, levels)));

    assertThat(results).containsExactly(PushResult.accepted(), PushResult.accepted());
    ScriptedPartner.Seen seen = scripted.seen().get(0);
    String id = seen.headers().get("webhook-id");
    for (String key : List.of(KEY, OLD_KEY)) {
      new Webhook(key)
          .verify(
              seen.body(),
              java.net.http.HttpHeaders.of(
                  Map.of(
                      "webhook-id",
                      List.of(id),
                      "webhook-timestamp",
                      List.of(seen.headers().get("webhook-timestamp")),
                      "webhook-signature",
                      List.of(seen.headers().get("webhook-signature"))),
                  (name, value) -> true));
    }
    JsonObject body = new JsonObject(seen.body());
    assertThat(body.getString("type")).isEqualTo("stock.updated");
    assertThat(body.getJsonObject("data").getString("tenant")).isEqualTo("t1");
    assertThat(body.getJsonObject("data").getJsonArray("items"))
        .containsExactly(
            new JsonObject()
                .put("sku", "A\"1")
                .put("quantity", "14")
                .put("changedAt", "2026-11-22T01:02:03.004Z"),
            new JsonObject()
                .put("sku", "B")
                .put("location", "Malmö")
                .put("quantity", "2.50")
                .put("changedAt", "2026-11-22T01:02:03.004Z"));
    ScriptedPartner.Seen price = scripted.seen().get(1);
    assertThat(new JsonObject(price.body()).getString("type")).isEqualTo("price.updated");
    assertThat(price.headers().get("webhook-id")).isNotEqualTo(id);
  }

  @Test
  void levelsThatAreRefusedAllShareTheAnswer() {
    scripted.answerNext(503);
    scripted.retryAfter("7");
    StateBlock levels = new StateBlock();
    levels.add(0, new StockLevel("A", null, BigDecimal.ONE, AT));
    levels.add(1, new StockLevel("B", null, BigDecimal.ONE, AT));
    Link link = open(connection(scripted.url(), KEY));
    List<PushResult> results = join(onLoop(() -> link.pushPacked(RecordType.STOCK, levels)));
    assertThat(results).hasSize(2).allMatch(result -> result.outcome() == Outcome.DEFERRED);
    assertThat(results.get(1).retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void everySuccessIsAccepted(int status) {
    assertThat(answered(status).outcome()).isEqualTo(Outcome.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308, 400, 401, 404, 413, 422, 500, 501, 502, 503, 504})
  void otherAnswersCountAsAttempts(int status) {
    PushResult result = answered(status);
    assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(result.counted()).isTrue();
    assertThat(result.reason()).contains(Integer.toString(status));
    assertThat(result.exchange()).contains("webhook-id: w1").doesNotContain("v1,");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void askedForPatienceIsFreeAndObeyed(int status) {
    scripted.retryAfter("120");
    PushResult result = answered(status);
    assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(result.counted()).isFalse();
    assertThat(result.retryAfter()).isEqualTo(Duration.ofSeconds(120));
  }

  @Test
  void throttledWithoutAWordWaitsForFree() {
    PushResult result = answered(429);
    assertThat(result.counted()).isFalse();
    assertThat(result.retryAfter()).isPositive();
  }

  @Test
  void noAnswerInTimeCountsAsAnAttempt() {
    Map<String, String> settings = Map.of("url", scripted.url(), "timeout", "150ms");
    Link link = open(connection(settings, Map.of("signingKey", new Secret(KEY))));
    scripted.answerNext(ScriptedPartner.SILENCE);
    PushResult result = push(link, delivery("w1", "v1", true, 0));
    assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(result.counted()).isTrue();
  }

  @Test
  void nobodyThereCountsAsAnAttempt() {
    Link link = open(connection(scripted.url(), KEY));
    join(scripted.close());
    PushResult result = push(link, delivery("w1", "v1", true, 0));
    assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(result.counted()).isTrue();
  }

  @Test
  void goneStopsTheLinkUntilItIsOpenedAgain() {
    PartnerSystem partner = partner(KEY);
    partner.switchOff(true);
    Link link = open(connection(partner.url(), KEY));

    PushResult first = push(link, delivery("w1", "v1", true, 0));
    partner.switchOff(false);
    PushResult second = push(link, delivery("w1", "v1", true, 0));

    for (PushResult result : List.of(first, second)) {
      assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
      assertThat(result.counted()).isFalse();
      assertThat(result.retryAfter()).isEqualTo(PartnerLink.GONE_WAIT);
      assertThat(result.reason()).contains("switched this endpoint off").contains("resumed");
    }
    assertThat(link.waitingFor()).isEqualTo(first.reason());
    assertThat(partner.received().counts().arrivals()).isZero();
    Link reopened = open(connection(partner.url(), KEY));
    assertThat(push(reopened, delivery("w1", "v1", true, 0)).outcome()).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void anOrderBeyondTheBoundIsRejectedBeforeItIsSent() {
    Order huge = order("v1", "x".repeat(OrderWebhook.BYTES_MAX));
    PushResult result =
        push(open(connection(scripted.url(), KEY)), new Delivery("w1", "shop", huge, true, 0));
    assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(result.reason()).contains("at most 1048576");
    assertThat(scripted.seen()).isEmpty();
  }

  @Test
  void aBatchOfSeveralIsOurOwnMistake() {
    Link link = open(connection(scripted.url(), KEY));
    Delivery delivery = delivery("w1", "v1", true, 0);
    Future<?> pushed = onLoop(() -> link.push(RecordType.ORDER, List.of(delivery, delivery)));
    await().until(pushed::isComplete);
    assertThat(pushed.cause()).isInstanceOf(IllegalArgumentException.class);
    assertThat(scripted.seen()).isEmpty();
  }

  @Test
  void faultsCostRepeatsButNoOrder() {
    PartnerSystem partner =
        join(PartnerSystem.start(vertx, PartnerOptions.local(KEY).withFaults(0.3, 5)));
    Map<String, String> settings = Map.of("url", partner.url(), "timeout", "5s");
    Link link = open(connection(settings, Map.of("signingKey", new Secret(KEY))));

    for (int i = 0; i < 20; i++) {
      Delivery delivery = delivery("w" + i, "v" + i, i == 0, 0);
      for (int tries = 0; push(link, delivery).outcome() != Outcome.ACCEPTED; tries++) {
        assertThat(tries).as("tries of %s", delivery.id()).isLessThan(200);
        String held = link.waitingFor();
        if (!held.isEmpty()) {
          await().until(() -> link.waitingFor().isEmpty());
        }
      }
    }

    assertThat(partner.faults()).isPositive();
    LedgerCheck check = new LedgerCheck(false);
    check.deliveries("t1", partner.received().deliveries("t1"));
    assertThat(check.result().versions()).isEqualTo(20);
    assertThat(check.result().balances()).as(check.result().table()).isTrue();
  }

  @Test
  void whatThePartnerSendsIsNeverPolled() {
    Link link = open(connection(scripted.url(), KEY));
    join(
        onLoop(
            () ->
                link.poll(
                    RecordType.STOCK,
                    Cursor.START,
                    page -> Future.failedFuture("there is nothing to read"))));
    assertThat(scripted.seen()).isEmpty();
  }

  @Test
  void goodSettingsHaveNoProblems() {
    assertThat(connector.problems(connection(scripted.url(), KEY, OLD_KEY))).isEmpty();
    Connection sendingOnly =
        new Connection(
            "erp",
            "partner",
            Map.of(),
            Map.of(),
            List.of(new Plug(RecordType.STOCK, Direction.EXPORT, null)));
    assertThat(connector.problems(sendingOnly)).isEmpty();
    assertThat(open(sendingOnly).waitingFor()).isEmpty();
  }

  @Test
  void everyProblemNamesItsKey() {
    Connection bad =
        new Connection(
            "erp",
            "partner",
            Map.of(
                "uri",
                "x",
                "requestsPerSecond",
                "1e9",
                "inFlightMax",
                "0",
                "batchMax",
                "501",
                "timeout",
                "20"),
            Map.of(
                "signingKey", new Secret("whsec_c2hvcnQ="), "previousSigningKey", new Secret("x")),
            List.of(
                new Plug(RecordType.ORDER, Direction.IMPORT, null),
                new Plug(RecordType.SHIPMENT, Direction.IMPORT, null),
                new Plug(RecordType.ORDER, Direction.EXPORT, null),
                new Plug(RecordType.PRICE, Direction.EXPORT, Duration.ofSeconds(5))));
    assertThat(connector.problems(bad))
        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
        .containsExactlyInAnyOrder(
            "uri",
            "url",
            "requestsPerSecond",
            "inFlightMax",
            "batchMax",
            "timeout",
            "signingKey",
            "previousSigningKey",
            "plugs",
            "plugs",
            "plugs");
    assertThat(String.join(" ", connector.problems(bad))).doesNotContain("c2hvcnQ");
  }

  @Test
  void plainHttpIsAProblemUnlessItIsAllowed() {
    PartnerConnector strict = new PartnerConnector(outlets(false), () -> now);
    assertThat(strict.problems(connection(scripted.url(), KEY)))
        .singleElement()
        .asString()
        .startsWith("url: must start with https://");
  }

  private PushResult answered(int status) {
    scripted.answerNext(status);
    return push(open(connection(scripted.url(), KEY)), delivery("w1", "v1", true, 0));
  }

  private PartnerSystem partner(String key) {
    return join(PartnerSystem.start(vertx, PartnerOptions.local(key)));
  }

  private Link open(Connection connection) {
    Tenant tenant = new Tenant("t1", false, List.of(connection), List.of(), Limits.DEFAULTS);
    return join(onLoop(() -> Future.succeededFuture(connector.open(tenant, connection))));
  }

  private PushResult push(Link link, Delivery delivery) {
    return join(onLoop(() -> link.push(RecordType.ORDER, List.of(delivery)))).get(0);
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(go -> work.get().onComplete(done));
    return done.future();
  }

  private Outlets outlets(boolean plainHttp) {
    HttpOptions d = HttpOptions.DEFAULTS.withContact("oncall@example.com");
    HttpOptions options =
        new HttpOptions(
            d.application(),
            d.contact(),
            d.connectTimeout(),
            d.requestTimeout(),
            d.http1PoolMax(),
            d.http2PoolMax(),
            d.poolWaitersMax(),
            d.answerMaxBytes(),
            d.streamMaxBytes(),
            plainHttp ? PlainHttp.ALWAYS : PlainHttp.NEVER,
            d.trustedCertificates(),
            d.protocols(),
            d.connectionBreakerFailures(),
            d.hostBreakerFailures(),
            Duration.ofMillis(100),
            d.longestWait(),
            d.callsWaitingMax(),
            d.hostInFlightStart(),
            d.hostInFlightMax());
    return new Outlets(vertx, options, new SimpleMeterRegistry());
  }

  private static Connection connection(String url, String key) {
    return connection(Map.of("url", url), Map.of("signingKey", new Secret(key)));
  }

  private static Connection connection(String url, String key, String previous) {
    Map<String, Secret> secrets = new HashMap<>();
    secrets.put("signingKey", new Secret(key));
    secrets.put("previousSigningKey", new Secret(previous));
    return connection(Map.of("url", url), secrets);
  }

  private static Connection connection(Map<String, String> settings, Map<String, Secret> secrets) {
    return new Connection(
        "erp",
        "partner",
        settings,
        secrets,
        List.of(new Plug(RecordType.ORDER, Direction.IMPORT, null)));
  }

  private static Delivery delivery(String id, String version, boolean first, int attempt) {
    return new Delivery(id, "shop", order(version, "Tält"), first, attempt);
  }

  private static Order order(String version, String product) {
    return new Order(
        "o1",
        version,
        "1001",
        null,
        AT,
        AT,
        "processing",
        null,
        "not-shipped",
        "SEK",
        null,
        null,
        null,
        null,
        List.of(
            new Order.Row(
                "product", "A", product, BigDecimal.ONE, new BigDecimal("19.90"), null, null)),
        List.of(),
        null,
        null,
        Map.of());
  }

  private static long seconds(ScriptedPartner.Seen seen) {
    return Long.parseLong(seen.headers().get("webhook-timestamp"));
  }

  private static <T> T join(Future<T> future) {
    try {
      return future.await(30, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(late);
    }
  }
}
