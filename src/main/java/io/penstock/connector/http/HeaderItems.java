package io.penstock.connector.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads header fields that are lists of items with parameters, such as {@code "burst";q=50;w=1,
 * 1500;w=60}. What breaks the rules ends the list; a text above the bound is no list at all.
 */
final class HeaderItems {
  private static final int TEXT_MAX_CHARS = 512;
  private static final int ITEMS_MAX = 16;
  private static final int PARAMETERS_MAX = 8;
  private static final int DIGITS_MAX = 15;

  /**
   * @param name without its quotes; for {@code key=value} the key, whose value is the parameter of
   *     the empty name
   */
  record Item(String name, List<String> keys, List<Long> values) {
    /** A parameter that is a whole number; {@link QuotaHeaders#UNKNOWN} where it is not. */
    long get(String key) {
      int index = keys.indexOf(key);
      return index < 0 ? QuotaHeaders.UNKNOWN : values.get(index);
    }

    static @Nullable Item called(String name, List<Item> items) {
      for (Item item : items) {
        if (item.name.equals(name)) {
          return item;
        }
      }
      return null;
    }

    static long value(String name, List<Item> items) {
      Item item = called(name, items);
      return item == null ? QuotaHeaders.UNKNOWN : item.get("");
    }
  }

  private final String text;
  private int at;

  private HeaderItems(String text) {
    this.text = text;
  }

  static List<Item> items(@Nullable String text) {
    if (text == null || text.length() > TEXT_MAX_CHARS) {
      return List.of();
    }
    HeaderItems reader = new HeaderItems(text);
    List<Item> items = new ArrayList<>(2);
    while (items.size() < ITEMS_MAX) {
      Item item = reader.item();
      if (item == null) {
        break;
      }
      items.add(item);
      if (!reader.take(',')) {
        break;
      }
    }
    return items;
  }

  /** A whole number, 0 or more; {@link QuotaHeaders#UNKNOWN} for anything else. */
  static long number(@Nullable String text) {
    if (text == null) {
      return QuotaHeaders.UNKNOWN;
    }
    String digits = text.strip();
    if (digits.isEmpty() || digits.length() > DIGITS_MAX) {
      return QuotaHeaders.UNKNOWN;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return QuotaHeaders.UNKNOWN;
      }
      value = 10 * value + (c - '0');
    }
    return value;
  }

  /** Likewise, and a fraction makes it the next whole number. */
  static long roundedUp(@Nullable String text) {
    int point = text == null ? -1 : text.indexOf('.');
    if (text == null || point < 0) {
      return number(text);
    }
    String fraction = text.substring(point + 1).strip();
    long whole = number(text.substring(0, point));
    long rest = number(fraction.substring(0, Math.min(fraction.length(), DIGITS_MAX)));
    return whole < 0 || rest < 0 ? QuotaHeaders.UNKNOWN : whole + (rest > 0 ? 1 : 0);
  }

  private @Nullable Item item() {
    String name = value();
    if (name == null) {
      return null;
    }
    List<String> keys = new ArrayList<>(2);
    List<Long> values = new ArrayList<>(2);
    if (take('=')) {
      keys.add("");
      values.add(number(value()));
    }
    while (take(';')) {
      String key = value();
      if (key == null || keys.size() >= PARAMETERS_MAX) {
        return null;
      }
      String value = take('=') ? value() : "";
      if (value == null) {
        return null;
      }
      keys.add(key.toLowerCase(Locale.ROOT));
      values.add(number(value));
    }
    return new Item(name, keys, values);
  }

  /** A quoted text or a run of plain characters; null where there is neither. */
  private @Nullable String value() {
    spaces();
    int from = at;
    if (at < text.length() && text.charAt(at) == '"') {
      int end = text.indexOf('"', from + 1);
      if (end < 0) {
        return null;
      }
      at = end + 1;
      return text.substring(from + 1, end);
    }
    while (at < text.length() && ",;= \t\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at == from ? null : text.substring(from, at);
  }

  private boolean take(char wanted) {
    spaces();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void spaces() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }
}
