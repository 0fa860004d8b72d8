package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What we need to know of a product.
 *
 * @param sku what we know it by
 * @param prices its prices on all lists, as JSON text to be small in memory; null where we do not
 *     write prices
 * @param readAtNanos when it was read, by the monotonic clock
 */
record Product(
    String localId,
    String sku,
    @Nullable BigDecimal vatRatePercent,
    @Nullable String prices,
    long readAtNanos) {

  static final String STOCK = "stock";

  /** ASSUMED (4.6): the name of the array that holds a product's prices. */
  static final String PRICES = "prices";

  /** Null for what cannot be addressed: no localId or no SKU. */
  static @Nullable Product read(JsonNode json, boolean withPrices, long nowNanos) {
    return read(json, Fields.text(json, "sku"), withPrices, nowNanos);
  }

  static @Nullable Product read(
      JsonNode json, @Nullable String sku, boolean withPrices, long nowNanos) {
    String localId = Fields.text(json, "localId");
    if (localId == null || localId.isEmpty() || sku == null || sku.isEmpty()) {
      return null;
    }
    String prices = withPrices ? prices(json).toString() : null;
    return new Product(localId, sku, Fields.number(json, "vatRatePercent"), prices, nowNanos);
  }

  private static ArrayNode prices(JsonNode json) {
    return json.path(PRICES) instanceof ArrayNode array ? array : Fields.JSON.createArrayNode();
  }
}
