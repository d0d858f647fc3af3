package dev.jobtracker.cli;

import dev.jobtracker.client.JobReporter;
import org.jspecify.annotations.Nullable;

/**
 * What the output of a command has told so far. The newest state waits here until there is a job to
 * report to, which may be long after the command began. Safe for use by several threads.
 */
final class Observed {
  private final @Nullable String unit;
  private @Nullable Double progress;
  private @Nullable Double done;
  private @Nullable Double total;
  private @Nullable String step;
  private @Nullable JobReporter reporter;

  /** Counts are of this unit, null where nobody said one. */
  Observed(@Nullable String unit) {
    this.unit = unit;
  }

  synchronized void progress(double fraction) {
    progress = fraction;
    if (reporter != null) {
      reporter.progress(fraction);
    }
  }

  synchronized void counts(double newDone, double newTotal) {
    boolean sameTotal = total != null && total == newTotal;
    done = newDone;
    total = newTotal;
    if (reporter != null) {
      if (!sameTotal) {
        reporter.total(newTotal, unit);
      }
      reporter.done(newDone);
    }
  }

  synchronized void step(String line) {
    step = line;
    if (reporter != null) {
      reporter.step(line);
    }
  }

  /** Returns the fraction that was told last, or null. */
  synchronized @Nullable Double progress() {
    return progress;
  }

  /** Returns how much is done by the counts that were told last, or null. */
  synchronized @Nullable Double done() {
    return done;
  }

  /** Returns how much there is to do by the counts that were told last, or null. */
  synchronized @Nullable Double total() {
    return total;
  }

  /** Tells all of it to this reporter, and from now on what comes. */
  synchronized void attach(JobReporter job) {
    reporter = job;
    if (total != null && done != null) {
      job.total(total, unit).done(done);
    }
    if (progress != null) {
      job.progress(progress);
    }
    if (step != null) {
      job.step(step);
    }
  }
}
