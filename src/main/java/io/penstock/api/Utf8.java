package io.penstock.api;

/** Tells strict UTF-8 from anything else: no overlong forms, no surrogates, nothing cut short. */
final class Utf8 {
  private Utf8() {}

  /** The offset of the first byte that is not part of valid UTF-8, or -1. */
  static int firstBad(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (bytes[at] >= 0) {
        at++;
        continue;
      }
      int length = length(bytes, at, to);
      if (length == 0) {
        return at;
      }
      at += length;
    }
    return -1;
  }

  /** How long the sequence that starts here is, 0 when it is none. */
  private static int length(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xff;
    int second = at + 1 < to ? bytes[at + 1] & 0xff : 0;
    if (lead >= 0xc2 && lead <= 0xdf) {
      return tail(bytes, at + 1, at + 2, to) ? 2 : 0;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
      int min = lead == 0xe0 ? 0xa0 : 0x80;
      int max = lead == 0xed ? 0x9f : 0xbf;
      return second >= min && second <= max && tail(bytes, at + 1, at + 3, to) ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
      int min = lead == 0xf0 ? 0x90 : 0x80;
      int max = lead == 0xf4 ? 0x8f : 0xbf;
      return second >= min && second <= max && tail(bytes, at + 1, at + 4, to) ? 4 : 0;
    }
    return 0;
  }

  private static boolean tail(byte[] bytes, int from, int end, int to) {
    if (end > to) {
      return false;
    }
    for (int i = from; i < end; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return false;
      }
    }
    return true;
  }
}
