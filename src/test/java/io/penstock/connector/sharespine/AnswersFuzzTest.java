package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PushResult;
import io.penstock.connector.http.Answer;
import io.penstock.connector.http.Call;
import io.penstock.record.Order;
import io.penstock.record.RecordJson;
import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whatever a platform answers is read as Jackson's tree has it, or fails as documented. */
class AnswersFuzzTest {
  /** More than a fuzzer writes, so that none is cut. */
  private static final long ELEMENT_MAX_BYTES = 1 << 20;

  /** A list that the tree has is read, one that it refuses fails, wherever the pieces end. */
  @FuzzTest
  void list(byte[] body) {
    JsonNode tree = document(body);
    List<JsonNode> expected = null;
    if (tree instanceof ArrayNode array) {
      expected = new ArrayList<>();
      array.forEach(expected::add);
    }
    for (int piece : new int[] {body.length + 1, 1, 3, 8}) {
      List<JsonNode> read = elements(body, piece);
      if (expected == null) {
        assertThat(read).as("pieces of %d", piece).isNull();
      } else {
        assertThat(read).as("pieces of %d", piece).isEqualTo(expected);
      }
    }
  }

  private static @Nullable List<JsonNode> elements(byte[] body, int pieceBytes) {
    Collected into = new Collected();
    ListReader reader = new ListReader(ELEMENT_MAX_BYTES, into);
    reader.start(answer(200, new byte[0]));
    Future<Void> read = Future.succeededFuture();
    for (int from = 0; from < body.length && read.succeeded(); from += pieceBytes) {
      read = reader.read(Buffer.buffer(body).slice(from, Math.min(body.length, from + pieceBytes)));
    }
    Future<Void> ending = read.compose(all -> reader.end());
    assertThat(ending.isComplete()).isTrue();
    if (ending.failed()) {
      assertThat(ending.cause()).isInstanceOf(PlatformException.class);
      return null;
    }
    return into.elements;
  }

  /** An order is what the tree says it is, in any place, and survives the store. */
  @FuzzTest
  void order(byte[] body) {
    byte[] shifted = new byte[body.length + 5];
    System.arraycopy(body, 0, shifted, 2, body.length);
    if (new String(body, StandardCharsets.ISO_8859_1).isBlank()) {
      return; // an element of a list has at least one byte
    }
    JsonNode tree = tree(shifted, 2, body.length);
    OrderReader.Reading reading;
    try {
      reading = OrderReader.read(shifted, 2, body.length);
    } catch (IOException | NumberFormatException malformed) {
      assertThat(tree).as("refused by the reader alone: %s", malformed).isNull();
      return;
    }
    Order order = reading.order();
    Order expected = TreeOrders.order(Objects.requireNonNull(tree, "refused by the tree alone"));
    assertThat(order == null).isEqualTo(expected == null);
    assertThat(reading.unreadable() == null).isEqualTo(order != null);
    if (order == null) {
      return;
    }
    assertThat(OrderReaderTest.versionless(order)).isEqualTo(expected);
    byte[] stored = RecordJson.encode(order);
    assertThat(RecordJson.encode(RecordJson.decode(RecordType.ORDER, stored))).isEqualTo(stored);
  }

  /** Null where it is no JSON, or holds a number with an exponent that no decimal has. */
  private static @Nullable JsonNode document(byte[] body) {
    try {
      return Fields.document(body);
    } catch (IOException | NumberFormatException malformed) {
      return null;
    }
  }

  private static @Nullable JsonNode tree(byte[] body, int from, int length) {
    try {
      JsonNode tree = Fields.JSON.readTree(body, from, length);
      return tree == null || tree.isMissingNode() ? null : tree;
    } catch (IOException | NumberFormatException malformed) {
      return null;
    }
  }

  /** An answer to a write becomes an ending, with words of a bounded length. */
  @FuzzTest
  void refusal(byte[] body) {
    Answer refused = answer(422, body);
    assertThat(Refusals.words(refused).length()).isLessThanOrEqualTo(Refusals.RAW_LENGTH_MAX);
    PushResult result = Refusals.ofWrite(refused, "a fuzzed record");
    assertThat(result).isNotNull();
    try {
      assertThat(TenantApi.body(refused)).isNotNull();
    } catch (PlatformException unreadable) {
      assertThat(unreadable.kind()).isEqualTo(PlatformException.Kind.UNREADABLE);
    }
  }

  @FuzzTest
  void product(byte[] body) {
    JsonNode tree = tree(body, 0, body.length);
    if (tree != null) {
      Product product = Product.read(tree, true, 0);
      if (product != null) {
        assertThat(product.localId()).isNotEmpty();
        assertThat(product.sku()).isNotEmpty();
        assertThat(product.prices()).startsWith("[");
      }
    }
  }

  private static Answer answer(int status, byte[] body) {
    return new Answer(
        new ConnectionRef("t", "c"),
        Call.get("/order"),
        status,
        MultiMap.caseInsensitiveMultiMap(),
        Buffer.buffer(body),
        null);
  }
}
