package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A short hash over the content of a JSON object. The order of names makes no difference, and
 * neither do null and absent; a number and its text are the same.
 *
 * <p>The content is spelled into bytes that are used again and again: every order that is polled
 * comes by here, most of them only to be found unchanged.
 */
final class ContentHash {
  private static final int HASH_BYTES = 8;

  /** What one large order made the buffer grow to is not kept for ever. */
  private static final int KEPT_BYTES_MAX = 1 << 18;

  private static final int LENGTH_DIGITS_MAX = 10;
  private static final Set<String> NOTHING = Set.of();
  private static final ThreadLocal<ContentHash> MINE = ThreadLocal.withInitial(ContentHash::new);
  private static final Comparator<Map.Entry<String, JsonNode>> BY_NAME = Map.Entry.comparingByKey();

  private final MessageDigest digest;
  private final byte[] hash = new byte[32];
  private byte[] bytes = new byte[8_192];
  private int used;

  /** Fields of the objects that are being spelled, the innermost last. */
  private Map.@Nullable Entry<String, JsonNode>[] fields = entries(64);

  private int fieldsUsed;

  private ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /**
   * @param except fields of the object itself that are left out
   */
  static String of(JsonNode json, Set<String> except) {
    return MINE.get().hash(json, except);
  }

  private String hash(JsonNode json, Set<String> except) {
    used = 0;
    fieldsUsed = 0;
    try {
      spell(json, except);
      digest.update(bytes, 0, used);
      digest.digest(hash, 0, hash.length);
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (DigestException impossible) {
      throw new IllegalStateException("a SHA-256 has 32 bytes", impossible);
    } finally {
      Arrays.fill(fields, null); // nobody's order is held on to
      if (bytes.length > KEPT_BYTES_MAX) {
        bytes = new byte[8_192];
      }
    }
  }

  private void spell(JsonNode json, Set<String> except) {
    if (json.isObject()) {
      object(json, except);
    } else if (json.isArray()) {
      mark('[');
      for (int i = 0; i < json.size(); i++) {
        spell(json.get(i), NOTHING);
      }
      mark(']');
    } else {
      text(json.asText(), '=');
    }
  }

  private void object(JsonNode json, Set<String> except) {
    int from = fieldsUsed;
    if (from + json.size() > fields.length) {
      fields = Arrays.copyOf(fields, 2 * (from + json.size()));
    }
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!field.getValue().isNull() && !except.contains(field.getKey())) {
        fields[fieldsUsed++] = field;
      }
    }
    int to = fieldsUsed;
    Arrays.sort(fields, from, to, BY_NAME);
    mark('{');
    for (int i = from; i < to; i++) {
      Map.Entry<String, JsonNode> field = fields[i];
      text(field.getKey(), ':');
      spell(field.getValue(), NOTHING);
    }
    mark('}');
    fieldsUsed = from;
  }

  /** With its length before it, so that no text can pass for another's end. */
  private void text(String text, char separator) {
    int length = text.length();
    room(LENGTH_DIGITS_MAX + 1 + 3 * length);
    number(length);
    bytes[used++] = (byte) separator;
    for (int i = 0; i < length; i++) {
      char one = text.charAt(i);
      if (one < 0x80) {
        bytes[used++] = (byte) one;
      } else {
        wide(one);
      }
    }
  }

  /** As UTF-8 has it, but for characters of two halves: each half by itself. */
  private void wide(char one) {
    if (one < 0x800) {
      bytes[used++] = (byte) (0xc0 | one >> 6);
    } else {
      bytes[used++] = (byte) (0xe0 | one >> 12);
      bytes[used++] = (byte) (0x80 | ((one >> 6) & 0x3f));
    }
    bytes[used++] = (byte) (0x80 | (one & 0x3f));
  }

  private void number(int number) {
    int digits = 1;
    for (int rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    int rest = number;
    for (int at = used + digits - 1; at >= used; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    used += digits;
  }

  private void mark(char one) {
    room(1);
    bytes[used++] = (byte) one;
  }

  private void room(int more) {
    if (used + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + more));
    }
  }

  // An array of a generic type has no other way.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map.@Nullable Entry<String, JsonNode>[] entries(int count) {
    return new Map.Entry[count];
  }
}
