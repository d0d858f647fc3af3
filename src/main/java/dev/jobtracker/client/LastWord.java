package dev.jobtracker.client;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the end of the work says about its job; {@link JobTracker} has the table. */
final class LastWord {
  private static final Logger LOG = LoggerFactory.getLogger(LastWord.class);

  private LastWord() {}

  static JobUpdate of(JobReporter reporter, @Nullable Object value, @Nullable Throwable failure) {
    if (failure == null) {
      boolean cancelled = reporter.isCancelConfirmed();
      return returned(reporter, cancelled ? JobStatus.CANCELLED : JobStatus.COMPLETED, value);
    }
    boolean stops =
        failure instanceof CancellationException || failure instanceof InterruptedException;
    if (!stops || !reporter.cancelRequested()) {
      return failed(text(failure));
    }
    JobUpdate.Builder last = JobUpdate.builder().status(JobStatus.CANCELLED);
    return failure.getMessage() == null ? last.build() : last.error(failure.getMessage()).build();
  }

  static JobUpdate failed(String error) {
    return JobUpdate.builder().status(JobStatus.FAILED).error(error).build();
  }

  private static JobUpdate returned(
      JobReporter reporter, JobStatus status, @Nullable Object value) {
    JobUpdate.Builder last = JobUpdate.builder().status(status);
    try {
      // Null is no result, and leaves a partial result as it is.
      return value == null ? last.build() : last.result(JobReporter.json(value)).build();
    } catch (JobException unsayable) {
      LOG.warn("Job {} has no result, because: {}", reporter.taskId(), unsayable.getMessage());
      return JobUpdate.builder().status(status).build();
    }
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getName() : message;
  }
}
