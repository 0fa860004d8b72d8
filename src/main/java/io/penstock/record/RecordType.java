package io.penstock.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/** The kinds of record Penstock moves. The code is the word in configuration, API and metrics. */
public enum RecordType {
  ORDER("order", true),
  SHIPMENT("shipment", true),
  ORDER_STATUS("order-status", false),
  STOCK("stock", false),
  PRICE("price", false);

  private final String code;
  private final boolean fact;

  RecordType(String code, boolean fact) {
    this.code = code;
    this.fact = fact;
  }

  @JsonValue
  public String code() {
    return code;
  }

  /** A fact counts each time; of a state only the newest counts. */
  public boolean isFact() {
    return fact;
  }

  /** The type with this code, or null for a word we do not know. */
  public static @Nullable RecordType find(String code) {
    for (RecordType type : values()) {
      if (type.code.equals(code)) {
        return type;
      }
    }
    return null;
  }

  @JsonCreator
  static RecordType of(String code) {
    RecordType type = find(code);
    if (type == null) {
      throw new IllegalArgumentException("unknown record type '" + code + "'");
    }
    return type;
  }
}
