package dev.jobtracker.client;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.Patch;
import dev.jobtracker.wire.Json;
import dev.jobtracker.wire.JsonText;
import org.jspecify.annotations.Nullable;

/** What of a worker's words may be said of its job. All else is left out, with a warning. */
final class ReportRules {
  /** Stops a value that has no end; what the tracker takes is far below, and it says so itself. */
  private static final int LONGEST_RESULT = 16 * 1024 * 1024;

  private final LeftOut leftOut;

  ReportRules(LeftOut leftOut) {
    this.leftOut = leftOut;
  }

  /** Returns the value as JSON; null for null, and for what cannot be said. */
  @Nullable String sayable(@Nullable Object value) {
    try {
      return value == null ? null : JsonText.result(value, LONGEST_RESULT);
    } catch (Throwable unsayable) {
      // The value's own code runs here, and may fail in any way.
      leftOut.warn("result", unsayable);
      return null;
    }
  }

  /** Returns the update without what only the work's own end says, and without a broken result. */
  JobUpdate allowed(JobUpdate u) {
    JobStatus status = u.status() == null || u.status() == JobStatus.RUNNING ? u.status() : null;
    if (status != u.status()) {
      leftOut.warn("status", "the work's own end ends the job");
    }
    if (u.error() != null) {
      leftOut.warn("error", "it is told by what the work throws");
    }
    if (u.ifRevision() != null) {
      leftOut.warn("if_revision", "it is not for a worker");
    }
    return new JobUpdate(
        status,
        u.progress(),
        u.done(),
        u.add(),
        u.total(),
        u.unit(),
        u.currentStep(),
        isJson(u.result().applyTo(null)) ? u.result() : Patch.keep(),
        null,
        null);
  }

  private boolean isJson(@Nullable String result) {
    try {
      if (result != null) {
        Json.read(result);
      }
      return true;
    } catch (JobException refusal) {
      leftOut.warn("result", refusal);
      return false;
    }
  }
}
