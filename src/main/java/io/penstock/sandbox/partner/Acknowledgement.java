package io.penstock.sandbox.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway says it did with a parcel. Reads both forms: NDJSON, a line per rejected line
 * ({@code line} counts from 1) and the counts last; and one object with {@code rejected} items
 * ({@code index} counts from 0).
 *
 * @param superseded updates that were taken but older than what the gateway had
 * @param refused lines that were not taken, counted from 0
 * @param again those of them that are to be sent again
 * @param pause how long to wait before that
 */
record Acknowledgement(long superseded, BitSet refused, BitSet again, Duration pause) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /**
   * Reads the answer to a parcel of so many lines; an {@link IllegalArgumentException} says why it
   * acknowledges nothing. The numbers must add up: an answer that loses count of an update is not
   * believed for the others.
   */
  static Acknowledgement read(byte[] body, int lines) {
    Reading reading = new Reading();
    JsonNode counts = reading.all(body);
    if (counts == null || !counts.path("accepted").isIntegralNumber()) {
      throw new IllegalArgumentException("the answer does not end with the counts");
    }
    JsonNode named = counts.path("rejected");
    if (named.isArray()) {
      named.forEach(item -> reading.refuse(item, item.path("index").asInt(-1)));
    }
    long refused = named.isArray() ? named.size() : named.asLong();
    int read = counts.path("stoppedAfterLine").asInt(lines);
    long sum = counts.path("accepted").asLong() + refused;
    boolean allNamed = refused == reading.refused.cardinality();
    if (sum != read || read > lines || !allNamed || reading.refused.length() > read) {
      throw new IllegalArgumentException(
          "the answer counts "
              + sum
              + " updates and names "
              + reading.refused.cardinality()
              + " of "
              + refused
              + " rejected, but "
              + lines
              + " were sent");
    }
    reading.refused.set(read, lines);
    reading.again.set(read, lines);
    return new Acknowledgement(
        counts.path("superseded").asLong(),
        reading.refused,
        reading.again,
        Duration.ofMillis(reading.waitMillis));
  }

  /** The refused lines while they are being read. */
  private static final class Reading {
    private final BitSet refused = new BitSet();
    private final BitSet again = new BitSet();
    private long waitMillis;

    /** Reads all values of the answer and hands out the last one; null where there is none. */
    @Nullable JsonNode all(byte[] body) {
      JsonNode last = null;
      try (MappingIterator<JsonNode> values = MAPPER.readerFor(JsonNode.class).readValues(body)) {
        while (values.hasNextValue()) {
          last = values.nextValue();
          if (last.has("line")) {
            refuse(last, last.path("line").asInt() - 1);
          }
        }
      } catch (IOException cut) {
        throw new IllegalArgumentException("the answer is not whole JSON", cut);
      }
      return last;
    }

    void refuse(JsonNode item, int line) {
      if (line < 0) {
        throw new IllegalArgumentException("the answer does not say which update was rejected");
      }
      refused.set(line);
      again.set(line, item.path("retryable").asBoolean());
      waitMillis = Math.max(waitMillis, item.path("retryAfterMs").asLong());
    }
  }
}
