package dev.jobtracker.client;

import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.Patch;

/**
 * What is left of an update that the tracker refuses, without the part that it most likely refuses.
 */
final class LesserUpdate {
  private LesserUpdate() {}

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

  /** Returns the update without what it adds. */
  static JobUpdate withoutAdd(JobUpdate u) {
    return new JobUpdate(
        u.status(),
        u.progress(),
        u.done(),
        null,
        u.total(),
        u.unit(),
        u.currentStep(),
        u.result(),
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
