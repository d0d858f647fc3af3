package dev.jobtracker.client.transport;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.time.Duration;

/**
 * Finds a connection that went silent, as one does that a proxy has forgotten: after an interval
 * without a word it is asked for one, and after another one it counts as dead. A pause of this
 * process is nobody's silence: what waits is read before anything is judged.
 */
final class Liveness {
  /**
   * A timer that is later than this part of an interval tells of a pause, and as much is granted
   * then.
   */
  private static final long PART = 2;

  private final Vertx vertx;
  private final WebSocket socket;
  private final long interval;
  private final Runnable silent;
  private boolean heard = true;
  private boolean asked;
  private long due;
  private long timer;

  Liveness(Vertx vertx, WebSocket socket, Duration interval, Runnable silent) {
    this.vertx = vertx;
    this.socket = socket;
    this.interval = interval.toNanos();
    this.silent = silent;
    lookIn(interval.toNanos());
  }

  /** Something came. */
  void heard() {
    heard = true;
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void lookIn(long nanos) {
    due = System.nanoTime() + nanos;
    timer = vertx.setTimer(Math.max(1, nanos / 1_000_000), now -> look());
  }

  private void look() {
    boolean paused = System.nanoTime() - due > interval / PART;
    if (heard) {
      heard = false;
      asked = false;
      lookIn(interval);
    } else if (paused) {
      // Not the whole time anew: where there is one pause after the other nothing would be found.
      lookIn(interval / PART);
    } else if (asked) {
      silent.run();
    } else {
      asked = true;
      socket.writePing(Buffer.buffer());
      lookIn(interval);
    }
  }
}
