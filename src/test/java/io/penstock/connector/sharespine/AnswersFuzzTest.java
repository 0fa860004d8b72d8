package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.connector.PlatformException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whatever the platform answers: it is read as Jackson reads it, however it is cut into pieces, or
 * refused as the platform's mistake.
 */
class AnswersFuzzTest {
  private static final long ELEMENT_MAX_BYTES = 1 << 20;

  @FuzzTest
  void aListIsReadAlikeInWhateverPieces(FuzzedDataProvider data) {
    int pieceBytes = data.consumeInt(1, 64);
    byte[] list = data.consumeRemainingAsBytes();
    List<JsonNode> whole = elements(list, Math.max(1, list.length));
    assertThat(elements(list, pieceBytes)).isEqualTo(whole);
    if (whole != null) {
      assertThat(whole).isEqualTo(byJackson(list));
    }
  }

  /** Null where the list is refused. */
  private static @Nullable List<JsonNode> elements(byte[] list, int pieceBytes) {
    List<JsonNode> elements = new ArrayList<>();
    ListReader reader =
        new ListReader(
            ELEMENT_MAX_BYTES,
            new ListReader.Elements() {
              @Override
              public Future<Void> take(byte[] bytes, int from, int length) throws IOException {
                elements.add(Fields.JSON.readTree(bytes, from, length));
                return Future.succeededFuture();
              }

              @Override
              public Future<Void> tooLarge(String beginning) {
                return Future.succeededFuture();
              }
            });
    reader.start(ReaderAnswers.json());
    Future<Void> read = Future.succeededFuture();
    for (int from = 0; from < list.length && read.succeeded(); from += pieceBytes) {
      read =
          reader.read(
              Buffer.buffer(
                  Arrays.copyOfRange(list, from, Math.min(list.length, from + pieceBytes))));
    }
    Future<Void> ended = read.succeeded() ? reader.end() : read;
    if (ended.failed()) {
      assertThat(ended.cause()).isInstanceOf(PlatformException.class);
      return null;
    }
    return elements;
  }

  private static @Nullable List<JsonNode> byJackson(byte[] list) {
    int mark = list.length >= 3 && list[0] == (byte) 0xef ? 3 : 0;
    try {
      List<JsonNode> elements = new ArrayList<>();
      Fields.JSON.readTree(list, mark, list.length - mark).forEach(elements::add);
      return elements;
    } catch (IOException noJson) {
      return null;
    }
  }

  /** Two ways lead through an order; both see the same one. */
  @FuzzTest
  void anOrderIsReadAlikeFromTokensAndFromATree(byte[] order) {
    OrderReader.Reading fast;
    try {
      fast = OrderReader.read(order, 0, order.length);
    } catch (IOException noJson) {
      return;
    }
    assertThat(fast.order() == null).isNotEqualTo(fast.unreadable() == null);
    try (JsonParser tree = Fields.JSON.readTree(order).traverse()) {
      byte[] again = Fields.JSON.writeValueAsBytes(Fields.JSON.readTree(tree));
      OrderReader.Reading slow = OrderReader.read(again, 0, again.length);
      assertThat(slow.order() == null).isEqualTo(fast.order() == null);
      if (slow.order() != null && fast.order() != null) {
        assertThat(slow.order().id()).isEqualTo(fast.order().id());
        assertThat(slow.order().rows()).isEqualTo(fast.order().rows());
        assertThat(slow.order().shipments()).isEqualTo(fast.order().shipments());
        assertThat(slow.order().total()).isEqualTo(fast.order().total());
        assertThat(slow.order().changedAt()).isEqualTo(fast.order().changedAt());
      }
    } catch (IOException tooDeep) {
      assertThat(fast.order()).as("Jackson refuses it: %s", tooDeep.getMessage()).isNotNull();
    }
  }

  @FuzzTest
  void wordsOfARefusalAreFoundInWhateverItIs(byte[] body) {
    String words = Refusals.words(ReaderAnswers.of(400, Buffer.buffer(body)));
    assertThat(words.length()).isLessThanOrEqualTo(Refusals.RAW_LENGTH_MAX);
  }

  /** Answers as the ladder hands them over. */
  private static final class ReaderAnswers {
    static io.penstock.connector.http.Answer json() {
      return of(200, Buffer.buffer());
    }

    static io.penstock.connector.http.Answer of(int status, Buffer body) {
      MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json");
      return new io.penstock.connector.http.Answer(
          new io.penstock.tenant.ConnectionRef("acme", "shop"),
          io.penstock.connector.http.Call.get("/order"),
          status,
          headers,
          body,
          null);
    }
  }
}
