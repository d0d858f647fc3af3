package dev.jobtracker.web.live;

import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobTraits;
import dev.jobtracker.job.Scope;

/**
 * Which of the jobs that a caller may see he asks for.
 *
 * @param scope what he may see
 * @param filter what he asks for
 */
public record Selection(Scope scope, JobFilter filter) {

  /** Returns whether a job in this state is one of them. */
  boolean matches(String taskId, JobTraits job) {
    return scope.admits(taskId, job.labels()) && filter.matches(job);
  }
}
