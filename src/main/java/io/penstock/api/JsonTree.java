package io.penstock.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Reads the small bodies that are configuration, not traffic. */
final class JsonTree {
  static final long MAX_BYTES = 1L << 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(Json.FACTORY.copy())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private JsonTree() {}

  /** An object. What is wrong with it is told by its place alone, for it may hold secrets. */
  static JsonNode object(byte[] body) {
    int bad = Utf8.firstBad(body, 0, body.length);
    if (bad >= 0) {
      throw new ProblemException(
          ProblemCode.BAD_JSON, "the body is not UTF-8 at byte " + bad + ", counted from 0");
    }
    try (JsonParser json = MAPPER.createParser(body)) {
      JsonNode read = MAPPER.readTree(json);
      if (json.nextToken() != null || read == null || !read.isObject()) {
        throw new ProblemException(
            ProblemCode.BAD_JSON, "the body must be one JSON object, from line 1, column 1");
      }
      return read;
    } catch (JsonProcessingException broken) {
      throw new ProblemException(ProblemCode.BAD_JSON, Json.position(broken));
    } catch (NumberFormatException exponent) {
      throw new ProblemException(
          ProblemCode.BAD_JSON, "a number in the body has an exponent that no decimal has");
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory failed", impossible);
    }
  }
}
