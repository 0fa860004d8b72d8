package io.penstock.api;

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
    int start = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        finish(bytes, start, at);
        start = at + 1;
      }
    }
    keep(bytes, start, bytes.length);
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
