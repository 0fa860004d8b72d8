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
    int length = text.length();
    int at = 0;
    if (length > 0 && text.charAt(0) == '-') {
      at = 1;
    }
    int integerDigits = digits(text, at);
    at += integerDigits;
    int fractionDigits = 0;
    if (at < length && text.charAt(at) == '.') {
      fractionDigits = digits(text, at + 1);
      if (fractionDigits == 0) {
        return null;
      }
      at += 1 + fractionDigits;
    }
    boolean plain = at == length && integerDigits > 0;
    if (!plain || integerDigits > INTEGER_DIGITS_MAX || fractionDigits > FRACTION_DIGITS_MAX) {
      return null;
    }
    return new BigDecimal(text);
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }
}
