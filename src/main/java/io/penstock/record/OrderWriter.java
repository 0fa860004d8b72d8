package io.penstock.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes an order field by field, byte for byte what Jackson makes of the record by itself, but
 * without a look at what kind of thing each field is, and without a text for each decimal.
 */
final class OrderWriter extends StdSerializer<Order> {
  private static final long serialVersionUID = 1L;

  /** Digits of a decimal that fit into a long. */
  private static final int LONG_DIGITS = 18;

  /** As many, a sign and a point. */
  private static final int DECIMAL_CHARACTERS = LONG_DIGITS + 2;

  private static final SerializedString ID = name("id");
  private static final SerializedString VERSION = name("version");
  private static final SerializedString NUMBER = name("number");
  private static final SerializedString REMOTE_ID = name("remoteId");
  private static final SerializedString CREATED_AT = name("createdAt");
  private static final SerializedString CHANGED_AT = name("changedAt");
  private static final SerializedString STATUS = name("status");
  private static final SerializedString PAYMENT_STATUS = name("paymentStatus");
  private static final SerializedString SHIPPING_STATUS = name("shippingStatus");
  private static final SerializedString CURRENCY = name("currency");
  private static final SerializedString CUSTOMER_TYPE = name("customerType");
  private static final SerializedString EMAIL = name("email");
  private static final SerializedString BILLING = name("billing");
  private static final SerializedString SHIPPING = name("shipping");
  private static final SerializedString ROWS = name("rows");
  private static final SerializedString SHIPMENTS = name("shipments");
  private static final SerializedString TOTAL = name("total");
  private static final SerializedString TOTAL_VAT = name("totalVat");
  private static final SerializedString EXTRA = name("extra");
  private static final SerializedString NAME = name("name");
  private static final SerializedString COMPANY = name("company");
  private static final SerializedString STREET1 = name("street1");
  private static final SerializedString STREET2 = name("street2");
  private static final SerializedString POST_CODE = name("postCode");
  private static final SerializedString CITY = name("city");
  private static final SerializedString COUNTRY = name("country");
  private static final SerializedString PHONE = name("phone");
  private static final SerializedString TYPE = name("type");
  private static final SerializedString SKU = name("sku");
  private static final SerializedString QUANTITY = name("quantity");
  private static final SerializedString UNIT_PRICE = name("unitPrice");
  private static final SerializedString UNIT_DISCOUNT = name("unitDiscount");
  private static final SerializedString VAT_RATE_PERCENT = name("vatRatePercent");
  private static final SerializedString TRACKING_CODE = name("trackingCode");
  private static final SerializedString TRACKING_URI = name("trackingUri");

  OrderWriter() {
    super(Order.class);
  }

  @Override
  public void serialize(Order order, JsonGenerator json, SerializerProvider with)
      throws IOException {
    char[] digits = new char[DECIMAL_CHARACTERS];
    json.writeStartObject();
    text(ID, order.id(), json);
    text(VERSION, order.version(), json);
    text(NUMBER, order.number(), json);
    text(REMOTE_ID, order.remoteId(), json);
    time(CREATED_AT, order.createdAt(), json);
    time(CHANGED_AT, order.changedAt(), json);
    text(STATUS, order.status(), json);
    text(PAYMENT_STATUS, order.paymentStatus(), json);
    text(SHIPPING_STATUS, order.shippingStatus(), json);
    text(CURRENCY, order.currency(), json);
    text(CUSTOMER_TYPE, order.customerType(), json);
    text(EMAIL, order.email(), json);
    address(BILLING, order.billing(), json);
    address(SHIPPING, order.shipping(), json);
    json.writeFieldName(ROWS);
    json.writeStartArray();
    for (Order.Row row : order.rows()) {
      row(row, digits, json, with);
    }
    json.writeEndArray();
    json.writeFieldName(SHIPMENTS);
    json.writeStartArray();
    for (Order.Tracking shipment : order.shipments()) {
      json.writeStartObject();
      text(TRACKING_CODE, shipment.trackingCode(), json);
      text(TRACKING_URI, shipment.trackingUri(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
    decimal(TOTAL, order.total(), digits, json, with);
    decimal(TOTAL_VAT, order.totalVat(), digits, json, with);
    json.writeFieldName(EXTRA);
    with.defaultSerializeValue(order.extra(), json);
    json.writeEndObject();
  }

  private static void address(
      SerializedString name, Order.@Nullable Address address, JsonGenerator json)
      throws IOException {
    if (address == null) {
      return;
    }
    json.writeFieldName(name);
    json.writeStartObject();
    text(NAME, address.name(), json);
    text(COMPANY, address.company(), json);
    text(STREET1, address.street1(), json);
    text(STREET2, address.street2(), json);
    text(POST_CODE, address.postCode(), json);
    text(CITY, address.city(), json);
    text(COUNTRY, address.country(), json);
    text(PHONE, address.phone(), json);
    json.writeEndObject();
  }

  private static void row(Order.Row row, char[] digits, JsonGenerator json, SerializerProvider with)
      throws IOException {
    json.writeStartObject();
    text(TYPE, row.type(), json);
    text(SKU, row.sku(), json);
    text(NAME, row.name(), json);
    decimal(QUANTITY, row.quantity(), digits, json, with);
    decimal(UNIT_PRICE, row.unitPrice(), digits, json, with);
    decimal(UNIT_DISCOUNT, row.unitDiscount(), digits, json, with);
    decimal(VAT_RATE_PERCENT, row.vatRatePercent(), digits, json, with);
    json.writeEndObject();
  }

  private static void text(SerializedString name, @Nullable String text, JsonGenerator json)
      throws IOException {
    if (text != null) {
      json.writeFieldName(name);
      json.writeString(text);
    }
  }

  private static void time(SerializedString name, Instant time, JsonGenerator json)
      throws IOException {
    json.writeFieldName(name);
    RecordJson.Times.write(time, json);
  }

  private static void decimal(
      SerializedString name,
      @Nullable BigDecimal decimal,
      char[] digits,
      JsonGenerator json,
      SerializerProvider with)
      throws IOException {
    if (decimal == null) {
      return;
    }
    json.writeFieldName(name);
    int scale = decimal.scale();
    if (scale < 0 || scale >= LONG_DIGITS || decimal.precision() > LONG_DIGITS) {
      with.defaultSerializeValue(decimal, json);
      return;
    }
    long unscaled = decimal.scaleByPowerOfTen(scale).longValue();
    long rest = Math.abs(unscaled);
    int at = DECIMAL_CHARACTERS;
    for (int written = 0; rest > 0 || written <= scale; written++) {
      if (written == scale && scale > 0) {
        digits[--at] = '.';
      }
      digits[--at] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    if (unscaled < 0) {
      digits[--at] = '-';
    }
    json.writeString(digits, at, DECIMAL_CHARACTERS - at);
  }

  private static SerializedString name(String name) {
    return new SerializedString(name);
  }
}
