package dev.jobtracker.client.transport;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before something is tried again: twice as long with each failure.
 *
 * @param first milliseconds before the first retry
 * @param longest milliseconds before any retry
 */
public record Backoff(long first, long longest) {
  private static final int MOST_DOUBLINGS = 20;

  /** Returns the pause after this many failures, which is never the same for two callers. */
  public long after(int failures) {
    int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, failures - 1));
    long most = Math.min(longest, first << doublings);
    return Math.max(1, ThreadLocalRandom.current().nextLong(most / 2, most + 1));
  }
}
