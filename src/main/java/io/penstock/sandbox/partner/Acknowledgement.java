package io.penstock.sandbox.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.BitSet;

/**
 * What the gateway says it did with a parcel. Reads both forms: NDJSON, a line per rejected line
 * ({@code line} counts from 1) and the counts last; and one object with {@code rejected} items
 * ({@code index} counts from 0).
 *
 * @param rejected lines that were refused, counted from 0
 * @param again those of them that the gateway asks to send again
 */
record Acknowledgement(long superseded, BitSet rejected, BitSet again) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /**
   * Reads the answer to a parcel of so many lines; an {@link IllegalArgumentException} says why it
   * acknowledges nothing.
   */
  static Acknowledgement read(byte[] body, int lines) {
    BitSet rejected = new BitSet();
    BitSet again = new BitSet();
    JsonNode last = null;
    try (MappingIterator<JsonNode> nodes = MAPPER.readerFor(JsonNode.class).readValues(body)) {
      while (nodes.hasNextValue()) {
        last = nodes.nextValue();
        if (last.has("line")) {
          reject(last, last.path("line").asInt() - 1, rejected, again);
        }
      }
    } catch (IOException cut) {
      throw new IllegalArgumentException("the answer is not whole JSON", cut);
    }
    if (last == null || !last.path("accepted").isIntegralNumber()) {
      throw new IllegalArgumentException("the answer does not end with the counts");
    }
    JsonNode refused = last.path("rejected");
    if (refused.isArray()) {
      refused.forEach(item -> reject(item, item.path("index").asInt(-1), rejected, again));
    }
    long superseded = last.path("superseded").asLong();
    long refusedCount = refused.isArray() ? refused.size() : refused.asLong();
    long sum = last.path("accepted").asLong() + superseded + refusedCount;
    if (sum != lines || refusedCount != rejected.cardinality() || rejected.length() > lines) {
      throw new IllegalArgumentException(
          "the answer counts "
              + sum
              + " updates and names "
              + rejected.cardinality()
              + " of "
              + refusedCount
              + " rejected, but "
              + lines
              + " were sent");
    }
    return new Acknowledgement(superseded, rejected, again);
  }

  private static void reject(JsonNode item, int line, BitSet rejected, BitSet again) {
    if (line < 0) {
      throw new IllegalArgumentException("a rejected update is not named");
    }
    rejected.set(line);
    again.set(line, item.path("retryable").asBoolean());
  }
}
