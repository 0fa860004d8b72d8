package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The elements of a list, none of which is too large. */
class Collected implements ListReader.Elements {
  final List<JsonNode> elements = new ArrayList<>();

  @Override
  public Future<Void> take(byte[] bytes, int from, int length) throws IOException {
    elements.add(Fields.JSON.readTree(bytes, from, length));
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> tooLarge(String beginning) {
    throw new AssertionError(beginning);
  }
}
