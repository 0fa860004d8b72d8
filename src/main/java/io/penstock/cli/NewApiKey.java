package io.penstock.cli;

import io.penstock.tenant.ApiKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * A key that was just made: {@code psk_<id>_<43 characters>}. The text is shown once; only its hash
 * is stored. The hash needs no salt, since 32 random bytes cannot be guessed from a table.
 *
 * @param text the key itself, a secret
 */
public record NewApiKey(String text, ApiKey stored) {
  private static final int ID_BYTES = 5;
  private static final int SECRET_BYTES = 32;

  public static NewApiKey make(String name, Set<String> tenants, Instant now, SecureRandom random) {
    byte[] idBytes = new byte[ID_BYTES];
    byte[] secretBytes = new byte[SECRET_BYTES];
    random.nextBytes(idBytes);
    random.nextBytes(secretBytes);
    String id = HexFormat.of().formatHex(idBytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(secretBytes);
    String text = "psk_" + id + "_" + secret;
    return new NewApiKey(text, new ApiKey(id, name, hash(text), tenants, now));
  }

  static String hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "NewApiKey[" + stored.id() + "]";
  }
}
