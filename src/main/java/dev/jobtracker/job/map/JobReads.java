package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be read of jobs: as the map holds them, or as they were before some changes. */
interface JobReads {

  /**
   * Returns the job.
   *
   * @throws JobException {@code NOT_FOUND} or {@code GONE}
   */
  Job get(String taskId);

  /** Returns the job, or null when there is none. */
  @Nullable Job find(String taskId);

  /** Returns a page of jobs, newest first, at a cost that depends on the page alone. */
  JobPage list(JobQuery query);

  /** Returns how many jobs there are and what happened so far. */
  JobStats stats();

  /** Returns how many jobs there are with these labels, and no counters. */
  JobStats statsOf(Map<String, String> labels);
}
