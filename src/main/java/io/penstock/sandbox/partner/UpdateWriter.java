package io.penstock.sandbox.partner;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes updates as JSON, byte by byte: at 20 000 updates a second a tree per line would cost more
 * than the gateway spends on reading it. Not safe for several threads.
 */
final class UpdateWriter {
  private static final byte[] TENANT = ascii("{\"tenant\":");
  private static final byte[] STOCK = ascii(",\"type\":\"stock\",\"sku\":");
  private static final byte[] PRICE = ascii(",\"type\":\"price\",\"sku\":");
  private static final byte[] SKU = ascii("{\"sku\":");
  private static final byte[] QUANTITY = ascii(",\"quantity\":\"");
  private static final byte[] PRICE_LIST = ascii(",\"priceList\":");
  private static final byte[] CURRENCY = ascii(",\"currency\":");
  private static final byte[] AMOUNT = ascii(",\"amount\":\"");
  private static final byte[] CHANGED_AT = ascii("\",\"changedAt\":\"");
  private static final byte[] END = ascii("Z\"}");
  private static final byte[] HEX = ascii("0123456789abcdef");

  private final Shelf shelf;
  private byte[] bytes = new byte[64 << 10];
  private int length;
  private long second = Long.MIN_VALUE;
  private byte[] secondText = new byte[0];

  UpdateWriter(Shelf shelf) {
    this.shelf = shelf;
  }

  /** One JSON object per line, each naming its tenant and type. */
  Buffer lines(Parcel parcel) {
    length = 0;
    for (int line = 0; line < parcel.size(); line++) {
      int slot = parcel.slot(line);
      put(TENANT);
      text(shelf.catalogueOf(slot).tenant());
      put(shelf.isPrice(slot) ? PRICE : STOCK);
      text(shelf.skuOf(slot));
      rest(parcel, line);
      put('\n');
    }
    return Buffer.buffer(Arrays.copyOf(bytes, length));
  }

  /** One JSON array; the address names tenant and type. */
  Buffer array(Parcel parcel) {
    length = 0;
    for (int line = 0; line < parcel.size(); line++) {
      put(line == 0 ? '[' : ',');
      put(SKU);
      text(shelf.skuOf(parcel.slot(line)));
      rest(parcel, line);
    }
    put(']');
    return Buffer.buffer(Arrays.copyOf(bytes, length));
  }

  private void rest(Parcel parcel, int line) {
    int slot = parcel.slot(line);
    if (shelf.isPrice(slot)) {
      TenantCatalogue catalogue = shelf.catalogueOf(slot);
      put(PRICE_LIST);
      text(catalogue.priceList());
      put(CURRENCY);
      text(catalogue.currency());
      put(AMOUNT);
      number(parcel.value(line) / 100, 1);
      put('.');
      number(parcel.value(line) % 100, 2);
    } else {
      put(QUANTITY);
      number(parcel.value(line), 1);
    }
    put(CHANGED_AT);
    time(parcel.changedAt(line));
    put(END);
  }

  /** ISO 8601 with milliseconds, without the closing Z. Most neighbours share the second. */
  private void time(long millis) {
    long whole = Math.floorDiv(millis, 1000L);
    if (whole != second) {
      String text = Instant.ofEpochSecond(whole).toString();
      secondText = ascii(text.substring(0, text.length() - 1));
      second = whole;
    }
    put(secondText);
    put('.');
    number(Math.floorMod(millis, 1000L), 3);
  }

  private void number(long value, int digitsMin) {
    int digits = digitsMin;
    for (long limit = (long) Math.pow(10, digitsMin); limit <= value; limit *= 10) {
      digits++;
    }
    reserve(digits);
    long left = value;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
    length += digits;
  }

  private void text(String text) {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        put(c);
      } else {
        put('\\');
        put('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
          put((char) HEX[c >> shift & 0xf]);
        }
      }
    }
    put('"');
  }

  private void put(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
  }

  private void put(byte[] piece) {
    reserve(piece.length);
    System.arraycopy(piece, 0, bytes, length, piece.length);
    length += piece.length;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
