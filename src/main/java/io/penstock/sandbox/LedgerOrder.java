package io.penstock.sandbox;

import java.time.Instant;

/**
 * An order as one end knows it now: the platform that holds it, or the partner that was told.
 *
 * @param changedAt what the platform says of its last change; compared to the millisecond
 * @param orderStatus the empty string where the order has none; likewise the other two
 */
public record LedgerOrder(
    String orderId,
    Instant changedAt,
    String orderStatus,
    String paymentStatus,
    String shippingStatus) {

  String words() {
    return changedAt + " " + orderStatus + "/" + paymentStatus + "/" + shippingStatus;
  }
}
