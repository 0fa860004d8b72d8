package io.penstock.sandbox;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One window of the emulated quota, written {@code 50/1s}.
 *
 * @param calls that fit into it
 * @param seconds its length
 */
record LimitWindow(int calls, int seconds) {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,7})/([1-9][0-9]{0,5})s");
  private static final int SECONDS_MAX = 86_400;

  static LimitWindow of(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > SECONDS_MAX) {
      throw new IllegalArgumentException(
          "limits.windows must be calls and seconds such as 50/1s, but is " + text);
    }
    return new LimitWindow(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  long nanos() {
    return seconds * 1_000_000_000L;
  }

  @Override
  public String toString() {
    return calls + "/" + seconds + "s";
  }
}
