package io.penstock.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line of the guard file.
 *
 * @param benchmark class and method, without the base package
 * @param bytes B/op, one for each Java that the file has a column for; NaN where not yet measured
 * @param ratio of its time to the reference's, usually; NaN where not yet measured
 */
record Guard(String benchmark, List<Double> bytes, double ratio, String reference) {
  private static final String UNKNOWN = "?";

  Guard {
    bytes = List.copyOf(bytes);
  }

  /**
   * @param javas how many Javas have a column
   * @throws IllegalArgumentException with what is wrong with the line
   */
  static Guard parse(String line, int javas) {
    String[] words = line.trim().split("\\s+", -1);
    if (words.length != javas + 3) {
      throw new IllegalArgumentException(
          "must be: benchmark, B/op for each of " + javas + " Javas, ratio, reference: " + line);
    }
    List<Double> bytes = new ArrayList<>();
    for (int java = 1; java <= javas; java++) {
      bytes.add(number(words[java], line));
    }
    return new Guard(words[0], bytes, number(words[javas + 1], line), words[javas + 2]);
  }

  private static double number(String word, String line) {
    if (word.equals(UNKNOWN)) {
      return Double.NaN;
    }
    try {
      double number = Double.parseDouble(word);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, as for a number that cannot be.
    }
    throw new IllegalArgumentException(
        "'" + word + "' must be a number from 0, or ? where it is to be measured: " + line);
  }

  /** The same line with what was measured on one Java. */
  Guard renewed(int java, double bytesNow, double ratioNow) {
    List<Double> renewed = new ArrayList<>(bytes);
    renewed.set(java, bytesNow);
    return new Guard(benchmark, renewed, ratioNow, reference);
  }

  /** As it stands in the file. */
  String line() {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-52s", benchmark));
    for (double each : bytes) {
      line.append(String.format(Locale.ROOT, " %9s", bytesText(each)));
    }
    return line.append(String.format(Locale.ROOT, " %9s  %s", ratioText(ratio), reference))
        .toString();
  }

  /** To a tenth of a byte: below that is noise of the measuring. */
  static String bytesText(double bytes) {
    if (Double.isNaN(bytes)) {
      return UNKNOWN;
    }
    String text = String.format(Locale.ROOT, "%.1f", bytes);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** Two digits that count. */
  static String ratioText(double ratio) {
    if (Double.isNaN(ratio)) {
      return UNKNOWN;
    }
    int decimals = ratio >= 10 || ratio <= 0 ? 0 : 1 - (int) Math.floor(Math.log10(ratio));
    return String.format(Locale.ROOT, "%." + decimals + "f", ratio);
  }
}
