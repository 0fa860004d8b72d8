package io.penstock.connector.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Reads a large body while it arrives. */
public interface BodyReader {
  /**
   * Called once, before the first piece. What it throws ends the call and fails its future.
   *
   * @param head the answer without its body
   */
  void start(Answer head);

  /** The next piece; the one after it is read only when this future has completed. */
  Future<Void> read(Buffer piece);
}
