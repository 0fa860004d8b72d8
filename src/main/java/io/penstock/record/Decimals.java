package io.penstock.record;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads decimals from outside, strictly: plain digits, bounded, no exponent, never NaN. */
public final class Decimals {
  public static final int INTEGER_DIGITS_MAX = 15;
  public static final int FRACTION_DIGITS_MAX = 6;

  private Decimals() {}

  /** The number, or null where the text is not a plain decimal within the bounds above. */
  public static @Nullable BigDecimal parse(String text) {
    return parse(text.toCharArray(), 0, text.length());
  }

  /** The same of characters where they lie. */
  public static @Nullable BigDecimal parse(char[] text, int from, int length) {
    int end = from + length;
    int at = from;
    if (length > 0 && text[from] == '-') {
      at++;
    }
    int integerDigits = digits(text, at, end);
    at += integerDigits;
    int fractionDigits = 0;
    if (at < end && text[at] == '.') {
      fractionDigits = digits(text, at + 1, end);
      if (fractionDigits == 0) {
        return null;
      }
      at += 1 + fractionDigits;
    }
    boolean plain = at == end && integerDigits > 0;
    if (!plain || integerDigits > INTEGER_DIGITS_MAX || fractionDigits > FRACTION_DIGITS_MAX) {
      return null;
    }
    return new BigDecimal(text, from, length);
  }

  private static int digits(char[] text, int from, int end) {
    int at = from;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at - from;
  }
}
