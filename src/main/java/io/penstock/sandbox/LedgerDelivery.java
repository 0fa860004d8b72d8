package io.penstock.sandbox;

/**
 * One webhook at the partner.
 *
 * @param version which telling of the order it carried
 * @param answered how often the partner answered it with 2xx
 */
public record LedgerDelivery(String webhookId, String orderId, String version, int answered) {}
