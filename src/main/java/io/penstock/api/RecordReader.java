package io.penstock.api;

import io.penstock.record.Decimals;
import io.penstock.record.OrderStatus;
import io.penstock.record.Price;
import io.penstock.record.RecordType;
import io.penstock.record.Shipment;
import io.penstock.record.StockLevel;
import io.penstock.record.SyncRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a record of a {@link Draft}, or says what is wrong with it. Plain; time is an argument. */
final class RecordReader {
  static final int ID_LENGTH_MAX = 128;
  static final int STATUS_LENGTH_MAX = 64;
  static final int URI_LENGTH_MAX = 2_048;
  static final String TIME_WORDS =
      "must be a time of ISO 8601 with its zone, after 1970, such as 2026-11-22T01:02:03Z";

  /** How far a sender's clock may be ahead of ours. */
  static final Duration AHEAD_MAX = Duration.ofMinutes(5);

  private static final Set<String> CURRENCIES = new HashSet<>();

  static {
    Currency.getAvailableCurrencies().forEach(known -> CURRENCIES.add(known.getCurrencyCode()));
  }

  private static final int STOCK =
      mask(Field.SKU, Field.LOCATION, Field.QUANTITY, Field.CHANGED_AT);
  private static final int PRICE =
      mask(
          Field.SKU,
          Field.PRICE_LIST,
          Field.CURRENCY,
          Field.AMOUNT,
          Field.VAT_INCLUDED,
          Field.CHANGED_AT);
  private static final int ORDER_STATUS =
      mask(Field.ORDER_ID, Field.STATUS, Field.SHIPPING_STATUS, Field.CHANGED_AT);
  private static final int SHIPMENT =
      mask(
          Field.SHIPMENT_ID,
          Field.ORDER_ID,
          Field.TRACKING_CODE,
          Field.TRACKING_URI,
          Field.CHANGED_AT);
  private static final int ADDRESSED = mask(Field.TENANT, Field.TYPE);

  private RecordReader() {}

  /**
   * @param addressed whether the item names its tenant and type itself
   * @param negativeStock whether a quantity below zero is a level or a mistake
   * @throws ItemException with the first thing that is wrong
   */
  static SyncRecord record(
      Draft draft, RecordType type, boolean addressed, boolean negativeStock, Instant now) {
    Field extra = draft.besides(fields(type) | (addressed ? ADDRESSED : 0));
    if (extra != null) {
      throw new ItemException(
          ItemCode.UNKNOWN_FIELD, extra.pointer, "a " + type.code() + " has no such field");
    }
    Instant changedAt = changedAt(draft.get(Field.CHANGED_AT), now);
    return switch (type) {
      case STOCK -> stock(draft, negativeStock, changedAt);
      case PRICE -> price(draft, changedAt);
      case ORDER_STATUS -> orderStatus(draft, changedAt);
      case SHIPMENT -> shipment(draft, changedAt);
      case ORDER -> throw unknownType();
    };
  }

  /** The type of an item that names it itself. */
  static RecordType type(Draft draft) {
    RecordType type = RecordType.find(text(draft, Field.TYPE, ID_LENGTH_MAX));
    if (type == null || type == RecordType.ORDER) {
      throw unknownType();
    }
    return type;
  }

  static String tenant(Draft draft) {
    return text(draft, Field.TENANT, ID_LENGTH_MAX);
  }

  private static ItemException unknownType() {
    return new ItemException(
        ItemCode.UNKNOWN_TYPE,
        Field.TYPE.pointer,
        "must be stock, price, order-status or shipment");
  }

  private static int mask(Field... fields) {
    int mask = 0;
    for (Field field : fields) {
      mask |= field.bit();
    }
    return mask;
  }

  private static int fields(RecordType type) {
    return switch (type) {
      case STOCK -> STOCK;
      case PRICE -> PRICE;
      case ORDER_STATUS -> ORDER_STATUS;
      case SHIPMENT -> SHIPMENT;
      case ORDER -> 0;
    };
  }

  private static StockLevel stock(Draft draft, boolean negative, Instant changedAt) {
    String sku = text(draft, Field.SKU, ID_LENGTH_MAX);
    BigDecimal quantity = decimal(draft, Field.QUANTITY, negative);
    return new StockLevel(sku, optional(draft, Field.LOCATION, ID_LENGTH_MAX), quantity, changedAt);
  }

