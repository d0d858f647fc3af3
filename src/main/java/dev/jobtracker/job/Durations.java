package dev.jobtracker.job;

import java.time.Duration;

/** Says a duration in the form that the configuration uses. */
final class Durations {
  private Durations() {}

  /** Returns the duration in its largest whole unit, for example {@code "24h"} or {@code "90s"}. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
