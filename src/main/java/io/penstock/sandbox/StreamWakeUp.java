package io.penstock.sandbox;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Lets no HTTP/2 stream sleep over TLS. A large answer fills the TLS handler's queue, and Netty
 * tells the flow controller only a turn later that the channel cannot be written. A stream opened
 * in between begins as not writable while the connection as a whole still counts as writable; once
 * flushed, the controller sees no change, wakes nobody, and that stream's body is never sent. So
 * whenever the channel becomes writable, every stream is looked at again.
 *
 * <p>It can go when Netty's {@code DefaultHttp2RemoteFlowController} does so itself (not in
 * 4.2.18): {@code TlsTest} passes without it then.
 */
final class StreamWakeUp extends ChannelInboundHandlerAdapter {
  private final Http2ConnectionHandler http2;

  private StreamWakeUp(Http2ConnectionHandler http2) {
    this.http2 = http2;
  }

  /** For a server's connection handler, which runs on the connection's own event loop. */
  static void watch(HttpConnection connection) {
    if (connection.isSsl() && connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channel().pipeline();
      Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
      if (http2 != null) {
        // Before it, so that it hears of our exceptions as of its own.
        pipeline.addBefore(pipeline.context(http2).name(), null, new StreamWakeUp(http2));
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
    super.channelWritabilityChanged(context);
    if (context.channel().isWritable()) {
      Http2RemoteFlowController flow = http2.encoder().flowController();
      // Changes no window; it is the one public way to have all streams checked.
      flow.initialWindowSize(flow.initialWindowSize());
    }
  }
}
