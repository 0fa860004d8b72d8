package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;

/**
 * The wire's rules for JSON: what a caller sends becomes a tree in which every number is a string
 * (section 2.4 of the papers).
 */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // 2.40 stays 2.40: a price is kept as it was written.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final int DIGITS_MAX = 100;

  private Json() {}

  /** Reads a body. In strict mode a bare number is refused by name. */
  static JsonNode read(Buffer body, boolean strictNumbers) {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(body.getBytes());
    } catch (JsonProcessingException e) {
      throw Refusal.of(400, "The body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Refusal.of(400, "The body is not UTF-8 text");
    }
    return quoted(tree, "", strictNumbers);
  }

  static ObjectNode object(JsonNode body) {
    if (body instanceof ObjectNode object) {
      return object;
    }
    throw Refusal.of(400, "The body must be a JSON object");
  }

  static ArrayNode array(JsonNode body) {
    if (body instanceof ArrayNode array) {
      return array;
    }
    throw Refusal.of(400, "The body must be a JSON array");
  }

  static ObjectNode tree(byte[] content) {
    try {
      return (ObjectNode) MAPPER.readTree(content);
    } catch (IOException e) {
      throw new IllegalStateException("The sandbox stored a broken record", e);
    }
  }

  static byte[] bytes(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree that cannot be written", e);
    }
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The text of a field; the empty string if it is absent, null or not text. */
  static String text(JsonNode object, String field) {
    JsonNode value = object.get(field);
    return value != null && value.isTextual() ? value.textValue() : "";
  }

  static void quote(StringBuilder out, String text) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }

  private static JsonNode quoted(JsonNode node, String path, boolean strict) {
    if (node.isNumber()) {
      if (strict) {
        throw Refusal.field(path, "Numbers are written as strings");
      }
      return JsonNodeFactory.instance.textNode(plain(node.decimalValue(), path));
    }
    if (node instanceof ObjectNode object) {
      for (Iterator<Map.Entry<String, JsonNode>> fields = object.fields(); fields.hasNext(); ) {
        Map.Entry<String, JsonNode> field = fields.next();
        String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        field.setValue(quoted(field.getValue(), below, strict));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, quoted(array.get(i), path + "[" + i + "]", strict));
      }
    }
    return node;
  }

  /**
   * A decimal without exponent; one of absurd size is refused before it becomes a gigabyte of
   * zeros.
   */
  private static String plain(BigDecimal number, String path) {
    if (Math.abs((long) number.scale()) > DIGITS_MAX || number.precision() > DIGITS_MAX) {
      throw Refusal.field(path, "A number has at most " + DIGITS_MAX + " digits");
    }
    return number.toPlainString();
  }
}
