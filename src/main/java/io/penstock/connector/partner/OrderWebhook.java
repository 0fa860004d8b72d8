package io.penstock.connector.partner;

import io.penstock.connector.Delivery;
import io.penstock.record.Order;
import io.penstock.record.RecordJson;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * The body of an order's webhook. Made of the delivery alone, so that each attempt sends the same.
 */
final class OrderWebhook {
  /** Largest body that is sent. */
  static final int BYTES_MAX = 1 << 20;

  private OrderWebhook() {}

  static String body(String tenant, Delivery delivery) {
    if (!(delivery.record() instanceof Order order)) {
      throw new IllegalArgumentException(
          "a partner connection imports orders, not " + delivery.record().type().code());
    }
    return "{\"type\":\""
        + (delivery.first() ? "order.created" : "order.updated")
        + "\",\"timestamp\":\""
        + order.changedAt()
        + "\",\"data\":{\"tenant\":"
        + Json.encode(tenant)
        + ",\"connection\":"
        + Json.encode(delivery.source())
        + ",\"order\":"
        + new String(RecordJson.encode(order), StandardCharsets.UTF_8)
        + "}}";
  }
}
