package dev.jobtracker.client;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that a job is heard of often enough: when nothing was sent for a third of its
 * heartbeat timeout, it asks for a sign of life. Used on one event loop.
 */
final class Heartbeats {
  private static final long THIRDS = 3;
  private static final long NONE = -1;

  private final Vertx vertx;
  private final Runnable due;
  private final long beatMillis;
  private long lastSent = System.nanoTime();
  private long timer = NONE;

  /** Calls {@code due} when a sign of life is to be sent, unless something is sent anyway. */
  Heartbeats(Vertx vertx, int timeoutSeconds, Runnable due) {
    this.vertx = vertx;
    this.due = due;
    this.beatMillis = Math.max(1, TimeUnit.SECONDS.toMillis(timeoutSeconds) / THIRDS);
  }

  /** Returns after how much silence a heartbeat is due, in milliseconds. */
  long interval() {
    return beatMillis;
  }

  void start() {
    timer = vertx.setTimer(Math.max(1, beatMillis - silence()), late -> beat());
  }

  private void beat() {
    if (silence() >= beatMillis) {
      due.run();
    }
    long rest = beatMillis - silence();
    timer = vertx.setTimer(rest > 0 ? rest : beatMillis, late -> beat());
  }

  /** Something is sent now. */
  void sent() {
    lastSent = System.nanoTime();
  }

  /** Returns how long ago something was sent, in milliseconds. */
  long silence() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastSent);
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
