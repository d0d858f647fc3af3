package dev.jobtracker.client;

import dev.jobtracker.client.transport.Backoff;

/**
 * How a worker's handle times its messages; all in milliseconds.
 *
 * @param answer how long to wait for an answer, at most
 * @param gap between two updates of one job, because nobody sees more; the last word waits for none
 * @param firstRetry before the first retry; doubles with each
 * @param longestRetry before any retry
 * @param opening for how long the creation of a job is tried
 * @param ending for how long the last word is tried
 * @param closing for how long the end of a verticle waits for the last word on its jobs
 * @param wording for how long the work's own code may take to say its result or its message
 */
record Pace(
    long answer,
    long gap,
    long firstRetry,
    long longestRetry,
    long opening,
    long ending,
    long closing,
    long wording) {
  static final Pace DEFAULT = new Pace(10_000, 20, 100, 5_000, 30_000, 300_000, 1_000, 10_000);

  /**
   * Returns the pause after this many failures: exponential, and never the same for two callers.
   */
  long backoff(int failures) {
    return backoff().after(failures);
  }

  Backoff backoff() {
    return new Backoff(firstRetry, longestRetry);
  }
}
