package io.penstock.sandbox;

/**
 * A stock level or a price as one end knows it.
 *
 * @param priceList the empty string for a stock level
 * @param value decimal text; compared as a number, so that 5 and 5.00 are the same
 */
public record LedgerValue(Kind kind, String sku, String priceList, String value) {

  /** What is counted apart. */
  public enum Kind {
    STOCK,
    PRICE
  }

  public static LedgerValue stock(String sku, String quantity) {
    return new LedgerValue(Kind.STOCK, sku, "", quantity);
  }

  public static LedgerValue price(String sku, String priceList, String amount) {
    return new LedgerValue(Kind.PRICE, sku, priceList, amount);
  }

  String key() {
    return kind == Kind.STOCK ? sku : sku + " on " + priceList;
  }
}
