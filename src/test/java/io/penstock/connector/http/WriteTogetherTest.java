package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;

class WriteTogetherTest {
  /** Counts what reaches the wire, and ends there: the channel would run waiting tasks. */
  private static final class Wire extends ChannelDuplexHandler {
    int written;
    int flushes;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      written++;
      promise.setSuccess();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      flushes++;
    }
  }

  private final Wire wire = new Wire();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  private void open() {
    WriteTogether.in(channel.pipeline());
    channel.pipeline().addFirst(wire);
  }

  @Test
  void whatIsFlushedInOneTurnLeavesOnce() {
    open();
    for (int i = 0; i < 5; i++) {
      channel.pipeline().writeAndFlush(Unpooled.copyInt(i));
    }
    assertThat(wire.flushes).isZero();
    channel.runPendingTasks();
    assertThat(wire.flushes).isEqualTo(1);
    assertThat(wire.written).isEqualTo(5);
  }

  @Test
  void whatAnAnswerBroughtAboutLeavesWithTheEndOfTheRead() {
    open();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object answer) {
                context.write(answer);
              }

              @Override
              public void channelReadComplete(ChannelHandlerContext context) {
                context.flush();
              }
            });
    channel.pipeline().fireChannelRead(Unpooled.copyInt(1));
    channel.pipeline().fireChannelRead(Unpooled.copyInt(2));
    channel.pipeline().fireChannelReadComplete();
    assertThat(wire.flushes).isEqualTo(1);
    assertThat(wire.written).isEqualTo(2);
  }
}
