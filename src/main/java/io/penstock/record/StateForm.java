package io.penstock.record;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * The short form of a state's value, beside its key and time, in which it waits in memory and on
 * disk: a catalogue has many, and what the key says already need not be kept again.
 *
 * <pre>
 * stock         quantity as plain decimal
 * price         '1' (with VAT) or '0', then the amount as plain decimal
 * order-status  the record's JSON
 * anything that does not fit the above, such as a SKU with a line feed: the record's JSON
 * </pre>
 *
 * A decimal never starts with a brace, so the first byte tells the two apart.
 */
public final class StateForm {
  private static final byte BRACE = '{';
  private static final char SEPARATOR = '\n';
  private static final byte WITH_VAT = '1';
  private static final byte WITHOUT_VAT = '0';

  private StateForm() {}

  public static byte[] encode(SyncRecord state) {
    if (state instanceof StockLevel stock && isPlain(stock)) {
      return stock.quantity().toPlainString().getBytes(StandardCharsets.ISO_8859_1);
    }
    if (state instanceof Price price && isPlain(price)) {
      return ((price.vatIncluded() ? "1" : "0") + price.amount().toPlainString())
          .getBytes(StandardCharsets.ISO_8859_1);
    }
    return RecordJson.encode(state);
  }

  /** What {@link #encode} made of a state with this key and time. */
  static SyncRecord decode(
      RecordType type, String key, long changedAt, byte[] bytes, int from, int to) {
    if (bytes[from] == BRACE) {
      return RecordJson.decode(type, java.util.Arrays.copyOfRange(bytes, from, to));
    }
    return switch (type) {
      case STOCK -> stock(key, changedAt, bytes, from, to);
      case PRICE -> price(key, changedAt, bytes, from, to);
      case ORDER_STATUS, ORDER, SHIPMENT ->
          throw new IllegalStateException("a " + type.code() + " has no short form");
    };
  }

  static boolean isJson(byte[] bytes, int from) {
    return bytes[from] == BRACE;
  }

  static boolean withVat(byte[] bytes, int from) {
    return bytes[from] == WITH_VAT;
  }

  /** The first byte of a price's value. */
  public static byte vat(boolean included) {
    return included ? WITH_VAT : WITHOUT_VAT;
  }

  private static boolean isPlain(StockLevel stock) {
    String location = stock.location();
    return isPlain(stock.sku())
        && (location == null || (isPlain(location) && !location.isEmpty()))
        && isExact(stock);
  }

  private static boolean isPlain(Price price) {
    String list = price.priceList();
    return isPlain(price.sku())
        && (list == null || (isPlain(list) && !list.isEmpty()))
        && isPlain(price.currency())
        && isExact(price);
  }

  private static boolean isPlain(String text) {
    return text.indexOf(SEPARATOR) < 0;
  }

  /** Times outside the years that nanoseconds reach are kept as they are. */
  private static boolean isExact(SyncRecord state) {
    return Nanos.instant(Nanos.of(state.changedAt())).equals(state.changedAt());
  }

  private static StockLevel stock(String key, long changedAt, byte[] bytes, int from, int to) {
    int at = key.indexOf(SEPARATOR);
    return new StockLevel(
        at < 0 ? key : key.substring(0, at),
        at < 0 ? null : key.substring(at + 1),
        decimal(bytes, from, to),
        Nanos.instant(changedAt));
  }

  private static Price price(String key, long changedAt, byte[] bytes, int from, int to) {
    int list = key.indexOf(SEPARATOR) + 1;
    int currency = key.lastIndexOf(SEPARATOR) + 1;
    return new Price(
        key.substring(0, list - 1),
        currency - 1 == list ? null : key.substring(list, currency - 1),
        key.substring(currency),
        decimal(bytes, from + 1, to),
        withVat(bytes, from),
        Nanos.instant(changedAt));
  }

  private static BigDecimal decimal(byte[] bytes, int from, int to) {
    return new BigDecimal(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
  }
}
