package io.penstock.sandbox.partner;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Collects a body, and fails as soon as it is longer than allowed. */
final class BoundedBody {
  private BoundedBody() {}

  static Future<Buffer> of(ReadStream<Buffer> stream, int bytesMax) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    stream.handler(
        piece -> {
          if (body.length() + piece.length() <= bytesMax) {
            body.appendBuffer(piece);
          } else {
            whole.tryFail("the body is longer than " + bytesMax + " bytes");
          }
        });
    stream.exceptionHandler(whole::tryFail);
    stream.endHandler(end -> whole.tryComplete(body));
    return whole.future();
  }
}
