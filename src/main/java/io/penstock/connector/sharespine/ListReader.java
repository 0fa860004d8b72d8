package io.penstock.connector.sharespine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.penstock.connector.http.Answer;
import io.penstock.connector.http.BodyReader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON array of any length while it arrives and hands over one element after the other, so
 * that one element and one piece are all that is in memory. The platform's lists have no pages.
 *
 * <p>An element that is too large is cut, not fatal. What is no JSON array at all, or ends in the
 * middle, fails: then nobody knows what is missing.
 */
final class ListReader implements BodyReader {
  /** Who takes the elements. */
  interface Elements {
    /** The next one is handed over when the future has completed. */
    Future<Void> take(JsonNode element);

    /** An element above the bound, as much of it as was kept. */
    Future<Void> tooLarge(JsonNode beginning);
  }

  private enum Stage {
    BEFORE,
    IN,
    AFTER
  }

  private final long elementMaxBytes;
  private final Elements elements;
  private final JsonParser parser;
  private final ByteArrayFeeder feeder;
  private Stage stage = Stage.BEFORE;
  private @Nullable TokenBuffer element;
  private long elementStart;
  private int depth;
  private boolean cut;
  private boolean afterName;
  private @Nullable Answer head;

  ListReader(long elementMaxBytes, Elements elements) {
    this.elementMaxBytes = elementMaxBytes;
    this.elements = elements;
    try {
      this.parser = Fields.FACTORY.createNonBlockingByteArrayParser();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
  }

  @Override
  public void start(Answer answer) {
    TenantApi.mustBeJson(answer);
    head = answer;
  }

  @Override
  public Future<Void> read(Buffer piece) {
    byte[] bytes = piece.getBytes();
    try {
      feeder.feedInput(bytes, 0, bytes.length);
      return drain();
    } catch (IOException malformed) {
      return Future.failedFuture(broken(Fields.words(malformed)));
    }
  }

  /** Call when the whole body has been read: fails if the list was cut off. */
  Future<Void> end() {
    feeder.endOfInput();
    try {
      return drain()
          .compose(
              read -> {
                if (stage == Stage.AFTER) {
                  return Future.succeededFuture();
                }
                String why = stage == Stage.BEFORE ? "it is empty" : "it ends in the middle";
                return Future.failedFuture(broken(why));
              });
    } catch (IOException malformed) {
      return Future.failedFuture(broken(Fields.words(malformed)));
    }
  }

  private Future<Void> drain() throws IOException {
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.NOT_AVAILABLE) {
      Future<Void> taken = step(token);
      if (!taken.isComplete()) {
        return taken.compose(ready -> drainOn());
      }
      if (taken.failed()) {
        return taken;
      }
      token = parser.nextToken();
    }
    return Future.succeededFuture();
  }

  private Future<Void> drainOn() {
    try {
      return drain();
    } catch (IOException malformed) {
      return Future.failedFuture(broken(Fields.words(malformed)));
    }
  }

  private Future<Void> step(JsonToken token) throws IOException {
    if (element != null) {
      return inElement(element, token);
    }
    switch (stage) {
      case BEFORE -> {
        if (token != JsonToken.START_ARRAY) {
          return Future.failedFuture(broken("it is not a list"));
        }
        stage = Stage.IN;
        return Future.succeededFuture();
      }
      case IN -> {
        if (token == JsonToken.END_ARRAY) {
          stage = Stage.AFTER;
          return Future.succeededFuture();
        }
        TokenBuffer fresh = new TokenBuffer(parser).forceUseOfBigDecimal(true);
        element = fresh;
        elementStart = parser.currentTokenLocation().getByteOffset();
        depth = 0;
        cut = false;
        afterName = false;
        return inElement(fresh, token);
      }
      case AFTER -> {
        return Future.failedFuture(broken("something follows the list"));
      }
    }
    throw new IllegalStateException(stage.name());
  }

  private Future<Void> inElement(TokenBuffer into, JsonToken token) throws IOException {
    if (!cut && parser.currentLocation().getByteOffset() - elementStart > elementMaxBytes) {
      cut = true;
      close(into);
    }
    if (!cut) {
      into.copyCurrentEvent(parser);
      afterName = token == JsonToken.FIELD_NAME;
    }
    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    if (depth > 0) {
      return Future.succeededFuture();
    }
    element = null;
    JsonNode whole = Fields.JSON.readTree(into.asParser());
    return cut ? elements.tooLarge(whole) : elements.take(whole);
  }

  private void close(TokenBuffer unfinished) throws IOException {
    if (afterName) {
      unfinished.writeNull();
    }
    while (!unfinished.getOutputContext().inRoot()) {
      if (unfinished.getOutputContext().inArray()) {
        unfinished.writeEndArray();
      } else {
        unfinished.writeEndObject();
      }
    }
  }

  private RuntimeException broken(String why) {
    Answer answer = head;
    if (answer == null) {
      return new IllegalStateException("read before it was started: " + why);
    }
    return answer.unreadable("the platform's list cannot be read: " + why);
  }
}
