package dev.jobtracker.web.limit;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Runs something after a length of time in which this process listened. Timers of Vert.x go on
 * while the process is stopped or the machine sleeps, so after a pause they would blame clients for
 * a silence that was ours. This one looks at the clock a few times on the way, and no look counts
 * for more than twice its due:
 *
 * <pre>
 *   looks    |    |    |    |···· paused ····|    |    |    |    |
 *   counts    1    1    1         2            1    1    1    1     then it runs
 * </pre>
 *
 * <p>What waits to be read after a pause is read between two looks. Used on one event loop, and
 * ends with its verticle.
 */
public final class Patience {
  private static final int LOOKS = 8;
  private static final long NANOS = 1_000_000;

  private final Vertx vertx;
  private final long wholeNanos;
  private final long lookMillis;
  private final boolean again;
  private final Runnable over;
  private long leftNanos;
  private long looked;
  private long timer;

  private Patience(Vertx vertx, Duration whole, boolean again, Runnable over) {
    this.vertx = vertx;
    this.wholeNanos = whole.toNanos();
    this.lookMillis = Math.max(1, whole.toMillis() / LOOKS);
    this.again = again;
    this.over = over;
  }

  /** Runs {@code over} once, unless it is cancelled before. */
  public static Patience once(Vertx vertx, Duration whole, Runnable over) {
    return new Patience(vertx, whole, false, over).begin();
  }

  /** Runs {@code over} again and again, each time after this time. */
  public static Patience every(Vertx vertx, Duration whole, Runnable over) {
    return new Patience(vertx, whole, true, over).begin();
  }

  private Patience begin() {
    leftNanos = wholeNanos;
    looked = System.nanoTime();
    schedule(leftNanos);
    return this;
  }

  private void schedule(long nanos) {
    long millis = Math.min(lookMillis, (nanos + NANOS - 1) / NANOS);
    timer = vertx.setTimer(Math.max(1, millis), due -> look());
  }

  private void look() {
    long now = System.nanoTime();
    leftNanos -= Math.min(now - looked, 2 * lookMillis * NANOS);
    looked = now;
    if (leftNanos > 0) {
      schedule(leftNanos);
      return;
    }
    if (again) {
      begin();
    }
    over.run();
  }

  /** Ends it. */
  public void cancel() {
    vertx.cancelTimer(timer);
  }
}
