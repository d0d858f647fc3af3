package dev.jobtracker.client.transport;

import io.vertx.core.Vertx;

/**
 * What is tried again after a pause that grows with each failure. One thing waits at a time. Used
 * on one event loop.
 */
public final class Retry {
  private static final long NONE = -1;

  private final Vertx vertx;
  private final Backoff pauses;
  private Runnable again = () -> {};
  private int failures;
  private long timer = NONE;

  /** Creates one that waits for nothing. */
  public Retry(Vertx vertx, Backoff pauses) {
    this.vertx = vertx;
    this.pauses = pauses;
  }

  /** Runs this after the pause. */
  public void later(Runnable action) {
    failures++;
    again = action;
    timer = vertx.setTimer(pauses.after(failures), due -> run());
  }

  private void run() {
    timer = NONE;
    again.run();
  }

  /** Runs at once what waits for the end of a pause; returns whether anything did. */
  public boolean now() {
    boolean waits = timer != NONE;
    if (waits) {
      vertx.cancelTimer(timer);
      run();
    }
    return waits;
  }

  /** The next pause is a short one again. */
  public void reset() {
    failures = 0;
  }

  /** What waits is not run. */
  public void stop() {
    vertx.cancelTimer(timer);
    timer = NONE;
  }
}
