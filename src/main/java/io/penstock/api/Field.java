package io.penstock.api;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every field that an item may have, with the form of its value. */
enum Field {
  TENANT("tenant", Form.TEXT),
  TYPE("type", Form.TEXT),
  SKU("sku", Form.TEXT),
  LOCATION("location", Form.TEXT),
  QUANTITY("quantity", Form.NUMBER),
  PRICE_LIST("priceList", Form.TEXT),
  CURRENCY("currency", Form.TEXT),
  AMOUNT("amount", Form.TEXT),
  VAT_INCLUDED("vatIncluded", Form.FLAG),
  ORDER_ID("orderId", Form.TEXT),
  STATUS("status", Form.TEXT),
  SHIPPING_STATUS("shippingStatus", Form.TEXT),
  SHIPMENT_ID("shipmentId", Form.TEXT),
  TRACKING_CODE("trackingCode", Form.TEXT),
  TRACKING_URI("trackingUri", Form.TEXT),
  CHANGED_AT("changedAt", Form.TEXT);

  /** What the JSON value must be. */
  enum Form {
    TEXT("a string"),
    /** A string or a plain JSON number: quantities are no money. */
    NUMBER("a number, or a decimal in a string"),
    FLAG("true or false");

    final String words;

    Form(String words) {
      this.words = words;
    }
  }

  private static final Map<String, Field> BY_NAME = new HashMap<>();

  static {
    for (Field field : values()) {
      BY_NAME.put(field.json, field);
    }
  }

  final String json;
  final Form form;
  final String pointer;

  Field(String json, Form form) {
    this.json = json;
    this.form = form;
    this.pointer = "/" + json;
  }

  int bit() {
    return 1 << ordinal();
  }

  static @Nullable Field find(String name) {
    return BY_NAME.get(name);
  }
}
