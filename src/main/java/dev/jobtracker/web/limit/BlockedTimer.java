package dev.jobtracker.web.limit;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends a connection whose client takes nothing for too long ({@code live.slow_client_timeout}). */
public final class BlockedTimer {
  private final Vertx vertx;
  private final Duration limit;
  private final Runnable end;
  private @Nullable Patience patience;

  public BlockedTimer(Vertx vertx, Duration limit, Runnable end) {
    this.vertx = vertx;
    this.limit = limit;
    this.end = end;
  }

  /** Notes that the client takes nothing now. */
  public void start() {
    if (patience == null) {
      patience = Patience.once(vertx, limit, end);
    }
  }

  /** Notes that the client has taken something, or is gone. */
  public void stop() {
    if (patience != null) {
      patience.cancel();
      patience = null;
    }
  }
}
