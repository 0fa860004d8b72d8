package io.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packed states against {@link RecordJson}: the same bytes out, the same record back. */
class StateJsonTest {
  private static final Instant T0 = Instant.parse("2026-11-27T08:26:23Z");
  private static final String[] PIECES = {
    "HELM-L-1095", "å", "\"", "\\", "\n", "\t", "\u0001", "日本", " ", "{", "😀", "a/b", "\u007f"
  };
  private static final long[] FRACTIONS = {0, 1_000_000, 250_000, 999_999_999, 120_000_000, 1};

  @Test
  void writesWhatRecordJsonWrites() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    StateJson json = new StateJson();
    StateBlock block = new StateBlock();
    for (int i = 0; i < 5_000; i++) {
      SyncRecord state = state(random);
      block.add(i, state);
      json.clear();
      json.state(state.type(), block, i);
      String written = new String(json.bytes(), 0, json.length(), StandardCharsets.UTF_8);
      assertThat(written)
          .as("seed %d", seed)
          .isEqualTo(new String(RecordJson.encode(state), StandardCharsets.UTF_8));
      assertThat(block.record(i, state.type())).as("seed %d", seed).isEqualTo(state);
      assertThat(block.key(i)).isEqualTo(state.key());
      assertThat(block.group(i)).isEqualTo(i);
    }
  }

  @Test
  void clearedBlockKeepsNothing() {
    StateBlock block = new StateBlock();
    block.add(1, new StockLevel("A", null, BigDecimal.ONE, T0));
    block.clear();
    assertThat(block.size()).isZero();
    block.add(2, new StockLevel("B", "x", BigDecimal.TEN, T0));
    assertThat(block.key(0)).isEqualTo("B\nx");
    assertThat(block.length()).isEqualTo("B\nx10".length());
  }

  private static SyncRecord state(Random random) {
    Instant at =
        T0.plusSeconds(random.nextInt(100_000) - 50_000)
            .plusNanos(FRACTIONS[random.nextInt(FRACTIONS.length)]);
    return switch (random.nextInt(3)) {
      case 0 ->
          new StockLevel(
              text(random), random.nextBoolean() ? null : text(random), number(random), at);
      case 1 ->
          new Price(
              text(random),
              random.nextBoolean() ? null : text(random),
              "SEK",
              number(random),
              random.nextBoolean(),
              at);
      default -> new OrderStatus(text(random), "shipped", random.nextBoolean() ? null : "x", at);
    };
  }

  private static BigDecimal number(Random random) {
    return BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, random.nextInt(7));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("S");
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
