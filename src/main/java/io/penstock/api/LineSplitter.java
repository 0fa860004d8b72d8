package io.penstock.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines. Plain: no stream, no timer. Keeps at most one unfinished line,
 * and of a line over the bound nothing but the fact.
 */
final class LineSplitter {
  /** Hears each line. The bytes are only lent until it returns. */
  interface Listener {
    void line(long number, byte[] bytes, int from, int to);

    void tooLong(long number);
  }

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LINE_FEEDS = ONES * '\n';

  private final int lineMaxBytes;
  private final Listener listener;
  private byte[] kept = new byte[0];
  private int keptLength;
  private boolean skipping;
  private long number = 1;

  LineSplitter(long lineMaxBytes, Listener listener) {
    this.lineMaxBytes = Math.toIntExact(lineMaxBytes);
    this.listener = listener;
  }

  void feed(byte[] bytes) {
    feed(bytes, bytes.length);
  }

  void feed(byte[] bytes, int length) {
    int start = 0;
    for (int at = lineFeed(bytes, 0, length); at < length; at = lineFeed(bytes, start, length)) {
      finish(bytes, start, at);
      start = at + 1;
    }
    keep(bytes, start, length);
  }

  /** Where the next line feed stands, or {@code to}; looks at eight bytes at a time. */
  private static int lineFeed(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long others = (long) LONGS.get(bytes, at) ^ LINE_FEEDS;
      long zeros = (others - ONES) & ~others & HIGH_BITS;
      if (zeros != 0) {
        return at + (Long.numberOfTrailingZeros(zeros) >> 3);
      }
    }
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  /** The stream has ended well, so what is kept is the last line. */
  void end() {
    if (skipping || keptLength > 0) {
      finish(kept, 0, 0);
    }
  }

  private void finish(byte[] bytes, int from, int to) {
    if (skipping || keptLength + to - from > lineMaxBytes) {
      listener.tooLong(number);
    } else if (keptLength > 0) {
      keep(bytes, from, to);
      emit(kept, 0, keptLength);
    } else {
      emit(bytes, from, to);
    }
    skipping = false;
    keptLength = 0;
    number++;
  }

  private void emit(byte[] bytes, int from, int to) {
    int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    if (end > from) {
      listener.line(number, bytes, from, end);
    }
  }

  private void keep(byte[] bytes, int from, int to) {
    if (skipping) {
      return;
    }
    int needed = keptLength + to - from;
    if (needed > lineMaxBytes) {
      skipping = true;
      keptLength = 0;
      return;
    }
    if (needed > kept.length) {
      kept = Arrays.copyOf(kept, Math.min(lineMaxBytes, Math.max(needed, 2 * kept.length)));
    }
    System.arraycopy(bytes, from, kept, keptLength, to - from);
    keptLength = needed;
  }
}
