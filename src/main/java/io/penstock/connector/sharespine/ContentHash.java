package io.penstock.connector.sharespine;

import java.util.HexFormat;

/**
 * How the content of JSON is hashed to 64 bits. The order of names makes no difference, and neither
 * do null and absent; a number and its text are the same.
 *
 * <p>An object is the sum of its fields, so that nothing has to be sorted, and a field that is to
 * be left out is taken off the sum. A list is folded element by element. Texts are taken with their
 * length, so that none can pass for another's end. What mixes is the product of two 64 bit numbers,
 * its upper half folded onto its lower, in the manner of wyhash.
 *
 * <p>The hash tells an order from itself as it was before and from nothing else, so 64 bits are
 * plenty: a change is missed once in 2^64 changes. It need not withstand an attack either: whoever
 * could make two contents collide is whoever makes the content, and could only hide a change of his
 * own. The factors are written on disk in every version, so they must stay as they are.
 */
final class ContentHash {
  /** Of a null, which an object takes for a field that is not there. */
  static final long ABSENT = 0;

  /** Digits of the golden ratio, of pi and of e: odd, and with no design of ours in them. */
  private static final long ONE = 0x9e3779b97f4a7c15L;

  private static final long TWO = 0x243f6a8885a308d3L;
  private static final long THREE = 0xb7e151628aed2a6bL;
  private static final long FOUR = 0x13198a2e03707345L;

  static final long TRUE = text("true");
  static final long FALSE = text("false");

  /** A list before its first element. */
  static final long LIST = 0xa4093822299f31d1L;

  private ContentHash() {}

  static long text(String text) {
    return text(text.toCharArray(), 0, text.length());
  }

  /** Eight characters a step; the last step is of the last eight, whichever were taken before. */
  static long text(char[] text, int from, int length) {
    long hash = ONE;
    int end = from + length;
    for (int at = from; at + 8 < end; at += 8) {
      hash = mixed(four(text, at) ^ TWO, four(text, at + 4) ^ hash);
    }
    long left;
    long right;
    if (length >= 4) {
      left = four(text, length >= 8 ? end - 8 : from);
      right = four(text, end - 4);
    } else {
      // One, two or three characters: with the length beside them no two texts look the same.
      left = length == 0 ? 0 : text[from] | (long) text[end - 1] << 32;
      right = length == 0 ? 0 : text[from + length / 2];
    }
    return mixed(mixed(left ^ TWO, right ^ hash) ^ THREE ^ length, FOUR);
  }

  /** What a field adds to its object's sum. */
  static long field(long name, long value) {
    return value == ABSENT ? 0 : mixed(mixed(name ^ TWO, value ^ THREE) ^ FOUR, ONE);
  }

  static long object(long sum) {
    return mixed(sum ^ THREE, TWO);
  }

  /** A list with one more element. */
  static long element(long list, long value) {
    return mixed(list ^ ONE, value ^ FOUR);
  }

  static long list(long folded) {
    return mixed(folded ^ TWO, FOUR);
  }

  static String hex(long hash) {
    return HexFormat.of().toHexDigits(hash);
  }

  private static long mixed(long one, long other) {
    return one * other ^ Math.multiplyHigh(one, other);
  }

  private static long four(char[] text, int at) {
    return text[at]
        | (long) text[at + 1] << 16
        | (long) text[at + 2] << 32
        | (long) text[at + 3] << 48;
  }
}
