package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.connector.Connectors;
import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.record.SyncRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whatever a caller sends is taken or refused with a reason; there is no third ending. */
class BodiesFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
  private static final long LINE_MAX_BYTES = 4_096;

  private static final Connectors CONNECTORS =
      new Connectors(List.of(new PlainConnector("shop"), new PlainConnector("partner")));

  /** What goes the short way through a line goes the long way with the same result. */
  @FuzzTest
  void aLineIsReadAlikeTheShortWayAndTheLong(byte[] line) {
    if (Utf8.firstBad(line, 0, line.length) >= 0) {
      return; // refused before anybody reads it
    }
    PackedLine packed = new PackedLine();
    RecordType type = packed.read(line, 0, line.length, Nanos.of(NOW));
    Draft draft = new Draft();
    SyncRecord record = slowly(line, draft);
    if (type == null) {
      return;
    }
    assertThat(record).as(new String(line, StandardCharsets.UTF_8)).isNotNull();
    StateBlock block = new StateBlock();
    block.add(
        0,
        packed.changedAt(),
        packed.key(),
        0,
        packed.keyLength(),
        packed.value(),
        0,
        packed.valueLength());
    assertThat(block.record(0, type)).isEqualTo(record);
  }

  private static @Nullable SyncRecord slowly(byte[] line, Draft draft) {
    try {
      Lines.parse(line, 0, line.length, draft);
      RecordReader.tenant(draft);
      return RecordReader.record(draft, RecordReader.type(draft), true, false, NOW);
    } catch (ItemException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
      return null;
    }
  }

  /** A stream is split into the same lines in whatever pieces it comes. */
  @FuzzTest
  void aStreamIsSplitAlikeInWhateverPieces(byte[] stream) {
    int pieceBytes = stream.length == 0 ? 1 : 1 + (stream[0] & 0x3f);
    assertThat(lines(stream, pieceBytes)).isEqualTo(lines(stream, Math.max(1, stream.length)));
  }

  private static List<String> lines(byte[] stream, int pieceBytes) {
    List<String> lines = new ArrayList<>();
    LineSplitter splitter =
        new LineSplitter(
            LINE_MAX_BYTES,
            new LineSplitter.Listener() {
              @Override
              public void line(long number, byte[] bytes, int from, int to) {
                lines.add(
                    number + " " + new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
              }

              @Override
              public void tooLong(long number) {
                lines.add(number + " too long");
              }
            });
    for (int from = 0; from < stream.length; from += pieceBytes) {
      splitter.feed(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + pieceBytes)));
    }
    splitter.end();
    return lines;
  }

  @FuzzTest
  void aTenantIsTakenOrRefusedWithAReason(byte[] body) {
    try {
      JsonNode json = JsonTree.object(body);
      assertThat(TenantReader.read("acme", json, null, CONNECTORS).id()).isEqualTo("acme");
    } catch (ProblemException refused) {
      assertThat(refused.code.status).isBetween(400, 499);
      assertThat(refused.detail).isNotEmpty();
    }
  }

  @FuzzTest
  void aPlaceInAPageIsTakenOrRefusedWithAReason(byte[] text) {
    String given = new String(text, StandardCharsets.UTF_8);
    try {
      assertThat(PageCursor.of("filter").place(given)).isNotNegative();
    } catch (ProblemException refused) {
      assertThat(refused.code.status).isEqualTo(400);
    }
    boolean unused = Accept.allows(given, "application/json");
  }
}
