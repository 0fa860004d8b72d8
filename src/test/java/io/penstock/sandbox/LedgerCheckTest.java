package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.LedgerDifference.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerCheckTest {
  private static final Instant AT = Instant.parse("2026-11-22T01:02:03.004Z");
  private static final LedgerOrder PAID = new LedgerOrder("o1", AT, "open", "paid", "");
  private static final LedgerOrder OLDER =
      new LedgerOrder("o1", AT.minusSeconds(9), "open", "unpaid", "");

  private final LedgerCheck check = new LedgerCheck(false);

  @Test
  void equalEndsBalance() {
    check.orders("t", List.of(PAID), List.of(PAID), List.of(PAID));
    check.deliveries("t", List.of(delivery("w1", "o1", "v1", 1), delivery("w2", "o1", "v2", 1)));
    check.values(
        "t",
        List.of(LedgerValue.stock("A", "5"), LedgerValue.price("A", "retail", "19.90")),
        List.of(LedgerValue.stock("A", "5.00"), LedgerValue.price("A", "retail", "19.9")));

    LedgerResult result = check.result();

    assertThat(result.balances()).isTrue();
    assertThat(result.versions()).isEqualTo(2);
    assertThat(result.table()).contains("The ledger balances: nothing lost, nothing doubled.");
    assertThat(result.json().getBoolean("balances")).isTrue();
  }

  @Test
  void orderThePartnerNeverHeardOfIsMissing() {
    check.orders("t", List.of(PAID), List.of(), List.of());
    assertOnly(Kind.MISSING);
  }

  @Test
  void orderWithAnOlderVersionIsStale() {
    check.orders("t", List.of(PAID), List.of(OLDER), List.of(OLDER));
    assertOnly(Kind.STALE);
  }

  @Test
  void sameTimeWithAnotherStatusIsStale() {
    LedgerOrder other = new LedgerOrder("o1", AT, "open", "unpaid", "");
    check.orders("t", List.of(PAID), List.of(other), List.of(other));
    assertOnly(Kind.STALE);
  }

  @Test
  void olderVersionToldLastIsStaleThoughTheNewestCame() {
    check.orders("t", List.of(PAID), List.of(PAID), List.of(OLDER));
    assertOnly(Kind.STALE);
  }

  @Test
  void timesAreComparedToTheMillisecond() {
    LedgerOrder finer = new LedgerOrder("o1", AT.plusNanos(999), "open", "paid", "");
    check.orders("t", List.of(PAID), List.of(finer), List.of(finer));
    assertThat(check.result().balances()).isTrue();
  }

  @Test
  void orderThatThePlatformDoesNotKnowIsUnexpected() {
    check.orders("t", List.of(), List.of(PAID), List.of(PAID));
    assertOnly(Kind.UNEXPECTED);
  }

  @Test
  void repeatAfterA2xxIsDoubled() {
    check.deliveries("t", List.of(delivery("w1", "o1", "v1", 2)));
    assertOnly(Kind.DOUBLED);
  }

  @Test
  void sameVersionUnderTwoIdsIsDoubled() {
    check.deliveries("t", List.of(delivery("w1", "o1", "v1", 1), delivery("w2", "o1", "v1", 1)));
    assertOnly(Kind.DOUBLED);
  }

  @Test
  void repeatsAreOnlyCountedWhereTheyAreAllowed() {
    LedgerCheck afterKill = new LedgerCheck(true);
    afterKill.deliveries("t", List.of(delivery("w1", "o1", "v1", 2)));
    assertThat(afterKill.result().balances()).isTrue();
    assertThat(afterKill.result().repeats()).isEqualTo(1);
  }

  @Test
  void twoIdsForOneVersionAreNeverAllowed() {
    LedgerCheck afterKill = new LedgerCheck(true);
    afterKill.deliveries(
        "t", List.of(delivery("w1", "o1", "v1", 1), delivery("w2", "o1", "v1", 1)));
    assertThat(afterKill.result().balances()).isFalse();
    assertThat(afterKill.result().repeats()).isEqualTo(1);
  }

  @Test
  void oneIdForTwoVersionsIsNeverAllowed() {
    LedgerCheck afterKill = new LedgerCheck(true);
    afterKill.deliveries(
        "t", List.of(delivery("w1", "o1", "v1", 1), delivery("w1", "o1", "v2", 1)));
    assertThat(afterKill.result().balances()).isFalse();
  }

  @Test
  void valueThatNeverArrivedIsMissing() {
    check.values("t", List.of(LedgerValue.stock("A", "5")), List.of(LedgerValue.stock("A", "")));
    assertOnly(Kind.MISSING);
  }

  @Test
  void otherNumberIsStale() {
    check.values(
        "t",
        List.of(LedgerValue.price("A", "retail", "5.10")),
        List.of(LedgerValue.price("A", "retail", "5.01"), LedgerValue.price("A", "other", "5.10")));
    assertOnly(Kind.STALE);
    assertThat(check.result().json().getJsonArray("differences").getJsonObject(0).getString("key"))
        .isEqualTo("A on retail");
  }

  @Test
  void differencesAreCountedBeyondThoseKept() {
    List<LedgerOrder> many = new ArrayList<>();
    for (int i = 0; i < 3 * LedgerCheck.DIFFERENCES_MAX; i++) {
      many.add(new LedgerOrder("o" + i, AT, "", "", ""));
    }
    check.orders("t", many, List.of(), List.of());
    LedgerResult result = check.result();
    assertThat(result.differences()).hasSize(LedgerCheck.DIFFERENCES_MAX);
    assertThat(result.rows().get(0).missing()).isEqualTo(many.size());
  }

  private void assertOnly(Kind kind) {
    LedgerResult result = check.result();
    assertThat(result.balances()).isFalse();
    assertThat(result.differences()).extracting(LedgerDifference::kind).containsExactly(kind);
    assertThat(result.table()).contains("DOES NOT BALANCE");
  }

  private static LedgerDelivery delivery(String id, String order, String version, int answered) {
    return new LedgerDelivery(id, order, version, answered);
  }
}
