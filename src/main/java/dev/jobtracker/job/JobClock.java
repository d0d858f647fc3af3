package dev.jobtracker.job;

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

  JobClock(InstantSource source) {
    this.source = source;
  }

  /** Reads the clock. */
  long now() {
    long time = Micros.of(source.instant());
    now = Math.max(now, time);
    listened = Math.max(listened, time - skipped);
    return now;
  }

  /** Returns the time for which somebody could listen, as of the last look at the clock. */
  long listened() {
    return listened;
  }

  /** Leaves out so much time; less than 0 = the clock was set back by so much. */
  void skip(long micros) {
    skipped += micros;
  }

  /** Returns when a silence began that has lasted since this time of listening. */
  long dateOf(long listened) {
    return listened + skipped;
  }

  /** Returns the time of listening since which a silence has lasted that began on this date. */
  long listenedAt(long date) {
    return date - skipped;
  }
}
