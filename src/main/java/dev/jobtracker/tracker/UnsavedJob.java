package dev.jobtracker.tracker;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Removal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job that differs from what is stored: its newest state, or that it is forgotten. */
final class UnsavedJob {
  /** The state before the batch; null = the job was created in it. */
  final @Nullable Job before;

  private Job job;
  private @Nullable Removal removal;
  private boolean changed;
  private boolean withResult;

  UnsavedJob(@Nullable Job before, Job job) {
    this.before = before;
    this.job = job;
  }

  /** Takes the next state. */
  void change(@Nullable Job from, Job to) {
    withResult |= !Objects.equals(from == null ? null : from.result(), to.result());
    changed = true;
    job = to;
  }

  /** Notes that the job is forgotten. */
  void remove(Removal reason) {
    removal = reason;
  }

  /** Returns the newest state, which is the last one where the job is forgotten. */
  Job job() {
    return job;
  }

  /** Returns why the job is forgotten; null = it lives. */
  @Nullable Removal removal() {
    return removal;
  }

  /** Tells the newest state and the end, where there are such; a sign of life is not told. */
  void announce(JobEvents events) {
    if (changed) {
      events.changed(before, job);
    }
    if (removal != null) {
      events.removed(job, removal);
    }
  }

  /** Returns whether the result may differ from the stored one. */
  boolean withResult() {
    return withResult;
  }
}
