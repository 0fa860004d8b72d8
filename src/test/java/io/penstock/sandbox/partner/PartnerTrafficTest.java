package io.penstock.sandbox.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.sandbox.LedgerValue;
import io.penstock.sandbox.partner.ScriptedGateway.Turn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartnerTrafficTest {
  private static final Turn[] TURNS = Turn.values();

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    join(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(TrafficOptions.Form.class)
  void noUpdateIsLostWhenAnswersAreLost(TrafficOptions.Form form) {
    ScriptedGateway gateway = gateway(i -> TURNS[i % TURNS.length]);
    PartnerTraffic traffic =
        PartnerTraffic.start(vertx, options(gateway, 4_000).withForm(form), catalogues(3, 20));

    await().until(() -> gateway.requests() >= 6 * TURNS.length);
    join(traffic.stop());

    TrafficCounts counts = traffic.counts();
    assertThat(counts.waiting()).isZero();
    assertThat(counts.made()).isEqualTo(counts.accepted() + counts.rejected());
    assertThat(counts.repeats()).isPositive();
    assertThat(counts.rejected()).isPositive();
    assertThat(gateway.authorization()).isEqualTo("Bearer key-1");
    assertThat(gateway.sameTimeOtherValue()).as("times rise per key").isZero();
    assertThat(acceptedBy(traffic)).isEqualTo(heldBy(gateway)).isNotEmpty();
  }

  @Test
  void goesOnWhenTheGatewayComesBack() {
    ScriptedGateway first = gateway(i -> Turn.TAKE);
    PartnerTraffic traffic = PartnerTraffic.start(vertx, options(first, 1_000), catalogues(2, 50));
    await().until(() -> first.requests() >= 5);
    join(first.close());
    await().until(() -> !traffic.counts().lastTrouble().isEmpty());

    ScriptedGateway second = join(first.restart(vertx));
    await().until(() -> second.requests() >= 5);
    join(traffic.stop());

    assertThat(acceptedBy(traffic)).isEqualTo(heldBy(second)).isNotEmpty();
  }

  @Test
  void stopTellsWhatWasNeverAcknowledged() {
    ScriptedGateway gateway = gateway(i -> Turn.BUSY);
    PartnerTraffic traffic =
        PartnerTraffic.start(
            vertx,
            options(gateway, 1_000).withPatience(Duration.ofSeconds(1), Duration.ofMillis(300)),
            catalogues(1, 10));
    await().until(() -> gateway.requests() >= 3);

    assertThatThrownBy(() -> join(traffic.stop()))
        .hasMessageContaining("updates were not acknowledged within")
        .hasMessageContaining("503");
    assertThatThrownBy(() -> traffic.accepted("t0")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void lowRatesAreNotHeldBackUntilARequestIsFull() {
    ScriptedGateway gateway = gateway(i -> Turn.TAKE);
    PartnerTraffic traffic = PartnerTraffic.start(vertx, options(gateway, 20), catalogues(1, 10));
    await().atMost(Duration.ofSeconds(5)).until(() -> traffic.counts().accepted() >= 3);
    join(traffic.stop());
  }

  @Test
  void reachesTwentyThousandUpdatesASecond() {
    AtomicLong lines = new AtomicLong();
    HttpServer server = join(counting(lines));
    URI address = URI.create("http://127.0.0.1:" + server.actualPort());
    PartnerTraffic traffic =
        PartnerTraffic.start(
            vertx, TrafficOptions.of(address, "key-1", 20_000, 7), catalogues(200, 1_000));

    await().atMost(Duration.ofSeconds(8)).until(() -> traffic.counts().accepted() >= 60_000);
    join(traffic.stop());

    assertThat(lines).hasValue(traffic.counts().made());
  }

  @Test
  void pricesAndStockComeInAMerchantsProportions() {
    ScriptedGateway gateway = gateway(i -> Turn.TAKE);
    PartnerTraffic traffic =
        PartnerTraffic.start(vertx, options(gateway, 4_000), catalogues(1, 2_000));
    await().until(() -> traffic.counts().accepted() >= 4_000);
    join(traffic.stop());

    long prices =
        traffic.accepted("t0").stream()
            .filter(value -> value.kind() == LedgerValue.Kind.PRICE)
            .count();
    long stock = traffic.accepted("t0").size() - prices;
    assertThat((double) prices / stock).isBetween(1.1, 2.2);
  }

  private ScriptedGateway gateway(IntFunction<Turn> script) {
    return join(ScriptedGateway.start(vertx, script));
  }

  private Future<HttpServer> counting(AtomicLong lines) {
    return vertx
        .createHttpServer()
        .requestHandler(
            request ->
                request
                    .body()
                    .onSuccess(
                        body -> {
                          long count = count(body);
                          lines.addAndGet(count);
                          request
                              .response()
                              .setStatusCode(202)
                              .end(
                                  "{\"accepted\":" + count + ",\"superseded\":0,\"rejected\":0}\n");
                        }))
        .listen(0, "127.0.0.1");
  }

  private static long count(Buffer body) {
    return IntStream.range(0, body.length()).filter(i -> body.getByte(i) == '\n').count();
  }

  private static TrafficOptions options(ScriptedGateway gateway, double rate) {
    return TrafficOptions.of(gateway.address(), "key-1", rate, 42)
        .withRequests(50, 4)
        .withPatience(Duration.ofMillis(250), Duration.ofSeconds(20));
  }

  private static List<TenantCatalogue> catalogues(int tenants, int skus) {
    List<String> list = IntStream.range(0, skus).mapToObj(i -> "SKU-\"" + i + "-å").toList();
    return IntStream.range(0, tenants)
        .mapToObj(i -> new TenantCatalogue("t" + i, list, "retail-se", "SEK"))
        .toList();
  }

  private static Map<String, String> acceptedBy(PartnerTraffic traffic) {
    Map<String, String> accepted = new HashMap<>();
    for (String tenant : List.of("t0", "t1", "t2")) {
      for (LedgerValue value : traffic.accepted(tenant)) {
        String key = tenant + "/" + value.sku();
        boolean price = value.kind() == LedgerValue.Kind.PRICE;
        accepted.put(price ? key + "/" + value.priceList() : key, value.value());
      }
    }
    return accepted;
  }

  private static Map<String, String> heldBy(ScriptedGateway gateway) {
    Map<String, String> held = new HashMap<>();
    gateway.newest().forEach((key, value) -> held.put(key, value.value()));
    return held;
  }

  private static <T> T join(Future<T> future) {
    try {
      return future.await(30, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(late);
    }
  }
}
