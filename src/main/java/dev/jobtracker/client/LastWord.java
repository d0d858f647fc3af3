package dev.jobtracker.client;

import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.text.Causes;
import org.jspecify.annotations.Nullable;

/**
 * What the end of the work says about its job; {@link JobTracker} has the table. Messages and
 * results are code of the user, and whatever they do there is a last word.
 */
final class LastWord {
  private LastWord() {}

  /** Returns the last update: it ends the job, and never throws. May take as long as user code. */
  static JobUpdate of(JobReporter reporter, @Nullable Object value, @Nullable Throwable failure) {
    if (failure == null) {
      return returned(reporter, value);
    }
    Throwable cancellation = reporter.cancelRequested() ? Cancellation.in(failure) : null;
    if (cancellation == null) {
      return failed(ErrorText.of(failure));
    }
    String why = Causes.message(cancellation);
    JobUpdate.Builder last = JobUpdate.builder().status(JobStatus.CANCELLED);
    return why == null ? last.build() : last.error(why).build();
  }

  static JobUpdate failed(String error) {
    return JobUpdate.builder().status(JobStatus.FAILED).error(error).build();
  }

  /** Returns the last update of a work that ended so, without a look at any code of the user. */
  static JobUpdate bare(JobReporter reporter, @Nullable Throwable failure) {
    return failure == null
        ? JobUpdate.builder().status(ending(reporter)).build()
        : failed(Causes.name(failure));
  }

  private static JobStatus ending(JobReporter reporter) {
    return reporter.isCancelConfirmed() ? JobStatus.CANCELLED : JobStatus.COMPLETED;
  }

  private static JobUpdate returned(JobReporter reporter, @Nullable Object value) {
    String result = reporter.rules().sayable(value);
    JobUpdate.Builder last = JobUpdate.builder().status(ending(reporter));
    // Null is no result, and leaves a partial result as it is.
    return result == null ? last.build() : last.result(result).build();
  }
}
