package dev.jobtracker.web.live;

import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Cuts a WebSocket whose client goes on sending while it does not read what it is sent. Vert.x
 * answers pings by itself, and the event-bus bridge also answers what it refuses; neither looks at
 * whether the answers are taken, so they would pile up. One for each connection, beneath all other
 * handlers.
 */
public final class UnreadGuard extends ChannelInboundHandlerAdapter {
  /** So many bytes are still read of a client that does not read. */
  private static final long MAX_BYTES = 1 << 20;

  private final LimitHits hits;
  private long bytes;

  private UnreadGuard(LimitHits hits) {
    this.hits = hits;
  }

  /** Guards a connection that has become a WebSocket. */
  public static void guard(Channel channel, LimitHits hits) {
    channel.pipeline().addFirst(new UnreadGuard(hits));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    bytes = context.channel().isWritable() ? 0 : bytes + ((ByteBuf) message).readableBytes();
    if (bytes > MAX_BYTES) {
      hits.count(Limit.SLOW_CLIENT_TIMEOUT);
      ((ByteBuf) message).release();
      context.close();
    } else {
      context.fireChannelRead(message);
    }
  }
}
