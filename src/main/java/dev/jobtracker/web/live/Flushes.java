package dev.jobtracker.web.live;

import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends what was written to the sockets of one event loop, when all that the loop has to do now is
 * done. So a socket that gets news of many jobs at once gets them with one call of the operating
 * system, which costs more than all the rest of the way to it.
 */
public final class Flushes {
  private final Vertx vertx;
  private List<Channel> written = new ArrayList<>();

  public Flushes(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Has the channel flushed soon; a channel may be named more than once. */
  void soon(Channel channel) {
    if (written.isEmpty()) {
      vertx.runOnContext(now -> flush());
    }
    written.add(channel);
  }

  private void flush() {
    List<Channel> all = written;
    written = new ArrayList<>();
    all.forEach(Channel::flush);
  }
}
