package dev.jobtracker.job.map;

import dev.jobtracker.job.Micros;
import java.time.InstantSource;

/**
 * The two times of a map, in microseconds. {@link #now} is that of the clock, by which jobs are
 * dated and forgotten. {@link #listened} is by which silence is counted: it leaves out what {@link
 * #skip} names, when nobody could have heard a worker (contract, section 3). Neither goes back, so
 * that no deadline is met too early.
 */
final class JobClock {
  private final InstantSource source;
  private long now = Long.MIN_VALUE;
  private long listened = Long.MIN_VALUE;
  private long skipped;
  private long resumed;

  /** By how much the clock that counts is ahead of the source. */
  private long ahead;

  JobClock(InstantSource source) {
    this.source = source;
  }

  /** Reads the clock. */
  long now() {
    long time = time();
    now = Math.max(now, time);
    listened = Math.max(listened, time - skipped);
    return now;
  }

  /** Returns the time for which somebody could listen, as of the last look at the clock. */
  long listened() {
    return listened;
  }

  private long time() {
    return Micros.of(source.instant()) + ahead;
  }

  /** Tells the time of another clock, which says now that it is this time. */
  void follow(long time) {
    ahead = time - Micros.of(source.instant());
  }

  /** Leaves out so much time; less than 0 = the clock was set back by so much. */
  void skip(long micros) {
    skipped += micros;
  }

  /** Goes on from a time of listening that another clock has shown last. */
  void resume(long earlier) {
    skipped = time() - earlier;
    listened = earlier;
    resumed = earlier;
  }

  /** Returns the time of listening at which this clock took over from another; 0 = from none. */
  long resumed() {
    return resumed;
  }
}
