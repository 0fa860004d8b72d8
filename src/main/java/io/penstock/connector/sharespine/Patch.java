package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * The smallest body of an update, in the platform's three states: a field that is absent stays as
 * it is, {@code null} clears it, a value sets it. Numbers are written as strings.
 */
final class Patch {
  private final ObjectNode body = Fields.JSON.createObjectNode();

  Patch set(String field, String value) {
    body.put(field, value);
    return this;
  }

  Patch set(String field, BigDecimal value) {
    body.put(field, plain(value));
    return this;
  }

  Patch set(String field, JsonNode value) {
    body.set(field, value);
    return this;
  }

  Patch clear(String field) {
    body.putNull(field);
    return this;
  }

  boolean isEmpty() {
    return body.isEmpty();
  }

  ObjectNode body() {
    return body;
  }

  static String plain(BigDecimal value) {
    BigDecimal shortest = value.stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.toBigInteger().toString() : shortest.toPlainString();
  }
}
