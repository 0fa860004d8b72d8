package io.penstock.sandbox;

import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body in pieces, made as fast as the reader takes them, so that a list of any length is never
 * held as one text.
 */
@FunctionalInterface
public interface Chunks {

  /** The next piece, or null after the last one. An empty piece means "nothing yet, ask again". */
  @Nullable Buffer next();

  static Chunks of(Buffer whole) {
    Iterator<Buffer> once = List.of(whole).iterator();
    return () -> once.hasNext() ? once.next() : null;
  }
}