  private static Price price(Draft draft, Instant changedAt) {
    String sku = text(draft, Field.SKU, ID_LENGTH_MAX);
    String currency = text(draft, Field.CURRENCY, ID_LENGTH_MAX);
    if (!CURRENCIES.contains(currency)) {
      throw new ItemException(
          ItemCode.BAD_CURRENCY,
          Field.CURRENCY.pointer,
          "must be a currency of ISO 4217, three capital letters such as SEK");
    }
    BigDecimal amount = decimal(draft, Field.AMOUNT, false);
    boolean vatIncluded = "true".equals(draft.get(Field.VAT_INCLUDED));
    String list = optional(draft, Field.PRICE_LIST, ID_LENGTH_MAX);
    return new Price(sku, list, currency, amount, vatIncluded, changedAt);
  }

  private static OrderStatus orderStatus(Draft draft, Instant changedAt) {
    String orderId = text(draft, Field.ORDER_ID, ID_LENGTH_MAX);
    String status = optional(draft, Field.STATUS, STATUS_LENGTH_MAX);
    String shipping = optional(draft, Field.SHIPPING_STATUS, STATUS_LENGTH_MAX);
    if (status == null && shipping == null) {
      throw new ItemException(
          ItemCode.MISSING_FIELD, Field.STATUS.pointer, "give status, shippingStatus or both");
    }
    return new OrderStatus(orderId, status, shipping, changedAt);
  }

  private static Shipment shipment(Draft draft, Instant changedAt) {
    String id = text(draft, Field.SHIPMENT_ID, ID_LENGTH_MAX);
    String orderId = text(draft, Field.ORDER_ID, ID_LENGTH_MAX);
    String code = optional(draft, Field.TRACKING_CODE, ID_LENGTH_MAX);
    String uri = optional(draft, Field.TRACKING_URI, URI_LENGTH_MAX);
    if (uri != null && !uri.startsWith("https://") && !uri.startsWith("http://")) {
      throw new ItemException(
          ItemCode.BAD_VALUE, Field.TRACKING_URI.pointer, "must start with https:// or http://");
    }
    return new Shipment(id, orderId, code, uri, changedAt);
  }

  private static String text(Draft draft, Field field, int max) {
    String text = optional(draft, field, max);
    if (text == null) {
      throw missing(field);
    }
    return text;
  }

  private static ItemException missing(Field field) {
    return new ItemException(ItemCode.MISSING_FIELD, field.pointer, "the field is needed");
  }

  private static @Nullable String optional(Draft draft, Field field, int max) {
    String text = draft.get(field);
    if (text == null) {
      return null;
    }
    if (text.isBlank() || text.length() > max) {
      throw new ItemException(
          ItemCode.BAD_TEXT,
          field.pointer,
          "must have 1 to " + max + " characters, not " + (text.isBlank() ? 0 : text.length()));
    }
    if (!isClean(text)) {
      throw new ItemException(
          ItemCode.BAD_TEXT,
          field.pointer,
          "must have no control characters and no halves of surrogate pairs");
    }
    return text;
  }

  /** Control characters separate the parts of keys on disk; half a pair has no UTF-8. */
  private static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static BigDecimal decimal(Draft draft, Field field, boolean negativeAllowed) {
    String text = draft.get(field);
    if (text == null) {
      throw missing(field);
    }
    BigDecimal value = Decimals.parse(text);
    if (value == null) {
      throw new ItemException(
          ItemCode.BAD_NUMBER,
          field.pointer,
          "must be a plain decimal, at most "
              + Decimals.INTEGER_DIGITS_MAX
              + " digits before and "
              + Decimals.FRACTION_DIGITS_MAX
              + " after the point, without exponent");
    }
    if (value.signum() < 0 && !negativeAllowed) {
      throw new ItemException(
          ItemCode.NEGATIVE_NUMBER,
          field.pointer,
          field == Field.QUANTITY
              ? "must not be negative unless the tenant's limits allow negativeStock"
              : "must not be negative");
    }
    return value;
  }

  private static Instant changedAt(@Nullable String text, Instant now) {
    if (text == null) {
      return now;
    }
    Instant at = text.length() > STATUS_LENGTH_MAX ? null : instant(text);
    if (at == null) {
      throw new ItemException(ItemCode.BAD_TIME, Field.CHANGED_AT.pointer, TIME_WORDS);
    }
    if (at.isAfter(now.plus(AHEAD_MAX))) {
      throw new ItemException(
          ItemCode.TIME_IN_FUTURE,
          Field.CHANGED_AT.pointer,
          "is more than " + AHEAD_MAX.toMinutes() + " minutes ahead of " + now);
    }
    return at;
  }

  /** A time as {@link #TIME_WORDS} says; null for anything else. */
  static @Nullable Instant instant(String text) {
    try {
      Instant at = Instant.parse(text);
      return at.isBefore(Instant.EPOCH) ? null : at;
    } catch (DateTimeParseException notATime) {
      return null;
    }
  }
}
