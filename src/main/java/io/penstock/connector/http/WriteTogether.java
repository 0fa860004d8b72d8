package io.penstock.connector.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;

/**
 * Lets requests that are sent in one turn of the event loop leave in one TLS record and one system
 * call. Vert.x sees to that while it reads answers; what is sent for any other reason it would
 * flush request by request.
 */
final class WriteTogether extends FlushConsolidationHandler {
  /** So many requests leave even if the turn goes on. */
  private static final int FLUSHES_MAX = 64;

  private boolean readingEnds;

  private WriteTogether() {
    super(FLUSHES_MAX, true);
  }

  /** Above TLS, so that what waits is not yet cut into records. */
  static void in(ChannelPipeline pipeline) {
    ChannelHandlerContext tls = pipeline.context(SslHandler.class);
    if (tls == null) {
      pipeline.addFirst(new WriteTogether());
    } else {
      pipeline.addAfter(tls.name(), null, new WriteTogether());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    readingEnds = true;
    try {
      super.channelReadComplete(context);
    } finally {
      readingEnds = false;
    }
  }

  /** What answers brought about has been gathered already, and the connection is at hand now. */
  @Override
  public void flush(ChannelHandlerContext context) throws Exception {
    if (readingEnds) {
      context.flush();
    } else {
      super.flush(context);
    }
  }
}
