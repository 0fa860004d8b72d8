package io.penstock.walk;

import static io.penstock.walk.House.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.fake.FaultyDoor.Arrival;
import io.penstock.fake.FaultyDoor.Happening;
import io.penstock.fake.FaultyDoor.Seen;
import io.penstock.record.RecordType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An order's walk, steps 6 to 8: how it goes out. */
class OrderPushWalkTest {
  @TempDir Path folder;
  private House house;

  @AfterEach
  void close() {
    house.close();
  }

  static Stream<Happening> failures() {
    return Stream.of(
        Happening.answer(500),
        Happening.answer(503),
        Happening.answer(404),
        Happening.closed(),
        Happening.silence());
  }

  /** Every kind of failure twice, then a success: the same webhook each time, taken once. */
  @ParameterizedTest
  @MethodSource("failures")
  void step6AFailedWebhookIsSentAgainUnderItsIdAndTakenOnce(Happening failure) {
    house = Plan.in(folder).people(1, 1).build();
    house.door().next(failure, failure);
    house.start();
    house.ends();
    assertThat(house.door().arrived()).hasSize(3);
    assertThat(house.door().arrived()).extracting(Arrival::webhookId).containsOnly(onlyId());
    assertThat(house.door().answered2xx()).hasSize(1);
  }

  @Test
  void step6AnAnswerLostAfterRecordingRepeatsTheSameWebhookUntilItsFirst2xx() {
    house = Plan.in(folder).people(1, 1).build();
    house.door().next(Happening.answerLost(), Happening.answerLost());
    house.start();
    eventually(() -> assertThat(house.door().answered2xx()).hasSize(1));
    house.platform().createOrders(house.tenant(), 1);
    house.ends(0, true);
    assertThat(house.door().arrived()).hasSize(4);
    assertThat(house.door().arrived().subList(0, 3))
        .extracting(Arrival::webhookId)
        .containsOnly(onlyId());
    assertThat(house.told(house.tenant())).as("different webhooks").isEqualTo(2);
    assertThat(house.door().answered2xx()).extracting(Seen::webhookId).doesNotHaveDuplicates();
  }

  private String onlyId() {
    return house.door().arrived().get(0).webhookId();
  }

  /** With one attempt allowed, only a wait that is no attempt can end well. */
  @ParameterizedTest
  @MethodSource("busy")
  void step6ThePartnersWaitIsObeyedAndCostsNoAttempt(int status) {
    house = Plan.in(folder).people(1, 1).attemptsMax(1).build();
    house.door().next(Happening.busy(status, "1"), Happening.busy(status, "1"));
    house.start();
    eventually(() -> assertThat(house.door().seen()).hasSize(1));
    house.platform().createOrders(house.tenant(), 2);
    house.ends();
    List<Seen> seen = house.door().seen();
    assertThat(seen).hasSize(5);
    for (int i = 0; i < 2; i++) {
      Instant permitted = seen.get(i).at().plus(Duration.ofSeconds(1));
      assertThat(seen.subList(i + 1, seen.size()))
          .allMatch(later -> !later.at().isBefore(permitted), "not before " + permitted);
    }
  }

  static Stream<Integer> busy() {
    return Stream.of(429, 503);
  }

  @Test
  void step6AnEndpointThatIsGoneIsLeftAloneUntilTheTenantIsResumed() {
    house = Plan.in(folder).people(1, 1).build();
    house.door().next(Happening.answer(410));
    house.start();
    String tenant = house.tenant();
    eventually(() -> assertThat(house.door().seen()).hasSize(1));
    house.platform().createOrders(tenant, 2);
    eventually(() -> assertThat(house.line(tenant, RecordType.ORDER).waiting()).isEqualTo(3));
    assertThat(house.api().get("/v1/tenants/" + tenant + "/health").body())
        .contains("switched this endpoint off");
    assertThat(house.door().arrived()).as("nothing is sent meanwhile").hasSize(1);
    assertThat(house.api().post("/v1/tenants/" + tenant + "/pause", "").status()).isEqualTo(200);
    assertThat(house.api().post("/v1/tenants/" + tenant + "/resume", "").status()).isEqualTo(200);
    house.ends();
    assertThat(house.door().answered2xx()).hasSize(3);
  }

  @Test
  void step7AFailedSettleDoesNotSendAgainWhatWasTaken() {
    house = Plan.in(folder).build();
    house.start(List.of());
    house.store().faults().settlesToFail.set(2);
    String tenant = house.tenant();
    house.put(house.tenant(tenant));
    house.ends();
    assertThat(house.store().faults().settlesToFail.get()).isZero();
    assertThat(house.door().arrived()).extracting(Arrival::webhookId).doesNotHaveDuplicates();
    assertThat(house.door().answered2xx()).hasSize(3);
  }

  @Test
  void step7AndFailedClaimsOnlyDelay() {
    house = Plan.in(folder).build();
    house.start(List.of());
    house.store().faults().claimsToFail.set(2);
    String tenant = house.tenant();
    house.put(house.tenant(tenant));
    house.ends();
    assertThat(house.store().faults().claimsToFail.get()).isZero();
  }

  @Test
  void step7UsedUpAttemptsAreADeadLetterThatThePlatformsPeopleReadOfAndStep8ReplaysIt() {
    house = Plan.in(folder).people(1, 1).attemptsMax(2).build();
    house.door().next(Happening.answer(500), Happening.answer(500));
    house.start();
    String tenant = house.tenant();
    eventually(() -> assertThat(house.line(tenant, RecordType.ORDER).dead()).isEqualTo(1));
    house.platform().createOrders(tenant, 2);
    eventually(() -> assertThat(house.told(tenant)).as("its neighbours go on").isEqualTo(2));
    house.balances(1);
    JsonNode letter =
        house.api().get("/v1/dead-letters?tenant=" + tenant).json().at("/deadLetters/0");
    assertThat(letter.get("reason").textValue()).contains("2 attempts", "500");
    assertThat(letter.get("attempts").intValue()).isEqualTo(2);
    eventually(
        () ->
            assertThat(house.platform().eventHistoryPage(tenant))
                .contains("Error", letter.get("displayId").textValue()));
    eventually(
        () ->
            assertThat(house.api().get("/v1/tenants/" + tenant + "/events").body())
                .contains("gave up after 2 attempts"));

    String id = letter.get("id").textValue();
    assertThat(house.api().post("/v1/dead-letters/" + id + "/replay", "").status()).isEqualTo(200);
    house.ends();
    assertThat(house.api().post("/v1/dead-letters/" + id + "/replay", "").status())
        .as("it is gone")
        .isEqualTo(404);
  }

  @Test
  void step8AReplayedLetterThatFailsAgainIsALetterAgain() {
    house = Plan.in(folder).people(1, 1).attemptsMax(1).build();
    house.door().next(Happening.answer(500), Happening.answer(500));
    house.start();
    String tenant = house.tenant();
    eventually(() -> assertThat(house.line(tenant, RecordType.ORDER).dead()).isEqualTo(1));
    String filter = "{\"tenant\": \"" + tenant + "\", \"type\": \"order\"}";
    assertThat(house.api().post("/v1/dead-letters/replay", filter).status()).isEqualTo(202);
    eventually(() -> assertThat(house.door().seen()).hasSize(2));
    house.balances(1);
    assertThat(house.ledger()).isNotEmpty();
    eventually(
        () ->
            assertThat(house.api().post("/v1/dead-letters/replay", filter).status())
                .as("once the first is told as done")
                .isEqualTo(202));
    house.ends();
  }
}
