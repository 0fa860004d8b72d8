package io.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderWriterTest {
  /** Knows nothing of {@link OrderWriter}, but is set up like the one that does. */
  private static final JsonMapper PLAIN =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .withConfigOverride(
              BigDecimal.class,
              override -> override.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .build();

  private static final String[] TEXTS = {
    "", "paid", "å", "😀", "a \"quoted\" \\ text\n", "\u0001\u007f\u2028", "long ".repeat(5_000)
  };
  private static final String[] DECIMALS = {
    "0",
    "0.00",
    "0.05",
    "-0.5",
    "7",
    "814.90",
    "-123456789012345.123",
    "999999999999999999",
    "1000000000000000000",
    "0.000000000000000001",
    "1E+3",
    "1E-30",
    "123456789012345678901234567890.5",
    "-9223372036854775808"
  };

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void anOrderIsWrittenByteForByteAsTheRecordSays(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Order order = order(random);
      assertThat(new String(RecordJson.encode(order), StandardCharsets.UTF_8))
          .as("seed " + seed)
          .isEqualTo(new String(PLAIN.writeValueAsBytes(order), StandardCharsets.UTF_8));
    }
  }

  private static Order order(Random random) {
    return new Order(
        text(random),
        text(random),
        text(random),
        maybe(random, () -> text(random)),
        Instant.ofEpochSecond(random.nextInt(), random.nextBoolean() ? 0 : random.nextInt(999)),
        Instant.ofEpochSecond(random.nextInt(), random.nextBoolean() ? 0 : 5_000_000),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> address(random)),
        maybe(random, () -> address(random)),
        some(random, () -> row(random)),
        some(
            random,
            () ->
                new Order.Tracking(
                    maybe(random, () -> text(random)), maybe(random, () -> text(random)))),
        maybe(random, () -> decimal(random)),
        maybe(random, () -> decimal(random)),
        extra(random, 3));
  }

  private static Order.Address address(Random random) {
    return new Order.Address(
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)));
  }

  private static Order.Row row(Random random) {
    return new Order.Row(
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> text(random)),
        maybe(random, () -> decimal(random)),
        maybe(random, () -> decimal(random)),
        maybe(random, () -> decimal(random)),
        maybe(random, () -> decimal(random)));
  }

  private static Map<String, Object> extra(Random random, int deeper) {
    Map<String, Object> extra = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      extra.put(text(random), value(random, deeper));
    }
    return extra;
  }

  private static Object value(Random random, int deeper) {
    return switch (random.nextInt(deeper > 0 ? 8 : 6)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> new BigInteger(100, random);
      case 3 -> decimal(random);
      case 4 -> random.nextBoolean();
      case 5 -> text(random);
      case 6 -> extra(random, deeper - 1);
      default -> Arrays.asList(text(random), null, value(random, deeper - 1));
    };
  }

  private static String text(Random random) {
    int at = random.nextInt(TEXTS.length);
    boolean isLong = at == TEXTS.length - 1;
    return TEXTS[isLong && random.nextInt(20) > 0 ? 0 : at];
  }

  private static BigDecimal decimal(Random random) {
    return random.nextBoolean()
        ? BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), random.nextInt(25))
        : new BigDecimal(DECIMALS[random.nextInt(DECIMALS.length)]);
  }

  private static <T> List<T> some(Random random, Supplier<T> one) {
    List<T> all = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      all.add(one.get());
    }
    return all;
  }

  private static <T> @Nullable T maybe(Random random, Supplier<T> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }
}
