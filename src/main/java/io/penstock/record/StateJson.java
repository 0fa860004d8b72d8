package io.penstock.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes packed states as JSON, byte for byte what {@link RecordJson} makes of the same record, and
 * without making the record. Grows as needed; cleared and used again by its owner.
 */
public final class StateJson {
  private static final byte[] SKU = ascii("{\"sku\":\"");
  private static final byte[] LOCATION = ascii("\",\"location\":\"");
  private static final byte[] QUANTITY = ascii("\",\"quantity\":\"");
  private static final byte[] PRICE_LIST = ascii("\",\"priceList\":\"");
  private static final byte[] CURRENCY = ascii("\",\"currency\":\"");
  private static final byte[] AMOUNT = ascii("\",\"amount\":\"");
  private static final byte[] WITH_VAT = ascii("\",\"vatIncluded\":true,\"changedAt\":\"");
  private static final byte[] WITHOUT_VAT = ascii("\",\"vatIncluded\":false,\"changedAt\":\"");
  private static final byte[] CHANGED_AT = ascii("\",\"changedAt\":\"");
  private static final byte[] END = ascii("\"}");
  private static final byte[] HEX = ascii("0123456789ABCDEF");

  /** The longest time in text, and what one written number needs at most. */
  private static final int TIME_BYTES = 40;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private byte[] bytes = new byte[4096];
  private int used;

  /** The second that {@link #secondText} spells; most states of a batch share it. */
  private long second = Long.MIN_VALUE;

  private byte[] secondText = new byte[0];

  public void clear() {
    used = 0;
  }

  public int length() {
    return used;
  }

  /** What was written so far; only to be read, and only until the next write. */
  public byte[] bytes() {
    return bytes;
  }

  public StateJson raw(byte[] text) {
    room(text.length);
    copy(text);
    return this;
  }

  public StateJson raw(char ascii) {
    room(1);
    bytes[used++] = (byte) ascii;
    return this;
  }

  /**
   * A time: ISO 8601 in UTC, with as many thousands of the fraction as there are.
   *
   * @param nanos as in {@link Nanos}
   */
  public StateJson time(long nanos) {
    room(TIME_BYTES);
    writeTime(nanos);
    return this;
  }

  /** One state of a block. */
  public StateJson state(RecordType type, StateBlock block, int at) {
    byte[] from = block.bytes();
    int value = block.keyTo(at);
    int end = block.valueTo(at);
    if (StateForm.isJson(from, value)) {
      room(end - value);
      copy(from, value, end);
      return this;
    }
    // A control character becomes six bytes; nothing grows more.
    room(6 * (value - block.keyFrom(at)) + end - value + 160);
    switch (type) {
      case STOCK -> stock(from, block.keyFrom(at), value, end);
      case PRICE -> price(from, block.keyFrom(at), value, end);
      case ORDER_STATUS, ORDER, SHIPMENT ->
          throw new IllegalArgumentException("a " + type.code() + " has no short form");
    }
    writeTime(block.changedAt(at));
    copy(END);
    return this;
  }

  private void stock(byte[] from, int key, int value, int end) {
    int sku = lineEnd(from, key, value);
    copy(SKU);
    text(from, key, sku);
    if (sku < value) {
      copy(LOCATION);
      text(from, sku + 1, value);
    }
    copy(QUANTITY);
    copy(from, value, end);
    copy(CHANGED_AT);
  }

  private void price(byte[] from, int key, int value, int end) {
    int sku = lineEnd(from, key, value);
    int list = lineEnd(from, sku + 1, value);
    copy(SKU);
    text(from, key, sku);
    if (list > sku + 1) {
      copy(PRICE_LIST);
      text(from, sku + 1, list);
    }
    copy(CURRENCY);
    text(from, list + 1, value);
    copy(AMOUNT);
    copy(from, value + 1, end);
    copy(StateForm.withVat(from, value) ? WITH_VAT : WITHOUT_VAT);
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private void text(byte[] from, int start, int to) {
    for (int at = start; at < to; at++) {
      byte one = from[at];
      if (one == '"' || one == '\\' || (one >= 0 && one < ' ')) {
        escape(one);
      } else {
        bytes[used++] = one;
      }
    }
  }

  private void escape(byte one) {
    bytes[used++] = '\\';
    switch (one) {
      case '"', '\\' -> bytes[used++] = one;
      case '\b' -> bytes[used++] = 'b';
      case '\t' -> bytes[used++] = 't';
      case '\n' -> bytes[used++] = 'n';
      case '\f' -> bytes[used++] = 'f';
      case '\r' -> bytes[used++] = 'r';
      default -> {
        bytes[used++] = 'u';
        bytes[used++] = '0';
        bytes[used++] = '0';
        bytes[used++] = HEX[one >> 4];
        bytes[used++] = HEX[one & 15];
      }
    }
  }

  private void writeTime(long nanos) {
    long whole = Math.floorDiv(nanos, NANOS_PER_SECOND);
    int fraction = (int) Math.floorMod(nanos, NANOS_PER_SECOND);
    if (whole != second || secondText.length == 0) {
      String text = Nanos.instant(whole * NANOS_PER_SECOND).toString();
      second = whole;
      secondText = ascii(text.substring(0, text.length() - 1));
    }
    copy(secondText);
    if (fraction != 0) {
      bytes[used++] = '.';
      int digits = fraction % 1_000_000 == 0 ? 3 : fraction % 1_000 == 0 ? 6 : 9;
      int rest = digits == 3 ? fraction / 1_000_000 : digits == 6 ? fraction / 1_000 : fraction;
      for (int at = used + digits - 1; at >= used; at--) {
        bytes[at] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      used += digits;
    }
    bytes[used++] = 'Z';
  }

  private void room(int more) {
    if (used + more + TIME_BYTES > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + more + TIME_BYTES));
    }
  }

  private void copy(byte[] text) {
    copy(text, 0, text.length);
  }

  private void copy(byte[] text, int from, int to) {
    System.arraycopy(text, from, bytes, used, to - from);
    used += to - from;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
