package dev.jobtracker.web.ops;

import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * How late an event loop is: a timer that is due every now and then measures how long the loop was
 * busy with something else.
 */
public final class EventLoopLag {
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final Vertx vertx;
  private final Timer lags;
  private long due;

  private EventLoopLag(Vertx vertx, Timer lags) {
    this.vertx = vertx;
    this.lags = lags;
  }

  /** Begins to measure the event loop that calls this; ends with the verticle. */
  public static void watch(Vertx vertx, Timer lags) {
    new EventLoopLag(vertx, lags).measureSoon();
  }

  /**
   * A timer of its own each time: after a pause a periodic one would catch up on all that it has
   * missed, and every tick of these would say that the loop is not late at all.
   */
  private void measureSoon() {
    due = System.nanoTime() + INTERVAL.toNanos();
    vertx.setTimer(INTERVAL.toMillis(), timer -> measure());
  }

  private void measure() {
    // A timer may also be early by less than a millisecond.
    lags.record(Duration.ofNanos(Math.max(0, System.nanoTime() - due)));
    measureSoon();
  }
}
