package io.penstock.sandbox.sharespine;

import java.util.Optional;

/**
 * The kinds of record with a path of their own. Only order, product and file are seen in the
 * papers; the other paths are assumption A4.
 */
enum RecordType {
  ORDER("order"),
  PRODUCT("product"),
  PRICE_LIST("price-list"),
  PRODUCT_CATEGORY("product-category"),
  ATTRIBUTE("attribute"),
  CASH_REGISTER("cash-register"),
  LEDGER_ACCOUNT("ledger-account"),
  LEDGER_ENTRY("ledger-entry"),
  INVOICE("invoice"),
  SETTLEMENT_REPORT("settlement-report"),
  Z_REPORT("z-report"),
  FILE("file");

  private final String path;

  RecordType(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  static Optional<RecordType> at(String segment) {
    for (RecordType type : values()) {
      if (type.path.equals(segment)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
