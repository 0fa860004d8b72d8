package io.penstock.sandbox.partner;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's half of Standard Webhooks 1.0: HMAC-SHA256 over {@code id.timestamp.body}, one of
 * several signatures may fit, and one of several keys, so that keys can be changed without a gap.
 */
final class WebhookCheck {
  static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final String KEY_PREFIX = "whsec_";
  private static final String SIGNATURE_PREFIX = "v1,";
  private static final int SIGNATURES_MAX = 10;

  private final List<SecretKeySpec> keys;

  WebhookCheck(List<String> signingKeys) {
    keys = signingKeys.stream().map(WebhookCheck::key).toList();
  }

  /** Why the webhook is not believed, or null if it is genuine and fresh. */
  @Nullable String refusal(
      @Nullable String id,
      @Nullable String timestamp,
      @Nullable String signatures,
      byte[] body,
      Instant now) {
    if (id == null || id.isEmpty() || timestamp == null || signatures == null) {
      return "webhook-id, webhook-timestamp and webhook-signature are needed";
    }
    Long seconds = seconds(timestamp);
    if (seconds == null) {
      return "webhook-timestamp must be whole seconds since 1970";
    }
    if (Math.abs(now.getEpochSecond() - seconds) > TOLERANCE.toSeconds()) {
      return "webhook-timestamp is more than " + TOLERANCE.toMinutes() + " minutes away from now";
    }
    byte[] head = (id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8);
    for (SecretKeySpec key : keys) {
      if (anyFits(signatures, hmac(key, head, body))) {
        return null;
      }
    }
    return "no signature fits";
  }

  private static boolean anyFits(String signatures, byte[] expected) {
    boolean fits = false;
    for (String signature : signatures.split(" ", SIGNATURES_MAX)) {
      if (signature.startsWith(SIGNATURE_PREFIX)) {
        byte[] given =
            signature.substring(SIGNATURE_PREFIX.length()).getBytes(StandardCharsets.UTF_8);
        fits |= MessageDigest.isEqual(Base64.getEncoder().encode(expected), given);
      }
    }
    return fits;
  }

  private static byte[] hmac(SecretKeySpec key, byte[] head, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(head);
      return mac.doFinal(body);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has HmacSHA256", impossible);
    }
  }

  private static SecretKeySpec key(String text) {
    if (!text.startsWith(KEY_PREFIX)) {
      throw new IllegalArgumentException("a signing key starts with " + KEY_PREFIX);
    }
    byte[] bytes = Base64.getDecoder().decode(text.substring(KEY_PREFIX.length()));
    return new SecretKeySpec(bytes, "HmacSHA256");
  }

  private static @Nullable Long seconds(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }
}
