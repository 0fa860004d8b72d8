package io.penstock.cli.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A figure and what it should be.
 *
 * @param atLeast whether more is better
 */
record Goal(String name, double value, double wanted, boolean atLeast, String unit) {
  static Goal atLeast(String name, double value, double wanted, String unit) {
    return new Goal(name, value, wanted, true, unit);
  }

  static Goal atMost(String name, double value, double wanted, String unit) {
    return new Goal(name, value, wanted, false, unit);
  }

  boolean isReached() {
    return atLeast ? value >= wanted : value <= wanted;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("value", Figures.rounded(value));
    json.put("goal", (atLeast ? ">= " : "<= ") + plain(wanted));
    json.put("unit", unit);
    json.put("reached", isReached());
    return json;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-52s %12s %s %s %s%s",
        name,
        plain(Figures.rounded(value)),
        atLeast ? ">=" : "<=",
        plain(wanted),
        unit.isEmpty() ? "" : unit + "  ",
        isReached() ? "reached" : "NOT reached");
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
