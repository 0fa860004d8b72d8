package io.penstock.api;

import java.util.Locale;

/** Every way one item of a request can be rejected. The code is part of the contract. */
enum ItemCode {
  BAD_JSON(false),
  BAD_ENCODING(false),
  LINE_TOO_LONG(false),
  UNKNOWN_FIELD(false),
  DUPLICATE_FIELD(false),
  MISSING_FIELD(false),
  WRONG_TYPE(false),
  BAD_TEXT(false),
  BAD_NUMBER(false),
  NEGATIVE_NUMBER(false),
  BAD_CURRENCY(false),
  BAD_TIME(false),
  TIME_IN_FUTURE(false),
  BAD_VALUE(false),
  UNKNOWN_TYPE(false),
  UNKNOWN_TENANT(false),
  /** No connection of the tenant imports this type. */
  NOT_WANTED(false),
  TENANT_OVER_LIMIT(true),
  STORE_UNAVAILABLE(true);

  final boolean retryable;
  final String code;

  ItemCode(boolean retryable) {
    this.retryable = retryable;
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
