package io.penstock.connector.partner;

import io.penstock.tenant.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs by Standard Webhooks 1.0, with each key it has: while a key is being changed, the receiver
 * finds one it knows. Used from one event loop.
 *
 * <p>Why not that project's library: it wants the body as text and joins it to a new one, which for
 * a batch of a hundred states costs more than the signature.
 */
final class Signer {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "v1,";

  private final List<Secret> signingKeys;

  /** Made at the first signature: they hold kilobytes, and most of many tenants are quiet. */
  private Mac @Nullable [] macs;

  Signer(List<Secret> signingKeys) {
    this.signingKeys = signingKeys;
  }

  private static Mac[] macs(List<Secret> signingKeys) {
    Mac[] macs = new Mac[signingKeys.size()];
    try {
      for (int i = 0; i < macs.length; i++) {
        macs[i] = Mac.getInstance(ALGORITHM);
        byte[] key = SigningKey.bytes(signingKeys.get(i).reveal());
        macs[i].init(new SecretKeySpec(key, ALGORITHM));
      }
      return macs;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
    }
  }

  /** The value of {@code webhook-signature}. */
  String sign(String id, Instant at, byte[] body, int length) {
    byte[] head = (id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
    if (macs == null) {
      macs = macs(signingKeys);
    }
    StringBuilder signatures = new StringBuilder();
    for (Mac key : macs) {
      key.update(head);
      key.update(body, 0, length);
      signatures
          .append(signatures.isEmpty() ? "" : " ")
          .append(VERSION)
          .append(Base64.getEncoder().encodeToString(key.doFinal()));
    }
    return signatures.toString();
  }
}
