package io.penstock.walk;

import static io.penstock.walk.House.SHOP;
import static io.penstock.walk.House.eventually;
import static io.penstock.walk.House.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.sandbox.Fault;
import io.penstock.sandbox.Fault.RetryAfter;
import io.penstock.sandbox.FaultRule;
import io.penstock.sandbox.OrderChange;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An order's walk, steps 2 to 5: how it comes in. */
class OrderPollWalkTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  private House house;

  @AfterEach
  void close() {
    house.close();
  }

  private static List<Fault> badAnswers() {
    return List.of(
        new Fault.TooManyRequests(RetryAfter.SECONDS, SECOND),
        new Fault.TooManyRequests(RetryAfter.HTTP_DATE, SECOND),
        new Fault.TooManyRequests(RetryAfter.MISSING, SECOND),
        new Fault.ServerError(500, RetryAfter.MISSING, SECOND),
        new Fault.ServerError(503, RetryAfter.SECONDS, SECOND),
        new Fault.ConnectionReset(),
        new Fault.CutBody(),
        new Fault.MalformedJson(),
        new Fault.HtmlBody(),
        new Fault.EmptyBody(),
        new Fault.WrongContentType(),
        new Fault.DuplicateEntries(),
        new Fault.ShuffledEntries(),
        new Fault.ClockSkew(Duration.ofMinutes(-5)),
        new Fault.ClockSkew(Duration.ofMinutes(5)));
  }

  /**
   * One merchant for each fault. The first read and a later one meet it; both times there is
   * something to read.
   */
  @Test
  void step2ABadAnswerDelaysOrdersAndNothingElse() {
    List<Fault> faults = badAnswers();
    house = Plan.in(folder).people(faults.size(), 3).build();
    List<String> tenants = house.tenants();
    strike(tenants, faults);
    house.start();
    eventually(
        () -> assertThat(tenants).allSatisfy(one -> assertThat(house.told(one)).isEqualTo(3)));
    Map<String, String> cancelled = new HashMap<>();
    for (String tenant : tenants) {
      List<String> later = house.platform().createOrders(tenant, 8);
      house.platform().changeOrder(tenant, later.get(0), OrderChange.PAY);
      cancelled.put(tenant, later.get(1));
    }
    strike(tenants, faults);
    eventually(() -> assertThat(house.sandbox().faults().rules()).isEmpty());
    cancelled.forEach(
        (tenant, order) -> house.platform().changeOrder(tenant, order, OrderChange.CANCEL));
    house.ends();
    assertThat(house.sandbox().recorder().total().early())
        .as("calls before Retry-After permitted them")
        .isZero();
  }

  private void strike(List<String> tenants, List<Fault> faults) {
    for (int i = 0; i < faults.size(); i++) {
      house.fault(FaultRule.next(1, faults.get(i)).onPath("/api/order").forTenant(tenants.get(i)));
    }
  }

  @Test
  void step2ChangesWithTheStampOfTheLastPollAreRead() {
    house = Plan.in(folder).people(1, 1).build().start();
    String tenant = house.tenant();
    String order = house.platform().orderTruth(tenant).get(0).localId();
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(1));
    house.fault(FaultRule.next(1, new Fault.EqualStamps(Duration.ofSeconds(20))));
    eventually(() -> assertThat(house.sandbox().faults().rules()).isEmpty());
    house.platform().changeOrder(tenant, order, OrderChange.PAY);
    house.platform().createOrders(tenant, 1);
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(3));
    house.platform().changeOrder(tenant, order, OrderChange.SHIP);
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(4));
    assertThat(house.partner().received().versions(tenant, order))
        .extracting(telling -> telling.order().shippingStatus())
        .endsWith("fully-shipped");
    house.ends();
  }

  @Test
  void step2WhatHasNoIdIsADeadLetterAndTheRestGoesOn() {
    house = Plan.in(folder).build();
    house.fault(FaultRule.share(1, new Fault.EntryWithoutId()).onPath("/api/order"));
    house.start();
    String tenant = house.tenant();
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(3));
    house.platform().createOrders(tenant, 2);
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(5));
    long polls = polls(tenant);
    eventually(() -> assertThat(polls(tenant)).isGreaterThan(polls + 1));
    JsonNode letters = house.api().get("/v1/dead-letters?tenant=" + tenant).json();
    assertThat(letters.get("deadLetters")).as("one, however often it is read").hasSize(1);
    JsonNode letter = letters.at("/deadLetters/0");
    assertThat(letter.get("record").textValue()).contains("no-id", "unheard-of");
    assertThat(letter.get("replayable").booleanValue()).isFalse();
    house.ends();
  }

  private long polls(String tenant) {
    return house.sandbox().recorder().calls(tenant, 5_000).stream()
        .filter(call -> call.path().startsWith("/api/order"))
        .count();
  }

  @Test
  void step2AStatusNobodyHasHeardOfTravelsAsItIs() throws Exception {
    house = Plan.in(folder).people(1, 2).build().start();
    String tenant = house.tenant();
    String order = house.platform().orderTruth(tenant).get(0).localId();
    Platforms.write(
        house, tenant, "/api/order/" + order, "{\"orderStatus\": \"waiting-for-the-moon\"}");
    eventually(
        () ->
            assertThat(house.partner().received().newest(tenant))
                .extracting(known -> known.orderStatus())
                .contains("waiting-for-the-moon"));
    house.ends();
  }

  @Test
  void step3OrdersNobodyWantsAreStillInTheFeed() {
    house = Plan.in(folder).build();
    String tenant = house.tenant();
    house.start(
        List.of(
            new Tenant(tenant, false, List.of(house.shop(tenant)), List.of(), Limits.DEFAULTS)));
    eventually(
        () ->
            assertThat(house.api().get("/v1/tenants/" + tenant + "/orders").json().get("orders"))
                .hasSize(3));
    assertThat(house.line(tenant, RecordType.ORDER).accepted()).isZero();
    assertThat(house.door().arrived()).isEmpty();
    house.balances(0);
  }

  @Test
  void step4AFailedCommitMovesNoCursorLosesAndDoublesNothing() {
    house = Plan.in(folder).build().start();
    String tenant = house.tenant();
    ConnectionRef shop = new ConnectionRef(tenant, SHOP);
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(3));
    house.store().faults().pollAcceptsToFail.set(2);
    Cursor before = get(house.store().outbox().cursor(shop, RecordType.ORDER));
    house.platform().createOrders(tenant, 5);
    eventually(() -> assertThat(house.store().faults().pollAcceptsToFail.get()).isLessThan(2));
    if (house.store().faults().pollAcceptsToFail.get() == 1) {
      assertThat(get(house.store().outbox().cursor(shop, RecordType.ORDER))).isEqualTo(before);
    }
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(8));
    assertThat(house.store().faults().pollAcceptsToFail.get()).isZero();
    house.ends();
    assertThat(house.door().answered2xx()).hasSize(8);
  }

  @Test
  void step4OfTwoChangesInOneSecondTheNewestArrives() {
    house = Plan.in(folder).people(1, 1).build().start();
    String tenant = house.tenant();
    String order = house.platform().orderTruth(tenant).get(0).localId();
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(1));
    house.platform().changeOrder(tenant, order, OrderChange.PAY);
    house.platform().changeOrder(tenant, order, OrderChange.SHIP);
    house.ends();
    assertThat(house.partner().received().last(tenant))
        .singleElement()
        .satisfies(
            last -> {
              assertThat(last.paymentStatus()).isEqualTo("fully-paid");
              assertThat(last.shippingStatus()).isEqualTo("fully-shipped");
            });
  }

  @Test
  void step5ALostWakeUpCostsOneLookAgain() {
    house = Plan.in(folder).lookAgain(Duration.ofMillis(300)).build();
    house.start(List.of());
    house.store().faults().wakeUpsToLose.set(1);
    String tenant = house.tenant();
    house.put(house.tenant(tenant));
    eventually(() -> assertThat(house.told(tenant)).isEqualTo(3));
    assertThat(house.store().faults().wakeUpsToLose.get()).as("it was lost").isZero();
    house.ends();
    assertThat(new HashSet<>(house.door().seen())).hasSize(3);
  }
}
