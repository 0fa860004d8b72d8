package io.penstock.sandbox.partner;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.LedgerDelivery;
import io.penstock.sandbox.LedgerOrder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReceivedOrdersTest {
  private static final Instant AT = Instant.parse("2026-11-22T01:02:03Z");

  private final ReceivedOrders received = new ReceivedOrders(3);

  @Test
  void newestByTimeAndLastByArrivalAreToldApart() {
    tell("w1", "v2", order("o1", AT.plusSeconds(1), "paid"));
    tell("w2", "v1", order("o1", AT, "open"));
    assertThat(received.newest("t")).extracting(LedgerOrder::orderStatus).containsExactly("paid");
    assertThat(received.last("t")).extracting(LedgerOrder::orderStatus).containsExactly("open");
  }

  @Test
  void ofTwoVersionsInOneSecondTheLaterArrivalIsNewest() {
    tell("w1", "v1", order("o1", AT, "open"));
    tell("w2", "v2", order("o1", AT, "paid"));
    tell("w3", "v0", order("o1", AT.minusSeconds(1), "new"));
    assertThat(received.newest("t")).extracting(LedgerOrder::orderStatus).containsExactly("paid");
  }

  @Test
  void repeatsKeepTheFirstInstantAndCountTheirAnswers() {
    received.answered(tell("w1", "v1", order("o1", AT, "open")));
    received.answered(received.record("w1", "t", "v1", order("o1", AT, "open"), AT.plusSeconds(9)));
    assertThat(received.deliveries("t")).containsExactly(new LedgerDelivery("w1", "o1", "v1", 2));
    assertThat(received.versions("t", "o1"))
        .singleElement()
        .satisfies(
            telling -> {
              assertThat(telling.firstAt()).isEqualTo(AT);
              assertThat(telling.lastAt()).isEqualTo(AT.plusSeconds(9));
            });
    assertThat(received.counts()).isEqualTo(new ReceivedOrders.Counts(1, 1, 2, 0));
  }

  @Test
  void theEldestWebhookIsForgottenWithItsVersionAndItsOrder() {
    tell("w1", "v1", order("o1", AT, "open"));
    tell("w2", "v1", order("o2", AT, "open"));
    tell("w3", "v2", order("o2", AT.plusSeconds(1), "paid"));
    tell("w4", "v3", order("o2", AT.plusSeconds(2), "sent"));
    assertThat(received.newest("t")).extracting(LedgerOrder::orderId).containsExactly("o2");
    tell("w5", "v4", order("o2", AT.plusSeconds(3), "done"));
    assertThat(received.versions("t", "o2"))
        .extracting(ReceivedOrders.Telling::version)
        .containsExactly("v2", "v3", "v4");
    assertThat(received.counts().forgotten()).isEqualTo(2);
  }

  private ReceivedOrders.Delivery tell(String webhookId, String version, LedgerOrder order) {
    return received.record(webhookId, "t", version, order, AT);
  }

  private static LedgerOrder order(String id, Instant changedAt, String status) {
    return new LedgerOrder(id, changedAt, status, "", "");
  }
}
