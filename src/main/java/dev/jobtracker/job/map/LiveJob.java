package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import java.util.Map;

/** A job that has not ended: what changes while the job's identity stays. */
final class LiveJob extends Entry {
  private Job job;

  /**
   * When the worker was last heard of, by {@link JobClock#listened}. A heartbeat moves this and no
   * revision.
   */
  long lastSeen;

  /** The time under which {@link Deadlines} holds this entry. */
  long deadline;

  LiveJob(Job job, long lastSeen) {
    this.job = job;
    this.lastSeen = lastSeen;
  }

  /** Puts the next revision in the place of this one. */
  void replace(Job next) {
    job = next;
  }

  @Override
  Job job() {
    return job;
  }

  @Override
  String taskId() {
    return job.taskId();
  }

  @Override
  boolean hasId(String taskId) {
    return job.taskId().equals(taskId);
  }

  @Override
  long createdAt() {
    return job.createdAtMicros();
  }

  @Override
  Map<String, String> labels() {
    return job.labels();
  }
}
