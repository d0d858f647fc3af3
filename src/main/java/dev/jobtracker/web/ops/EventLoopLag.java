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

  private final Timer lags;
  private long due;

  private EventLoopLag(Timer lags) {
    this.lags = lags;
    this.due = System.nanoTime() + INTERVAL.toNanos();
  }

  /** Begins to measure the event loop that calls this; ends with the verticle. */
  public static void watch(Vertx vertx, Timer lags) {
    EventLoopLag lag = new EventLoopLag(lags);
    vertx.setPeriodic(INTERVAL.toMillis(), timer -> lag.measure());
  }

  private void measure() {
    long now = System.nanoTime();
    // A timer may also be early by less than a millisecond.
    lags.record(Duration.ofNanos(Math.max(0, now - due)));
    due = now + INTERVAL.toNanos();
  }
}
