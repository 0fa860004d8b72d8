package io.penstock.record;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON form of records: on disk, in webhooks and in the order feed. Decimals are JSON
 * strings, so that no reader turns money into floating point; times are ISO 8601 in UTC.
 */
public final class RecordJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new Times())
                  .addSerializer(Order.class, new OrderWriter()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .withConfigOverride(
              BigDecimal.class,
              override -> override.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .build();

  private RecordJson() {}

  /** Writes what {@link Instant#toString} says, and times of whole seconds without making it. */
  static final class Times extends StdScalarSerializer<Instant> {
    private static final long serialVersionUID = 1L;
    private static final int CHARACTERS = "0000-00-00T00:00:00Z".length();
    private static final int YEARS_MAX = 9_999;

    /** Beyond four digits of a year, and well within what a calendar can say. */
    private static final long SECONDS_MAX = 300_000_000_000L;

    Times() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator json, SerializerProvider with)
        throws IOException {
      write(time, json);
    }

    static void write(Instant time, JsonGenerator json) throws IOException {
      boolean plain = time.getNano() == 0 && Math.abs(time.getEpochSecond()) < SECONDS_MAX;
      @Nullable LocalDateTime utc =
          plain ? LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC) : null;
      if (utc == null || utc.getYear() < 0 || utc.getYear() > YEARS_MAX) {
        json.writeString(time.toString());
        return;
      }
      char[] text = new char[CHARACTERS];
      int year = utc.getYear();
      two(text, 0, year / 100, '-');
      two(text, 2, year % 100, '-');
      two(text, 5, utc.getMonthValue(), '-');
      two(text, 8, utc.getDayOfMonth(), 'T');
      two(text, 11, utc.getHour(), ':');
      two(text, 14, utc.getMinute(), ':');
      two(text, 17, utc.getSecond(), 'Z');
      json.writeString(text, 0, CHARACTERS);
    }

    private static void two(char[] into, int at, int number, char then) {
      into[at] = (char) ('0' + number / 10);
      into[at + 1] = (char) ('0' + number % 10);
      into[at + 2] = then;
    }
  }

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
