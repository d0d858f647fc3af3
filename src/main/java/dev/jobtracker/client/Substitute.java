package dev.jobtracker.client;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.Patch;

/** The updates that are sent in place of one that cannot be applied as it is. */
final class Substitute {
  private Substitute() {}

  /** Returns the update that makes a new job what this one was. */
  static JobUpdate restoring(Job job) {
    return JobUpdate.builder()
        .status(JobStatus.RUNNING)
        .progress(job.progress())
        .done(job.done())
        .total(job.total())
        .unit(job.unit())
        .currentStep(job.currentStep())
        .result(job.result())
        .build();
  }

  /** Returns the update without its result. */
  static JobUpdate withoutResult(JobUpdate u) {
    return new JobUpdate(
        u.status(),
        u.progress(),
        u.done(),
        u.add(),
        u.total(),
        u.unit(),
        u.currentStep(),
        Patch.keep(),
        u.error(),
        u.ifRevision());
  }

  /** Returns the status and the error alone, which no rule of values can stand against. */
  static JobUpdate statusAndError(JobUpdate u) {
    JobUpdate.Builder rest = JobUpdate.builder();
    if (u.status() != null) {
      rest.status(u.status());
    }
    return u.error() == null ? rest.build() : rest.error(u.error()).build();
  }
}
