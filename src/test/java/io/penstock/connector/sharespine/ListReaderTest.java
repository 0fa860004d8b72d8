package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.connector.PlatformException;
import io.penstock.connector.http.Answer;
import io.penstock.connector.http.Call;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListReaderTest {
  private static final String LIST =
      " [ {\"a\":\"å😀\\u00e5\",\"b\":[1,2.50,{}],\"c\":null} , [] , \"text\" ,"
          + " -1.10e3,true,{\"a\":{\"a\":1}} ] ";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 1_000})
  void wherePiecesEndMakesNoDifference(int pieceBytes) throws Exception {
    Collected into = new Collected();
    ListReader reader = reader(into);
    byte[] bytes = LIST.getBytes("UTF-8");
    for (int from = 0; from < bytes.length; from += pieceBytes) {
      int to = Math.min(bytes.length, from + pieceBytes);
      assertThat(reader.read(Buffer.buffer(bytes).slice(from, to)).succeeded()).isTrue();
    }
    assertThat(reader.end().succeeded()).isTrue();
    List<JsonNode> expected = new ArrayList<>();
    Fields.JSON.readTree(LIST).forEach(expected::add);
    assertThat(into.elements).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000})
  void anElementThatIsTooLargeIsCutAndTheOthersAreRead(int pieceBytes) {
    List<String> cut = new ArrayList<>();
    Collected into =
        new Collected() {
          @Override
          public Future<Void> tooLarge(String beginning) {
            cut.add(beginning);
            return Future.succeededFuture();
          }
        };
    ListReader reader = new ListReader(22, into);
    String large = "{\"a\":\"]},[" + "x".repeat(100) + "\"}";
    Buffer bytes = Buffer.buffer("[1," + large + ",{\"a\":\"12345678901234\"}]");
    for (int from = 0; from < bytes.length(); from += pieceBytes) {
      reader.read(bytes.slice(from, Math.min(bytes.length(), from + pieceBytes)));
    }
    assertThat(reader.end().succeeded()).isTrue();
    assertThat(cut).containsExactly(large);
    assertThat(into.elements).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[",
        "[1",
        "[1,",
        "[,1]",
        "[1,]",
        "[1 2]",
        "[1]]",
        "[1],",
        "{}",
        "1",
        "[{]}]",
        "[{\"a\":1]",
        "[\"a]",
        "[truth]",
        "[\"a\"\"b\"]",
        "[{}{}]",
        "[01]",
        "[nul]",
        "[1e12345678901]"
      })
  void whatIsNoWholeListFails(String list) {
    ListReader reader = reader(new Collected());
    Future<Void> ending = reader.read(Buffer.buffer(list)).compose(read -> reader.end());
    assertThat(ending.cause()).isInstanceOf(PlatformException.class);
  }

  @Test
  void aByteOrderMarkIsPassedOver() {
    Collected into = new Collected();
    ListReader reader = reader(into);
    assertThat(reader.read(Buffer.buffer("\ufeff[1]")).succeeded()).isTrue();
    assertThat(reader.end().succeeded()).isTrue();
    assertThat(into.elements).hasSize(1);
  }

  @Test
  void theNextElementWaitsForTheOneBefore() {
    Deque<Promise<Void>> open = new ArrayDeque<>();
    Collected into =
        new Collected() {
          @Override
          public Future<Void> take(byte[] bytes, int from, int length) throws IOException {
            super.take(bytes, from, length);
            Promise<Void> promise = Promise.promise();
            open.add(promise);
            return promise.future();
          }
        };
    ListReader reader = reader(into);
    Future<Void> read = reader.read(Buffer.buffer("[1,2,3]"));
    for (int i = 1; i <= 3; i++) {
      assertThat(into.elements).hasSize(i);
      assertThat(read.isComplete()).isFalse();
      open.remove().complete();
    }
    assertThat(read.succeeded()).isTrue();
    assertThat(reader.end().succeeded()).isTrue();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverComesEitherEndsWellOrFailsAsUnreadable(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = LIST.getBytes("UTF-8");
      for (int j = 0; j < 1 + random.nextInt(3); j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      ListReader reader = reader(new Collected());
      Future<Void> ending = reader.read(Buffer.buffer(bytes)).compose(read -> reader.end());
      assertThat(ending.isComplete()).isTrue();
      if (ending.failed()) {
        assertThat(ending.cause()).isInstanceOf(PlatformException.class);
      }
    }
  }

  private static ListReader reader(Collected into) {
    ListReader reader = new ListReader(1 << 20, into);
    reader.start(
        new Answer(
            new ConnectionRef("t", "c"),
            Call.get("/order"),
            200,
            MultiMap.caseInsensitiveMultiMap(),
            Buffer.buffer(),
            null));
    return reader;
  }
}
