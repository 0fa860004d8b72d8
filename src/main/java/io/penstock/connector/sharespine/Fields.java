package io.penstock.connector.sharespine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.record.Decimals;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the platform's fields as it documents them: a field without a value may be left out or
 * null, numbers are strings, and both are read when they come bare.
 */
final class Fields {
  static final int NESTING_MAX = 100;
  private static final String PLAIN_TIME = "0000-00-00T00:00:00Z";
  static final int STRING_LENGTH_MAX = 16 << 20;

  /** The number in an object that stands for money. */
  static final String AMOUNT = "amount";

  private static final int SCALE_MAX = 100;

  /** UTF-8 only: an encoding that is guessed may be guessed wrong in the middle of a list. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(NESTING_MAX)
                  .maxStringLength(STRING_LENGTH_MAX)
                  .build())
          .build();

  static final ObjectMapper JSON =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private Fields() {}

  /** A whole answer, which some servers begin with a byte order mark. */
  static JsonNode document(byte[] bytes) throws IOException {
    int from =
        Arrays.mismatch(bytes, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length
            ? BYTE_ORDER_MARK.length
            : 0;
    return JSON.readTree(bytes, from, bytes.length - from);
  }

  /** A text or a bare scalar as text; null where there is none. */
  static @Nullable String text(JsonNode record, String name) {
    JsonNode value = record.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  /** The same of a value in Java's own types. */
  static @Nullable String text(Object value) {
    return value instanceof Map || value instanceof List ? null : value.toString();
  }

  /** A number in any of its forms: string, bare, or the amount of a money object. */
  static @Nullable BigDecimal number(JsonNode record, String name) {
    JsonNode value = record.path(name);
    if (value.isObject()) {
      return number(value, AMOUNT);
    }
    if (value.isNumber()) {
      return bounded(value.decimalValue());
    }
    return value.isTextual() ? Decimals.parse(value.asText()) : null;
  }

  /** The same of a value in Java's own types. */
  static @Nullable BigDecimal number(@Nullable Object value) {
    if (value instanceof Map<?, ?> money) {
      return number(money.get(AMOUNT));
    }
    if (value instanceof String text) {
      return Decimals.parse(text);
    }
    return value instanceof Number ? bounded(new BigDecimal(value.toString())) : null;
  }

  /** Null where the number is none that our records have. */
  static @Nullable BigDecimal bounded(BigDecimal bare) {
    return bare.precision() - bare.scale() > Decimals.INTEGER_DIGITS_MAX || bare.scale() > SCALE_MAX
        ? null
        : Decimals.parse(bare.toPlainString());
  }

  /**
   * What is kept of a number that has no field: itself, or its text where its exponent is so large
   * that it could not be written out in digits, as records are stored.
   */
  static Object kept(BigDecimal bare) {
    return Math.abs((long) bare.scale()) <= SCALE_MAX ? bare : bare.toString();
  }

  static @Nullable Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      if (isPlain(text)) {
        return plain(text);
      }
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeException notATime) {
      return null;
    }
  }

  /** Whether it is written as nearly all are: {@code 2026-11-22T01:02:03Z}. */
  private static boolean isPlain(String text) {
    if (text.length() != PLAIN_TIME.length()) {
      return false;
    }
    for (int i = 0; i < PLAIN_TIME.length(); i++) {
      char wanted = PLAIN_TIME.charAt(i);
      char one = text.charAt(i);
      boolean fits = wanted == '0' ? one >= '0' && one <= '9' : one == wanted;
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** Without the formatter, which makes dozens of objects for each time. */
  private static Instant plain(String text) {
    LocalDateTime time =
        LocalDateTime.of(
            Integer.parseInt(text, 0, 4, 10),
            Integer.parseInt(text, 5, 7, 10),
            Integer.parseInt(text, 8, 10, 10),
            Integer.parseInt(text, 11, 13, 10),
            Integer.parseInt(text, 14, 16, 10),
            Integer.parseInt(text, 17, 19, 10));
    return time.toInstant(ZoneOffset.UTC);
  }

  static String words(Exception cause) {
    if (cause instanceof JsonProcessingException json) {
      return json.getOriginalMessage();
    }
    return String.valueOf(cause.getMessage());
  }
}
