package io.penstock.connector.partner;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The form of a Standard Webhooks key: {@code whsec_} and 24 to 64 bytes in base64. */
final class SigningKey {
  static final String PREFIX = "whsec_";
  static final int BYTES_MIN = 24;
  static final int BYTES_MAX = 64;

  private SigningKey() {}

  /** What is wrong with a key, as a sentence to put after its name; null for nothing. */
  static @Nullable String problem(String text) {
    if (!text.startsWith(PREFIX)) {
      return "must start with " + PREFIX;
    }
    int length;
    try {
      length = bytes(text).length;
    } catch (IllegalArgumentException notBase64) {
      return "must be base64 after " + PREFIX;
    }
    return length >= BYTES_MIN && length <= BYTES_MAX
        ? null
        : "must hold "
            + BYTES_MIN
            + " to "
            + BYTES_MAX
            + " bytes, not "
            + length
            + "; make one with: echo "
            + PREFIX
            + "$(openssl rand -base64 32)";
  }

  /** The key itself, of a text without {@link #problem}. */
  static byte[] bytes(String text) {
    return Base64.getDecoder().decode(text.substring(PREFIX.length()));
  }
}
