package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.record.Price;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Puts prices into a product's array of prices, which holds those of all lists and is written as a
 * whole. Entries of other lists, and what we do not know in our own, stay as they are.
 *
 * <p>ASSUMED (4.6, 4.8): the entry's fields, and that list and currency together name it.
 */
final class PriceList {
  private static final String LIST = "priceListRemoteId";
  private static final String CURRENCY = "currency";
  private static final String AMOUNT = "pricePerUnitExclVat";
  private static final int FRACTION_DIGITS = 2;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private PriceList() {}

  static ArrayNode parse(@Nullable String prices) {
    try {
      return prices != null && Fields.JSON.readTree(prices) instanceof ArrayNode array
          ? array
          : Fields.JSON.createArrayNode();
    } catch (IOException impossible) {
      throw new IllegalStateException("prices were kept as JSON", impossible);
    }
  }

  static void put(ArrayNode prices, String list, Price price, BigDecimal amountExclVat) {
    entry(prices, list, price.currency()).put(AMOUNT, amountExclVat.toPlainString());
  }

  /**
   * The amount without VAT, which is the only form the platform shows. An amount with VAT is
   * divided by the product's rate and rounded half up to two decimals; one without is not touched.
   * Null where it contains VAT and the product tells no rate.
   */
  static @Nullable BigDecimal withoutVat(Price price, @Nullable BigDecimal vatRatePercent) {
    if (!price.vatIncluded()) {
      return price.amount();
    }
    if (vatRatePercent == null || vatRatePercent.signum() < 0) {
      return null;
    }
    return price
        .amount()
        .multiply(HUNDRED)
        .divide(HUNDRED.add(vatRatePercent), FRACTION_DIGITS, RoundingMode.HALF_UP);
  }

  /** What the list says; null where it says nothing. */
  static @Nullable BigDecimal amount(ArrayNode prices, String list, String currency) {
    ObjectNode entry = find(prices, list, currency);
    return entry == null ? null : Fields.number(entry, AMOUNT);
  }

  private static ObjectNode entry(ArrayNode prices, String list, String currency) {
    ObjectNode known = find(prices, list, currency);
    return known == null ? prices.addObject().put(LIST, list).put(CURRENCY, currency) : known;
  }

  private static @Nullable ObjectNode find(ArrayNode prices, String list, String currency) {
    for (JsonNode one : prices) {
      if (one instanceof ObjectNode entry
          && list.equals(Fields.text(entry, LIST))
          && currency.equals(Fields.text(entry, CURRENCY))) {
        return entry;
      }
    }
    return null;
  }
}
