package dev.jobtracker.web.live;

import dev.jobtracker.web.limit.BlockedTimer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

/** Tells when a channel is full, when its client has taken what made it so, and when it is slow. */
public final class ChannelRoom {
  private final Channel channel;
  private final BlockedTimer blocked;
  private final Runnable whenTaken;
  private boolean full;

  /**
   * Looks after this channel.
   *
   * @param tooSlow runs when the client has not taken all that was written for too long
   * @param whenTaken runs each time the client has taken all of what made the channel full, or is
   *     gone
   */
  public ChannelRoom(Channel channel, LiveServices live, Runnable tooSlow, Runnable whenTaken) {
    this.channel = channel;
    this.blocked = new BlockedTimer(live.vertx(), live.config().slowClientTimeout(), tooSlow);
    this.whenTaken = whenTaken;
  }

  /** Returns whether nothing more should be written now, as of the last {@link #look}. */
  public boolean isFull() {
    return full;
  }

  /** Notes when the channel is full, whoever wrote to it last. */
  public void look() {
    if (!full && !channel.isWritable()) {
      // An empty write ends when all that was written before it is taken, which may be at once.
      ChannelFuture all = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
      if (!all.isDone()) {
        full = true;
        blocked.start();
        all.addListener(taken -> taken());
      }
    }
  }

  private void taken() {
    full = false;
    blocked.stop();
    whenTaken.run();
  }

  /** Does not wait any longer for what was written to be taken. */
  public void stopWaiting() {
    blocked.stop();
  }
}
