package dev.jobtracker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it; any thread may read it. */
public final class TestClock implements InstantSource {
  /** The time that a new clock shows. */
  public static final Instant START = Instant.parse("2026-02-06T04:00:00Z");

  private volatile Instant now = START;

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves the clock on, or back by a negative duration. */
  public void advance(Duration step) {
    now = now.plus(step);
  }

  /** Moves the clock on by this many seconds. */
  public void advanceSeconds(long seconds) {
    advance(Duration.ofSeconds(seconds));
  }

  /** Sets the clock to this time. */
  public void set(Instant time) {
    now = time;
  }
}
