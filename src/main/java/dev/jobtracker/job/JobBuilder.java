package dev.jobtracker.job;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Job} together from plain fields, for who reads one from JSON or from a row. It
 * knows no moves: {@link #build} checks that what was said can stand in one record (contract,
 * sections 1 and 2). What is not said is as in a job that was just created. Made by {@link
 * Job#builder}; not safe for use by several threads.
 */
public final class JobBuilder {
  private final JobDraft draft;
  private @Nullable Instant expiresAt;

  JobBuilder(String taskId, String type) {
    draft = new JobDraft(taskId, type);
  }

  /** Sets what a person reads in a list, at most 200 characters. */
  public JobBuilder title(@Nullable String title) {
    draft.title = title;
    return this;
  }

  /** Sets the labels, at most 16. */
  public JobBuilder labels(Map<String, String> labels) {
    draft.labels = labels;
    return this;
  }

  /** Sets the state. */
  public JobBuilder status(JobStatus status) {
    draft.status = status;
    return this;
  }

  /** Sets the fraction done, 0 to 1; null = nobody knows. */
  public JobBuilder progress(@Nullable Double progress) {
    draft.progress = JobDraft.orNaN(progress);
    return this;
  }

  /** Sets how much is done and how much there is to do, finite and at least 0; null = unknown. */
  public JobBuilder counts(@Nullable Double done, @Nullable Double total) {
    draft.done = JobDraft.orNaN(done);
    draft.total = JobDraft.orNaN(total);
    return this;
  }

  /** Sets what is counted, at most 32 characters. */
  public JobBuilder unit(@Nullable String unit) {
    draft.unit = unit;
    return this;
  }

  /** Sets what the worker does now, at most 1,000 characters. */
  public JobBuilder currentStep(String currentStep) {
    draft.currentStep = currentStep;
    return this;
  }

  /** Sets the result, compact JSON text, which is not read here. */
  public JobBuilder result(@Nullable String result) {
    draft.result = result;
    return this;
  }

  /** Sets why the job failed or was cancelled, at most 10,000 characters. */
  public JobBuilder error(@Nullable String error) {
    draft.error = error;
    return this;
  }

  /** Sets whether somebody asked for the job to stop, and why, in at most 1,000 characters. */
  public JobBuilder cancel(boolean requested, @Nullable String reason) {
    draft.cancelRequested = requested;
    draft.cancelReason = reason;
    return this;
  }

  /** Sets whether the running job is silent. */
  public JobBuilder stalled(boolean stalled) {
    draft.stalled = stalled;
    return this;
  }

  /** Sets the seconds of silence after which the running job counts as stalled. */
  public JobBuilder heartbeatTimeout(int seconds) {
    draft.heartbeatTimeout = seconds;
    return this;
  }

  /** Sets the seconds without any update after which the job fails as lost. */
  public JobBuilder lostAfter(int seconds) {
    draft.lostAfter = seconds;
    return this;
  }

  /** Sets the revision, at least 1. */
  public JobBuilder revision(long revision) {
    draft.revision = revision;
    return this;
  }

  /** Sets when the job was created. Times are exact to the microsecond. */
  public JobBuilder createdAt(Instant time) {
    draft.createdAt = Micros.of(time);
    return this;
  }

  /** Sets when this revision was made. */
  public JobBuilder updatedAt(Instant time) {
    draft.updatedAt = Micros.of(time);
    return this;
  }

  /** Sets when the job began to run; null = it never did. */
  public JobBuilder startedAt(@Nullable Instant time) {
    draft.startedAt = Micros.of(time);
    return this;
  }

  /** Sets when the job ended; null = it has not. */
  public JobBuilder finishedAt(@Nullable Instant time) {
    draft.finishedAt = Micros.of(time);
    return this;
  }

  /**
   * Sets when the ended job will be forgotten, which says its retention to the millisecond; null
   * leaves the retention as it is.
   */
  public JobBuilder expiresAt(@Nullable Instant time) {
    expiresAt = time;
    return this;
  }

  /** Sets for how many milliseconds the job is kept once it has ended; 0 = not known here. */
  public JobBuilder retentionMillis(int millis) {
    draft.retentionMillis = millis;
    return this;
  }

  /**
   * Returns the job.
   *
   * @throws JobException {@code INVALID} when a value breaks its rule, or two do not go together
   */
  public Job build() {
    if (expiresAt != null) {
      draft.retentionMillis = RecordRules.retentionMillis(draft.finishedAt, Micros.of(expiresAt));
    }
    RecordRules.check(draft);
    draft.labels = Map.copyOf(draft.labels);
    return draft.build();
  }
}
