package io.penstock.connector.partner;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.penstock.tenant.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Signs with each key it has; while a key is being changed, the receiver finds one it knows. */
final class Signer {
  private final List<Webhook> keys = new ArrayList<>();

  Signer(List<Secret> signingKeys) {
    for (Secret key : signingKeys) {
      try {
        keys.add(new Webhook(key.reveal()));
      } catch (EmptyWebhookSecretException empty) {
        throw new IllegalArgumentException("a signing key is empty", empty);
      }
    }
  }

  /** The value of {@code webhook-signature}. */
  String sign(String id, Instant at, String body) {
    List<String> signatures = new ArrayList<>(keys.size());
    for (Webhook key : keys) {
      try {
        signatures.add(key.sign(id, at.getEpochSecond(), body));
      } catch (WebhookSigningException impossible) {
        throw new IllegalStateException("every Java has HmacSHA256", impossible);
      }
    }
    return String.join(" ", signatures);
  }
}
