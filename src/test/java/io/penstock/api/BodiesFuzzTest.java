package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.penstock.connector.Connectors;
import io.penstock.record.Nanos;
import io.penstock.record.RecordJson;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.record.SyncRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whatever bytes a caller sends: it is read or refused in the documented way, and nothing else. */
class BodiesFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00.123456789Z");
  private static final int ITEMS_MAX = 1_000;
  private static final long LINE_MAX_BYTES = 300;
  private static final RecordType[] TAKEN = {
    RecordType.STOCK, RecordType.PRICE, RecordType.ORDER_STATUS, RecordType.SHIPMENT
  };

  /** What the short way takes, the long way takes alike. */
  @FuzzTest
  void packed(byte[] line) {
    PackedLine packed = new PackedLine();
    RecordType type = packed.read(line, 0, line.length, Nanos.of(NOW));
    if (type == null) {
      return;
    }
    Draft draft = new Draft();
    Lines.parse(line, 0, line.length, draft);
    assertThat(RecordReader.type(draft)).isEqualTo(type);
    SyncRecord record = RecordReader.record(draft, type, true, false, NOW);
    StateBlock slow = new StateBlock();
    slow.add(0, record);
    StateBlock fast = new StateBlock();
    fast.add(
        0,
        packed.changedAt(),
        packed.key(),
        0,
        packed.keyLength(),
        packed.value(),
        0,
        packed.valueLength());
    assertThat(fast.record(0, type)).isEqualTo(record);
    assertThat(fast.key(0)).isEqualTo(slow.key(0));
    int from = packed.tenantFrom();
    assertThat(new String(line, from, packed.tenantTo() - from, StandardCharsets.US_ASCII))
        .isEqualTo(RecordReader.tenant(draft));
  }

  /** Where pieces end makes no difference, and what is read can be stored and read back. */
  @FuzzTest
  void lines(byte[] body) {
    RecordType type = TAKEN[body.length % TAKEN.length];
    ItemsReader.Items whole = readLines(type, body);
    if (whole == null) {
      return;
    }
    stored(whole);
    List<String> expected = split(body, body.length + 1);
    for (int piece : new int[] {1, 7, 8, 9}) {
      assertThat(split(body, piece)).isEqualTo(expected);
    }
  }

  private static ItemsReader.@Nullable Items readLines(RecordType type, byte[] body) {
    try {
      return new ItemsReader(type, true, NOW, ITEMS_MAX).lines(body, LINE_MAX_BYTES);
    } catch (ProblemException refused) {
      return null;
    }
  }

  private static List<String> split(byte[] body, int pieceBytes) {
    List<String> lines = new ArrayList<>();
    LineSplitter splitter =
        new LineSplitter(
            LINE_MAX_BYTES,
            new LineSplitter.Listener() {
              @Override
              public void line(long number, byte[] bytes, int from, int to) {
                lines.add(
                    number + ":" + new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
              }

              @Override
              public void tooLong(long number) {
                lines.add(number + " is too long");
              }
            });
    for (int from = 0; from < body.length; from += pieceBytes) {
      int length = Math.min(pieceBytes, body.length - from);
      byte[] piece = new byte[length];
      System.arraycopy(body, from, piece, 0, length);
      splitter.feed(piece);
    }
    splitter.end();
    return lines;
  }

  @FuzzTest
  void array(byte[] body) {
    for (RecordType type : TAKEN) {
      try {
        stored(new ItemsReader(type, true, NOW, ITEMS_MAX).array(body));
      } catch (ProblemException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  private static void stored(ItemsReader.Items items) {
    assertThat(items.places()).hasSameSizeAs(items.records());
    for (SyncRecord record : items.records()) {
      assertThat(RecordJson.decode(record.type(), RecordJson.encode(record))).isEqualTo(record);
    }
  }

  @FuzzTest
  void tenant(byte[] body) {
    Connectors connectors = new Connectors(List.of(new PlainConnector("plain")));
    try {
      TenantReader.read("acme", JsonTree.object(body), null, connectors);
    } catch (ProblemException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  /** A cursor that is taken is one that we could have written. */
  @FuzzTest
  void cursor(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    PageCursor cursor = PageCursor.of("orders acme");
    try {
      long place = cursor.place(text);
      assertThat(cursor.place(cursor.text(place))).isEqualTo(place);
    } catch (ProblemException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @FuzzTest
  void accept(byte[] bytes) {
    String header = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean allowed = Accept.allows(header, "application/json");
    assertThat(Accept.allows(header + " ", "application/json")).isEqualTo(allowed);
  }
}
