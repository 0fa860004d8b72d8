package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.record.SyncRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way through a line against the long one: what the first takes, both take alike. */
class PackedLineTest {
  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00.123456789Z");

  private static final String[] NAMES = {
    "tenant", "type", "sku", "location", "quantity", "priceList", "currency", "amount",
    "vatIncluded", "changedAt", "tenant", "type", "sku", "quantity", "status", "nope"
  };
  private static final String[] VALUES = {
    "\"acme\"",
    "\"stock\"",
    "\"price\"",
    "\"order-status\"",
    "\"HELM-1\"",
    "\" \"",
    "\"\"",
    "12",
    "0",
    "007",
    "-3",
    "1.50",
    "1.",
    ".5",
    "1e5",
    "\"12.345678\"",
    "\"12.3456789\"",
    "\"0012\"",
    "\"-0\"",
    "\"1234567890123456\"",
    "\"SEK\"",
    "\"XXQ\"",
    "\"sek\"",
    "true",
    "false",
    "null",
    "tru",
    "\"2026-11-27T09:59:59Z\"",
    "\"2026-11-27T09:59:59.5Z\"",
    "\"2026-02-29T00:00:00Z\"",
    "\"2024-02-29T23:59:59.123456789Z\"",
    "\"2026-11-27T24:00:00Z\"",
    "\"2026-11-27T10:06:00Z\"",
    "\"1969-12-31T23:59:59Z\"",
    "\"2026-11-31T00:00:00Z\"",
    "\"2026-11-30T00:00:00+01:00\"",
    "\"2026-13-01T00:00:00Z\"",
    "\"0000-00-00T00:00:00Z\"",
    "\"a\\\"b\"",
    "\"å\"",
    "\"a\tb\"",
    "{}",
    "[1]"
  };

  private final PackedLine packed = new PackedLine();

  private @Nullable RecordType read(String line) {
    byte[] bytes = ("xx" + line + "yy").getBytes(StandardCharsets.UTF_8);
    return packed.read(bytes, 2, bytes.length - 2, Nanos.of(NOW));
  }

  /** Reads the same line the long way; null where it is refused. */
  private static @Nullable SyncRecord slowly(String line, Draft draft) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try {
      Lines.parse(bytes, 0, bytes.length, draft);
      RecordReader.tenant(draft);
      return RecordReader.record(draft, RecordReader.type(draft), true, false, NOW);
    } catch (ItemException refused) {
      return null;
    }
  }

  private void assertSame(String line, RecordType type, String hint) {
    Draft draft = new Draft();
    SyncRecord record = slowly(line, draft);
    assertThat(record).as("%s: %s", hint, line).isNotNull();
    StateBlock long1 = new StateBlock();
    long1.add(0, java.util.Objects.requireNonNull(record));
    StateBlock short1 = new StateBlock();
    short1.add(
        0,
        packed.changedAt(),
        packed.key(),
        0,
        packed.keyLength(),
        packed.value(),
        0,
        packed.valueLength());
    assertThat(short1.record(0, type)).as("%s: %s", hint, line).isEqualTo(record);
    assertThat(short1.key(0)).isEqualTo(long1.key(0));
    assertThat(text(short1)).as("%s: %s", hint, line).isEqualTo(text(long1));
    assertThat(packed.tenantTo() - packed.tenantFrom())
        .isEqualTo(RecordReader.tenant(draft).length());
  }

  private static String text(StateBlock block) {
    return new String(block.bytes(), 0, block.length(), StandardCharsets.UTF_8);
  }

  @Test
  void whatItTakesTheLongWayTakesAlike() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int taken = 0;
    for (int i = 0; i < 200_000; i++) {
      String line = line(random);
      RecordType type = read(line);
      if (type != null) {
        taken++;
        assertSame(line, type, "seed " + seed);
      }
    }
    assertThat(taken).as("lines that went the short way, seed %d", seed).isGreaterThan(300);
  }

  /** Mostly what a line needs, with something odd now and then. */
  private static String line(Random random) {
    boolean stock = random.nextBoolean();
    StringBuilder line = new StringBuilder(random.nextInt(50) == 0 ? " { " : "{");
    String[] usual =
        stock
            ? new String[] {
              "\"tenant\":\"acme\"", "\"type\":\"stock\"", "\"sku\":\"A-1\"", "\"quantity\":"
            }
            : new String[] {
              "\"tenant\":\"acme\"",
              "\"type\":\"price\"",
              "\"sku\":\"A-1\"",
              "\"currency\":\"SEK\"",
              "\"amount\":"
            };
    for (int i = 0; i < usual.length; i++) {
      line.append(i == 0 ? "" : ",").append(usual[i]);
    }
    line.append(random.nextInt(3) > 0 ? "\"12.5\"" : VALUES[random.nextInt(VALUES.length)]);
    for (int extra = random.nextInt(3); extra > 0; extra--) {
      line.append(random.nextInt(9) == 0 ? " , " : ",");
      line.append('"').append(NAMES[random.nextInt(NAMES.length)]).append("\":");
      line.append(VALUES[random.nextInt(VALUES.length)]);
    }
    return line.append(random.nextInt(60) == 0 ? "}}" : "}").toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tenant\":\"acme\",\"type\":\"stock\",\"sku\":\"A\",\"quantity\":14}",
        "{\"quantity\":\"14.25\",\"sku\":\"A\",\"location\":\"Malmö 1\",\"type\":\"stock\",\"tenant\":\"acme\"}",
        "{ \"tenant\" : \"acme\", \"type\":\"price\",\"sku\":\"A\",\"currency\":\"SEK\",\"amount\":\"814.90\","
            + "\"vatIncluded\":true,\"priceList\":\"retail\",\"changedAt\":\"2026-11-27T08:26:23.5Z\"}"
      })
  void usualLinesGoTheShortWay(String line) {
    RecordType type = read(line);
    if (line.contains("ö")) {
      assertThat(type).isNull();
    } else {
      assertThat(type).isNotNull();
      assertSame(line, java.util.Objects.requireNonNull(type), "as given");
    }
  }
}
