package io.penstock.sandbox.partner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.sandbox.LedgerOrder;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/** What a webhook's body says, as far as the partner cares. */
record Webhook(String type, String tenant, String version, LedgerOrder order) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Reads a body; an {@link IllegalArgumentException} says what is wrong with it. */
  static Webhook read(byte[] body) {
    JsonNode root = tree(body);
    String type = text(root, "/type");
    if (!type.equals("order.created") && !type.equals("order.updated")) {
      throw new IllegalArgumentException("type must be order.created or order.updated");
    }
    instant(root, "/timestamp");
    text(root, "/data/connection");
    LedgerOrder order =
        new LedgerOrder(
            text(root, "/data/order/id"),
            instant(root, "/data/order/changedAt"),
            root.at("/data/order/status").asText(""),
            root.at("/data/order/paymentStatus").asText(""),
            root.at("/data/order/shippingStatus").asText(""));
    return new Webhook(type, text(root, "/data/tenant"), text(root, "/data/order/version"), order);
  }

  private static JsonNode tree(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException("the body is not JSON", notJson);
    } catch (IOException impossible) {
      throw new IllegalStateException("bytes in memory can be read", impossible);
    }
  }

  private static String text(JsonNode root, String pointer) {
    JsonNode found = root.at(pointer);
    if (!found.isTextual() || found.textValue().isEmpty()) {
      throw new IllegalArgumentException(pointer + " must be a text");
    }
    return found.textValue();
  }

  private static Instant instant(JsonNode root, String pointer) {
    try {
      return Instant.parse(text(root, pointer));
    } catch (DateTimeException notATime) {
      throw new IllegalArgumentException(pointer + " must be a time in ISO 8601, UTC", notATime);
    }
  }
}
