package dev.jobtracker.web.live;

import dev.jobtracker.web.http.Connections;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/**
 * Writes encoded frames to one WebSocket. They go to the channel as they are, past the queue of
 * Vert.x, so that many sockets can be given the same bytes. In that queue there is at most what may
 * come between messages: pings, pongs and the close frame.
 */
public final class FrameWriter {
  private final Channel channel;
  private final Flushes flushes;
  private final ChannelRoom room;

  /** Makes a writer of this channel; what it runs and when, {@link ChannelRoom} says. */
  public FrameWriter(Channel channel, LiveServices live, Runnable tooSlow, Runnable whenTaken) {
    this.channel = channel;
    this.flushes = live.flushes();
    this.room = new ChannelRoom(channel, live, tooSlow, whenTaken);
  }

  /** Returns whether nothing more should be written now. */
  public boolean isFull() {
    return room.isFull();
  }

  /** Writes frames, which must not be changed any more. */
  public void write(byte[] frames) {
    channel.write(Unpooled.wrappedBuffer(frames), channel.voidPromise());
    flushes.soon(channel);
    room.look();
  }

  /** Notes when the channel is full, whoever wrote to it last. */
  public void look() {
    room.look();
  }

  /** Does not wait any longer for what was written to be taken. */
  public void stopWaiting() {
    room.stopWaiting();
  }

  /** Ends the connection at once, although frames wait for a client that reads nothing. */
  public void cut() {
    Connections.cut(channel);
  }
}
