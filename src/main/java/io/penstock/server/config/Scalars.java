package io.penstock.server.config;

import io.penstock.tenant.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the text of one value into its type. */
final class Scalars {
  private static final Set<Class<?>> TYPES =
      Set.of(
          String.class,
          Secret.class,
          boolean.class,
          Boolean.class,
          int.class,
          Integer.class,
          long.class,
          Long.class,
          double.class,
          Double.class,
          Duration.class,
          Instant.class,
          Path.class,
          URI.class);

  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d[\\d_]*");
  private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d[\\d_]*(\\.\\d+)?");
  private static final Pattern WITH_UNIT = Pattern.compile("(\\d[\\d_]*) ?([A-Za-z]+)");
  private static final Map<String, Long> TIME_UNIT_MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> SIZE_UNIT_BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
  private static final Pattern ISO_TIME =
      Pattern.compile("\\bPT(?=-?\\d)(-?\\d+H)?(-?\\d+M)?(-?\\d+(\\.\\d+)?S)?");
  private static final String TIME = "must be a time with its unit: 500ms, 30s, 5m, 2h or 1d";
  private static final String SIZE = "must be a size with its unit: 512B, 64KiB, 8MiB or 2GiB";

  private Scalars() {}

  /** A sentence with its times as people write them in the file: 10ms for PT0.01S. */
  static String inOurUnits(String sentence) {
    return ISO_TIME.matcher(sentence).replaceAll(time -> text(Duration.parse(time.group())));
  }

  private static String text(Duration time) {
    long millis = time.toMillis();
    for (String unit : List.of("d", "h", "m", "s")) {
      long factor = Objects.requireNonNull(TIME_UNIT_MILLIS.get(unit));
      if (millis != 0 && millis % factor == 0) {
        return millis / factor + unit;
      }
    }
    return millis + "ms";
  }

  static boolean isScalar(Class<?> type) {
    return type.isEnum() || TYPES.contains(type);
  }

  /**
   * @param name of the key: one that ends with {@code Bytes} is a size and wants its unit
   */
  static Object of(Class<?> type, String name, String text) throws Unfit {
    if (type == String.class) {
      return text;
    }
    if (type == Secret.class) {
      return secret(text);
    }
    if (type.isEnum()) {
      return word(type, text);
    }
    if (type == Duration.class) {
      return time(text);
    }
    if (type == Instant.class) {
      return instant(text);
    }
    if (type == Path.class) {
      return path(text);
    }
    if (type == URI.class) {
      return uri(text);
    }
    if (type == boolean.class || type == Boolean.class) {
      return yesOrNo(text);
    }
    if (type == double.class || type == Double.class) {
      return decimal(text);
    }
    long value = name.endsWith("Bytes") ? withUnit(text, SIZE_UNIT_BYTES, SIZE) : whole(text);
    if (type == long.class || type == Long.class) {
      return value;
    }
    if (value != (int) value) {
      throw new Unfit("must be at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** The words of an enum as people write them: lower case, hyphens. */
  static List<String> words(Class<?> type) {
    List<String> words = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      words.add(word((Enum<?>) constant));
    }
    return words;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object word(Class<?> type, String text) throws Unfit {
    for (Object constant : type.getEnumConstants()) {
      Enum<?> named = (Enum<?>) constant;
      if (word(named).equals(text) || named.name().equals(text)) {
        return constant;
      }
    }
    List<String> words = words(type);
    throw new Unfit("must be one of " + String.join(", ", words), Nearest.to(text, words));
  }

  private static Secret secret(String text) throws Unfit {
    if (text.isEmpty()) {
      throw new Unfit("must not be empty");
    }
    return new Secret(text);
  }

  private static boolean yesOrNo(String text) throws Unfit {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw new Unfit("must be true or false");
  }

  private static long whole(String text) throws Unfit {
    if (!WHOLE.matcher(text).matches()) {
      throw new Unfit("must be a whole number");
    }
    return number(text, "must be a whole number between -2^63 and 2^63-1");
  }

  private static long number(String digits, String allowed) throws Unfit {
    try {
      return Long.parseLong(digits.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new Unfit(allowed);
    }
  }

  private static double decimal(String text) throws Unfit {
    if (!DECIMAL.matcher(text).matches()) {
      throw new Unfit("must be a number, such as 3 or 0.25");
    }
    double value = Double.parseDouble(text.replace("_", ""));
    if (!Double.isFinite(value)) {
      throw new Unfit("must be a number that is not endless");
    }
    return value;
  }

  private static long withUnit(String text, Map<String, Long> units, String allowed) throws Unfit {
    Matcher matcher = WITH_UNIT.matcher(text);
    if (!matcher.matches()) {
      throw new Unfit(allowed);
    }
    Long factor = units.get(matcher.group(2));
    if (factor == null) {
      throw new Unfit(allowed);
    }
    try {
      return Math.multiplyExact(number(matcher.group(1), allowed), factor.longValue());
    } catch (ArithmeticException e) {
      throw new Unfit(allowed + ", and not that much");
    }
  }

  /**
   * May be below zero, for a clock that runs behind; options that must not be say so themselves.
   */
  private static Duration time(String text) throws Unfit {
    boolean isNegative = text.startsWith("-");
    String amount = isNegative ? text.substring(1) : text;
    Duration time = Duration.ofMillis(withUnit(amount, TIME_UNIT_MILLIS, TIME));
    return isNegative ? time.negated() : time;
  }

  private static Instant instant(String text) throws Unfit {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new Unfit("must be a moment, such as 2026-01-31T00:00:00Z");
    }
  }

  private static Path path(String text) throws Unfit {
    if (text.isBlank()) {
      throw new Unfit("must be a path");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new Unfit("must be a path");
    }
  }

  private static URI uri(String text) throws Unfit {
    String allowed = "must be a whole address, such as https://example.com/path";
    try {
      URI uri = new URI(text);
      if (uri.getScheme() == null || uri.getHost() == null) {
        throw new Unfit(allowed);
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new Unfit(allowed);
    }
  }
}
