package dev.jobtracker.web;

import dev.jobtracker.config.LiveConfig;

/**
 * What the live doors of one instance work with.
 *
 * @param feed hands them what the tracker publishes
 * @param tracker takes their questions
 * @param seats counts them
 * @param config their limits
 * @param counts counts what they do
 * @param sessionEnds tells them whose session is over
 */
record Live(
    LiveFeed feed,
    TrackerGateway tracker,
    Seats seats,
    LiveConfig config,
    LiveCounts counts,
    SessionEnds sessionEnds) {
  /** How often clients that take nothing are looked for. */
  static final long LOOK_MILLIS = 250;
}
