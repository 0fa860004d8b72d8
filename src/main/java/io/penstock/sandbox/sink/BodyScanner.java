package io.penstock.sandbox.sink;

import java.nio.charset.StandardCharsets;

/**
 * Finds tenant, SKUs and quantities in a webhook. All items of a body have the same length as long
 * as their numbers have, so the next one is looked for where the stride says, and searched for only
 * where it is not: a parser would cost the sink more than TLS does. Not for several threads.
 */
final class BodyScanner {
  private static final byte[] TENANT = ascii("\"tenant\":\"" + Goods.TENANT);
  private static final byte[] SKU = ascii("\"sku\":\"" + Goods.SKU);
  private static final byte[] QUANTITY = ascii("\"quantity\":");

  private final Levels levels;

  BodyScanner(Levels levels) {
    this.levels = levels;
  }

  /**
   * @param keep whether the values are remembered; the bare client's are only found and counted
   */
  void scan(byte[] body, int length, boolean keep) {
    levels.body(length);
    int at = find(body, length, TENANT, 0);
    int first = find(body, length, SKU, Math.max(0, at));
    if (at < 0 || first < 0) {
      levels.strange();
      return;
    }
    int tenant = (int) digits(body, at + TENANT.length, Goods.TENANT_DIGITS);
    int sku = first;
    int stride = 0;
    int quantityAfter = -1;
    int found = 0;
    while (sku >= 0) {
      int quantity = sku + quantityAfter;
      if (quantityAfter < 0 || !matches(body, length, QUANTITY, quantity)) {
        quantity = find(body, length, QUANTITY, sku);
        if (quantity < 0) {
          levels.strange();
          break;
        }
        quantityAfter = quantity - sku;
      }
      if (keep) {
        int number = (int) digits(body, sku + SKU.length, Goods.SKU_DIGITS);
        levels.received(tenant, number, value(body, length, quantity + QUANTITY.length));
      }
      found++;
      int next = sku + stride;
      if (stride == 0 || !matches(body, length, SKU, next)) {
        next = find(body, length, SKU, quantity);
        stride = next - sku;
      }
      sku = next;
    }
    if (!keep) {
      levels.items(found);
    }
  }

  /** A quantity as a JSON number or as a string of digits. */
  private static long value(byte[] body, int length, int from) {
    int at = from < length && body[from] == '"' ? from + 1 : from;
    long value = 0;
    while (at < length && body[at] >= '0' && body[at] <= '9') {
      value = value * 10 + (body[at++] - '0');
    }
    return value - Goods.QUANTITY_ZERO;
  }

  private static long digits(byte[] body, int from, int count) {
    long value = 0;
    for (int at = from; at < from + count; at++) {
      value = value * 10 + (body[at] - '0');
    }
    return value;
  }

  private static int find(byte[] body, int length, byte[] wanted, int from) {
    for (int at = from; at <= length - wanted.length; at++) {
      if (body[at] == '"' && matches(body, length, wanted, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean matches(byte[] body, int length, byte[] wanted, int at) {
    if (at < 0 || at + wanted.length > length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (body[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
