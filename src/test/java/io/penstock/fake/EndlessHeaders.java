package io.penstock.fake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers over TLS with headers that never end: lines of HTTP/1.1, or frames of HTTP/2 of which
 * none is the last.
 */
public final class EndlessHeaders {
  private static final int PREFACE_BYTES = 24;
  private static final int FRAME_HEAD_BYTES = 9;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final byte STATUS_200 = (byte) 0x88;
  private static final int VALUE_BYTES = 100;

  private final NetServer server;
  private final AtomicLong written = new AtomicLong();

  private EndlessHeaders(Vertx vertx, LocalCertificate certificate, boolean http2) {
    NetServerOptions options =
        new NetServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(certificate.key());
    options.getSslOptions().setApplicationLayerProtocols(List.of(http2 ? "h2" : "http/1.1"));
    server =
        vertx.createNetServer(options).connectHandler(http2 ? this::speakHttp2 : this::speakHttp1);
  }

  public static Future<EndlessHeaders> open(
      Vertx vertx, LocalCertificate certificate, boolean http2) {
    EndlessHeaders headers = new EndlessHeaders(vertx, certificate, http2);
    return headers.server.listen().map(headers);
  }

  public URI uri() {
    return URI.create("https://localhost:" + server.actualPort() + "/");
  }

  /** Bytes of headers that were written, of all connections. */
  public long written() {
    return written.get();
  }

  public Future<Void> close() {
    return server.close();
  }

  private void speakHttp1(NetSocket caller) {
    Buffer line = Buffer.buffer("x-more: " + "x".repeat(VALUE_BYTES) + "\r\n");
    caller.handler(
        request -> {
          caller.handler(rest -> {});
          caller.write("HTTP/1.1 200 OK\r\n");
          writeOn(caller, line);
        });
    caller.exceptionHandler(broken -> {});
  }

  private void speakHttp2(NetSocket caller) {
    caller.write(frame(SETTINGS, 0, Buffer.buffer()));
    Buffer[] came = {Buffer.buffer()};
    caller.handler(
        bytes -> {
          came[0].appendBuffer(bytes);
          if (hasHeaders(came[0])) {
            caller.handler(rest -> {});
            caller.write(frame(HEADERS, 1, Buffer.buffer(new byte[] {STATUS_200})));
            writeOn(caller, frame(CONTINUATION, 1, literal()));
          }
        });
    caller.exceptionHandler(broken -> {});
  }

  private void writeOn(NetSocket caller, Buffer more) {
    written.addAndGet(more.length());
    caller.write(more).onSuccess(next -> writeOn(caller, more));
  }

  private static boolean hasHeaders(Buffer came) {
    int at = PREFACE_BYTES;
    while (at + FRAME_HEAD_BYTES <= came.length()) {
      if (came.getByte(at + 3) == HEADERS) {
        return true;
      }
      at += FRAME_HEAD_BYTES + came.getUnsignedMedium(at);
    }
    return false;
  }

  private static Buffer frame(int type, int stream, Buffer payload) {
    return Buffer.buffer()
        .appendMedium(payload.length())
        .appendByte((byte) type)
        .appendByte((byte) 0)
        .appendInt(stream)
        .appendBuffer(payload);
  }

  /** One header that no table remembers. */
  private static Buffer literal() {
    byte[] name = "x-more".getBytes(StandardCharsets.US_ASCII);
    return Buffer.buffer()
        .appendByte((byte) 0)
        .appendByte((byte) name.length)
        .appendBytes(name)
        .appendByte((byte) VALUE_BYTES)
        .appendString("x".repeat(VALUE_BYTES));
  }
}
