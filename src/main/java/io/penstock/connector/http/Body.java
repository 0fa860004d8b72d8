package io.penstock.connector.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of one answer, unpacked where they are packed, a step at a time. A client unpacks what
 * comes as it comes: a quarter of a megabyte becomes a quarter of a gigabyte in memory before the
 * first of it is read, and no bound on what is read helps. Here the next step is unpacked when the
 * one before has been taken.
 */
final class Body {
  /** What we can unpack. */
  static final String PACKINGS = "gzip, deflate";

  /** One byte becomes 1032 at most, so no step is larger than a megabyte. */
  private static final int STEP_BYTES = 1 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(Body.class);
  private static final Buffer NOTHING = Buffer.buffer();

  private final @Nullable EmbeddedChannel unpacker;
  private Buffer piece = NOTHING;
  private int at;

  private Body(@Nullable EmbeddedChannel unpacker) {
    this.unpacker = unpacker;
  }

  /** Null where it is packed in a way that nobody asked for. */
  static @Nullable Body of(MultiMap headers) {
    String packing = headers.get(HttpHeaders.CONTENT_ENCODING);
    return switch (packing == null ? "" : packing.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> new Body(null);
      case "gzip", "x-gzip" -> unpacking(ZlibWrapper.GZIP);
      case "deflate", "x-deflate" -> unpacking(ZlibWrapper.ZLIB_OR_NONE);
      default -> null;
    };
  }

  private static Body unpacking(ZlibWrapper wrapper) {
    return new Body(new EmbeddedChannel(ZlibCodecFactory.newZlibDecoder(wrapper, 0)));
  }

  /** The next bytes as they came; all steps of those before have been taken. */
  void came(Buffer next) {
    piece = next;
    at = 0;
  }

  /**
   * The next step; null when more has to come.
   *
   * @throws DecompressionException where it is not packed as it says
   */
  @Nullable Buffer next() {
    while (at < piece.length()) {
      Buffer step = step();
      if (step.length() > 0) {
        return step;
      }
    }
    piece = NOTHING;
    at = 0;
    return null;
  }

  private Buffer step() {
    if (unpacker == null) {
      at = piece.length();
      return piece;
    }
    int end = Math.min(piece.length(), at + STEP_BYTES);
    unpacker.writeInbound(Unpooled.wrappedBuffer(piece.getBytes(at, end)));
    at = end;
    Buffer step = Buffer.buffer();
    for (ByteBuf out = unpacker.readInbound(); out != null; out = unpacker.readInbound()) {
      step.appendBytes(ByteBufUtil.getBytes(out));
      out.release();
    }
    return step;
  }

  /** Nothing of it is wanted any more. */
  void close() {
    piece = NOTHING;
    at = 0;
    if (unpacker == null || !unpacker.isOpen()) {
      return;
    }
    try {
      unpacker.finishAndReleaseAll();
    } catch (DecompressionException broken) {
      LOG.debug("the rest of an answer, which nobody wanted: {}", broken.getMessage());
    }
  }
}
