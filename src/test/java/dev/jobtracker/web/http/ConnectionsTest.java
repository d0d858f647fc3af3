package dev.jobtracker.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** What closes a connection for good (contract, section 9). */
class ConnectionsTest {
  /** As that of a WebSocket does, which first wants its close frame to be taken. */
  private static final class WaitsForEver extends ChannelDuplexHandler {
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
      // The client will never take what was written.
    }
  }

  @Test
  void cut_closes_beneath_a_handler_that_waits() {
    EmbeddedChannel channel = new EmbeddedChannel(new ChannelDuplexHandler(), new WaitsForEver());
    channel.pipeline().close();
    assertThat(channel.isOpen()).isTrue();
    Connections.cut(channel);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void cut_of_what_is_closed_does_nothing() {
    EmbeddedChannel channel = new EmbeddedChannel(new ChannelDuplexHandler());
    channel.close();
    channel.runPendingTasks();
    assertThat(channel.pipeline().firstContext()).isNull();
    Connections.cut(channel);
    assertThat(channel.isOpen()).isFalse();
  }
}
