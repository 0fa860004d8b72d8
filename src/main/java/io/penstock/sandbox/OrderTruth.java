package io.penstock.sandbox;

import java.time.Instant;

/** An order as the platform holds it now. A status the order does not have is the empty string. */
public record OrderTruth(
    String localId,
    Instant lastModified,
    String orderStatus,
    String paymentStatus,
    String shippingStatus) {}
