package io.penstock.record;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads decimals from outside, strictly: plain digits, bounded, no exponent, never NaN. */
public final class Decimals {
  public static final int INTEGER_DIGITS_MAX = 15;
  public static final int FRACTION_DIGITS_MAX = 6;

  /** So many digits fit into a long. */
  private static final int LONG_DIGITS = 18;

  private Decimals() {}

  /** The number, or null where the text is not a plain decimal within the bounds above. */
  public static @Nullable BigDecimal parse(String text) {
    return parse(text.toCharArray(), 0, text.length());
  }

  /** The same of characters where they lie. */
  public static @Nullable BigDecimal parse(char[] text, int from, int length) {
    int end = from + length;
    boolean negative = length > 0 && text[from] == '-';
    int first = negative ? from + 1 : from;
    long unscaled = 0;
    int point = -1;
    for (int at = first; at < end; at++) {
      int digit = text[at] - '0';
      if (digit >= 0 && digit <= 9) {
        unscaled = 10 * unscaled + digit;
      } else if (text[at] == '.' && point < 0) {
        point = at;
      } else {
        return null;
      }
    }
    int integerDigits = (point < 0 ? end : point) - first;
    int fractionDigits = point < 0 ? 0 : end - point - 1;
    boolean whole = integerDigits > 0 && (point < 0 || fractionDigits > 0);
    if (!whole || integerDigits > INTEGER_DIGITS_MAX || fractionDigits > FRACTION_DIGITS_MAX) {
      return null;
    }
    return integerDigits + fractionDigits > LONG_DIGITS
        ? new BigDecimal(text, from, length)
        : BigDecimal.valueOf(negative ? -unscaled : unscaled, fractionDigits);
  }
}
