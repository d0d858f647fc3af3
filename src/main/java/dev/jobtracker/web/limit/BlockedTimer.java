package dev.jobtracker.web.limit;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Ends a connection whose client takes nothing for too long ({@code live.slow_client_timeout}). */
public final class BlockedTimer {
  private static final long NONE = -1;

  private final Vertx vertx;
  private final long limitMillis;
  private final Runnable end;
  private long timer = NONE;

  public BlockedTimer(Vertx vertx, Duration limit, Runnable end) {
    this.vertx = vertx;
    this.limitMillis = limit.toMillis();
    this.end = end;
  }

  /** Notes that the client takes nothing now. */
  public void start() {
    if (timer == NONE) {
      timer = vertx.setTimer(limitMillis, over -> end.run());
    }
  }

  /** Notes that the client has taken something, or is gone. */
  public void stop() {
    if (timer != NONE) {
      vertx.cancelTimer(timer);
      timer = NONE;
    }
  }
}
