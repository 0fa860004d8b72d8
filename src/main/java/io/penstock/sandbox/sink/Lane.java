package io.penstock.sandbox.sink;

import java.util.Arrays;

/**
 * Writes one lane's requests: whole lines copied out of each tenant's ready ones, with the quantity
 * written over. Goes round its tenants and, in each, round its SKUs. Not for several threads.
 */
final class Lane {
  private final Levels levels;
  private final int[] tenants;
  private final byte[][] ready;
  private final int[] nextSku;
  private final int runOf;
  private final int lineLength;
  private byte[] bytes;
  private int length;
  private int turn;

  Lane(Levels levels, int first, int end, int step, int runOf) {
    this.levels = levels;
    int count = Math.max(0, (end - first + step - 1) / step);
    tenants = new int[count];
    ready = new byte[count][];
    nextSku = new int[count];
    for (int i = 0; i < count; i++) {
      tenants[i] = first + i * step;
      ready[i] = Goods.lines(tenants[i], levels.goods().skus());
    }
    this.runOf = Math.min(runOf, levels.goods().skus());
    this.lineLength = count == 0 ? 1 : ready[0].length / levels.goods().skus();
    this.bytes = new byte[64 << 10];
  }

  int tenantCount() {
    return tenants.length;
  }

  /**
   * The next lines. The array is valid until the next call; its used part is {@link #length}.
   *
   * @param value of every line; negative to count each key up by one
   */
  byte[] next(int lines, long value) {
    length = 0;
    int left = lines;
    while (left > 0) {
      int run = Math.min(left, runOf);
      run(turn, run, value);
      left -= run;
      turn = (turn + 1) % tenants.length;
    }
    levels.sending(lines);
    return bytes;
  }

  int length() {
    return length;
  }

  private void run(int index, int count, long value) {
    int skus = levels.goods().skus();
    int left = count;
    while (left > 0) {
      int from = nextSku[index];
      int piece = Math.min(left, skus - from);
      reserve(piece * lineLength);
      System.arraycopy(ready[index], from * lineLength, bytes, length, piece * lineLength);
      for (int line = 0; line < piece; line++) {
        int tenant = tenants[index];
        int sku = from + line;
        long now = value < 0 ? levels.lastSent(tenant, sku) + 1 : value;
        levels.sent(tenant, sku, now);
        length += lineLength;
        number(length - Goods.QUANTITY_FROM_END, Goods.QUANTITY_ZERO + now);
      }
      nextSku[index] = (from + piece) % skus;
      left -= piece;
    }
  }

  private void number(int at, long value) {
    long left = value;
    for (int digit = at + Goods.QUANTITY_DIGITS - 1; digit >= at; digit--) {
      bytes[digit] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
    }
  }
}
