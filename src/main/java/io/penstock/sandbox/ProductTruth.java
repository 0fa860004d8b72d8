package io.penstock.sandbox;

import java.util.Map;

/**
 * A product as the platform holds it now. A stock it does not have is the empty string.
 *
 * @param prices decimal text by the price list's remote id
 */
public record ProductTruth(String sku, String localId, String stock, Map<String, String> prices) {}
