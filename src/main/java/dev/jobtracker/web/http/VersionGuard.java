package dev.jobtracker.web.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Vert.x answers a version of HTTP that it does not know with a bare 501, before any handler of
 * ours. This marks such a request as one that cannot be read, so that {@code Problems} refuses it
 * like all others of that kind.
 */
@Sharable
final class VersionGuard extends ChannelInboundHandlerAdapter {
  private static final VersionGuard INSTANCE = new VersionGuard();

  private VersionGuard() {}

  /** Lets nothing come to this handler of a connection that does not pass the guard. */
  static void before(ChannelHandlerContext handler) {
    handler.pipeline().addBefore(handler.name(), null, INSTANCE);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request
        && request.protocolVersion() != HttpVersion.HTTP_1_1
        && request.protocolVersion() != HttpVersion.HTTP_1_0
        && request.decoderResult().isSuccess()) {
      // An answer is written in the version of its request.
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
      request.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("neither HTTP/1.1 nor HTTP/1.0")));
    }
    context.fireChannelRead(message);
  }
}
