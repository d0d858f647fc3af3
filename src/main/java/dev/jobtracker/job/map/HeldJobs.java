package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobLife;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.text.Texts;
import org.jspecify.annotations.Nullable;

/** What a map holds: the table of its jobs, those that were just cleared, and the ids of others. */
final class HeldJobs {
  final JobClock clock;
  final ClearedJobs cleared = new ClearedJobs();
  final GoneIds gone;
  private final JobLimits limits;
  private final TaskIds ids = new TaskIds();
  private final SharedTexts texts = new SharedTexts();
  private JobTable table;
  private long latestCreation = Long.MIN_VALUE;

  HeldJobs(JobLimits limits, JobClock clock) {
    this.limits = limits;
    this.clock = clock;
    this.gone = new GoneIds(limits.maxGone());
    this.table = emptyTable();
  }

  private JobTable emptyTable() {
    return new JobTable(limits.indexedLabels(), clock);
  }

  /** Returns the table; another one after {@link #takeAll}. */
  JobTable table() {
    return table;
  }

  /** Takes all jobs out, and returns them. */
  JobTable takeAll() {
    JobTable all = table;
    table = emptyTable();
    return all;
  }

  /** Adds a job that is created now, at a time that no other job has. */
  Job create(Job asked, String taskId) {
    latestCreation = Math.max(clock.now(), latestCreation + 1);
    Job job = JobLife.born(asked, taskId, latestCreation, texts::share);
    table.add(job, clock.listened());
    return job;
  }

  /** Adds a job that was created before. */
  void restore(Job job, long seenAt) {
    Job kept = job.sharing(texts::share);
    latestCreation = Math.max(latestCreation, kept.createdAtMicros());
    table.add(kept, seenAt);
  }

  @Nullable Job find(String taskId) {
    Entry entry = table.get(taskId);
    return entry == null ? null : entry.job();
  }

  /** Returns whether the job was known once and is forgotten. */
  boolean isGone(String taskId) {
    return gone.contains(taskId) || cleared.contains(taskId);
  }

  /** Returns an id that no job has or had, as far as is known. */
  String unusedId(String type) {
    String taskId = ids.next(type);
    while (table.get(taskId) != null || isGone(taskId)) {
      taskId = ids.next(type);
    }
    return taskId;
  }

  /**
   * Returns the place of the job.
   *
   * @throws JobException {@code NOT_FOUND} or {@code GONE}
   */
  Entry entry(String taskId) {
    Entry entry = table.get(taskId);
    if (entry != null) {
      return entry;
    }
    requireNotGone(taskId);
    throw unknown(taskId);
  }

  void requireNotGone(String taskId) {
    if (isGone(taskId)) {
      throw new JobException(
          JobException.Kind.GONE,
          "task_id: job " + Texts.quote(taskId) + " was deleted, expired, evicted or cleared");
    }
  }

  /** Returns the refusal of an id that nobody ever heard of. */
  static JobException unknown(String taskId) {
    return new JobException(
        JobException.Kind.NOT_FOUND, "task_id: there is no job " + Texts.quote(taskId));
  }
}
