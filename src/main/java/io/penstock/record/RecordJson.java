package io.penstock.record;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * The one JSON form of records: on disk, in webhooks and in the order feed. Decimals are JSON
 * strings, so that no reader turns money into floating point; times are ISO 8601 in UTC.
 */
public final class RecordJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .withConfigOverride(
              BigDecimal.class,
              override -> override.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .build();

  private RecordJson() {}

  /** UTF-8 JSON of the record, without its type: whoever keeps it keeps the type beside it. */
  public static byte[] encode(SyncRecord record) {
    try {
      return MAPPER.writeValueAsBytes(record);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a record must always have a JSON form", impossible);
    }
  }

  /** The record that {@link #encode} wrote. */
  public static SyncRecord decode(RecordType type, byte[] json) {
    try {
      return MAPPER.readValue(json, classOf(type));
    } catch (IOException damaged) {
      throw new IllegalStateException("stored " + type.code() + " cannot be read back", damaged);
    }
  }

  private static Class<? extends SyncRecord> classOf(RecordType type) {
    return switch (type) {
      case ORDER -> Order.class;
      case SHIPMENT -> Shipment.class;
      case ORDER_STATUS -> OrderStatus.class;
      case STOCK -> StockLevel.class;
      case PRICE -> Price.class;
    };
  }
}
