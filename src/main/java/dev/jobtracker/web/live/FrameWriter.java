package dev.jobtracker.web.live;

import dev.jobtracker.web.http.Connections;
import dev.jobtracker.web.limit.BlockedTimer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

/**
 * Writes encoded frames to one WebSocket. They go to the channel as they are, past the queue of
 * Vert.x, so that many sockets can be given the same bytes. In that queue there is at most what may
 * come between messages: pings, pongs and the close frame.
 */
public final class FrameWriter {
  private final Channel channel;
  private final Flushes flushes;
  private final BlockedTimer blocked;
  private final Runnable whenTaken;
  private boolean full;

  /**
   * Makes a writer of this channel.
   *
   * @param tooSlow runs when the client has not taken all that was written for too long
   * @param whenTaken runs each time the client has taken all of what made the channel full, or is
   *     gone
   */
  public FrameWriter(Channel channel, LiveServices live, Runnable tooSlow, Runnable whenTaken) {
    this.channel = channel;
    this.flushes = live.flushes();
    this.blocked = new BlockedTimer(live.vertx(), live.config().slowClientTimeout(), tooSlow);
    this.whenTaken = whenTaken;
  }

  /** Returns whether nothing more should be written now. */
  public boolean isFull() {
    return full;
  }

  /** Writes frames, which must not be changed any more. */
  public void write(byte[] frames) {
    channel.write(Unpooled.wrappedBuffer(frames), channel.voidPromise());
    flushes.soon(channel);
    look();
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

  /** Ends the connection at once, although frames wait for a client that reads nothing. */
  public void cut() {
    Connections.cut(channel);
  }
}
