package io.penstock.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A JSON array with one entry a line, made piece by piece. */
final class JsonLines implements Chunks {
  private static final int PIECE_BYTES = 16_384;
  private static final int ENTRIES_A_PIECE_MAX = 200;

  private final Iterator<JsonObject> entries;
  private boolean started;
  private boolean ended;

  private JsonLines(Iterator<JsonObject> entries) {
    this.entries = entries;
  }

  static Chunks array(Iterator<JsonObject> entries) {
    return new JsonLines(entries);
  }

  @Override
  public @Nullable Buffer next() {
    if (ended) {
      return null;
    }
    Buffer piece = Buffer.buffer();
    for (int i = 0;
        i < ENTRIES_A_PIECE_MAX && piece.length() < PIECE_BYTES && entries.hasNext();
        i++) {
      piece.appendString(started ? ",\n" : "[").appendBuffer(entries.next().toBuffer());
      started = true;
    }
    if (!entries.hasNext()) {
      piece.appendString(started ? "]\n" : "[]\n");
      ended = true;
    }
    return piece;
  }
}
