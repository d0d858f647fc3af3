package dev.jobtracker.tracker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Notices when nobody could listen: the process was stopped, its machine slept, or its event loop
 * was held up (contract, section 3). Who looks at least once a tick learns of a time without a look
 * that was much longer. By the clock on the wall, since others stand still while a machine sleeps;
 * when it is set back or forward, that time is nobody's silence either.
 */
final class Pauses {
  private final InstantSource clock;
  private final Duration tick;
  private final Duration longest;
  private Instant lastLook = Instant.EPOCH;
  private boolean justOver;

  Pauses(InstantSource clock, Duration tick) {
    this.clock = clock;
    this.tick = tick;
    this.longest = tick.multipliedBy(2);
  }

  /** Begins to look. */
  void begin() {
    lastLook = clock.instant();
  }

  /**
   * Returns for how long nobody could listen since the last look, almost always zero; less than
   * zero where the clock was set back.
   */
  Duration look() {
    Instant now = clock.instant();
    Duration since = Duration.between(lastLook, now);
    lastLook = now;
    if (since.compareTo(longest) > 0) {
      justOver = true;
      return since.minus(tick);
    }
    return since.isNegative() ? since : Duration.ZERO;
  }

  /** Returns whether a pause has ended since this was asked last. */
  boolean justOver() {
    boolean answer = justOver;
    justOver = false;
    return answer;
  }
}
