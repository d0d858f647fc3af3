package dev.jobtracker.job;

import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One job at one revision (contract, section 1). It never changes: what happens to it makes another
 * one ({@link JobLife}). So a job may be handed to any thread.
 *
 * <p>A million of these are held at a time, so the fields keep times as microseconds and unknown
 * numbers as NaN; the accessors show instants and nulls.
 */
public final class Job {
  /** The step of a job on which no worker has reported. */
  public static final String FIRST_STEP = "Initializing";

  final String taskId;
  final String type;
  final @Nullable String title;
  final Map<String, String> labels;
  final JobStatus status;
  final double progress;
  final double done;
  final double total;
  final @Nullable String unit;
  final String currentStep;
  final @Nullable String result;
  final @Nullable String error;
  final boolean cancelRequested;
  final @Nullable String cancelReason;
  final boolean stalled;
  final int heartbeatTimeout;
  final int lostAfter;
  final int retentionMillis;
  final long revision;
  final long createdAt;
  final long updatedAt;
  final long startedAt;
  final long finishedAt;

  Job(JobDraft draft) {
    taskId = draft.taskId;
    type = draft.type;
    title = draft.title;
    labels = draft.labels;
    status = draft.status;
    progress = draft.progress;
    done = draft.done;
    total = draft.total;
    unit = draft.unit;
    currentStep = draft.currentStep;
    result = draft.result;
    error = draft.error;
    cancelRequested = draft.cancelRequested;
    cancelReason = draft.cancelReason;
    stalled = draft.stalled;
    heartbeatTimeout = draft.heartbeatTimeout;
    lostAfter = draft.lostAfter;
    retentionMillis = draft.retentionMillis;
    revision = draft.revision;
    createdAt = draft.createdAt;
    updatedAt = draft.updatedAt;
    startedAt = draft.startedAt;
    finishedAt = draft.finishedAt;
  }

  /** Returns a builder of a job of this id and type, for who reads one that a tracker made. */
  public static JobBuilder builder(String taskId, String type) {
    return new JobBuilder(taskId, type);
  }

  /**
   * Returns this job with texts that many jobs say replaced by the object that says them for all.
   *
   * @param texts returns for a text an equal one
   */
  public Job sharing(UnaryOperator<String> texts) {
    return new JobDraft(this).share(texts).build();
  }

  /** Returns {@code {type}_} and a suffix; unique among all jobs live and gone. */
  public String taskId() {
    return taskId;
  }

  /** Returns what kind of work this is. */
  public String type() {
    return type;
  }

  /** Returns what a person reads in a list, or null. */
  public @Nullable String title() {
    return title;
  }

  /** Returns the labels that the job was created with; never changes. */
  public Map<String, String> labels() {
    return labels;
  }

  /** Returns the state. */
  public JobStatus status() {
    return status;
  }

  /** Returns the fraction done, 0 to 1; null = nobody knows how far. */
  public @Nullable Double progress() {
    return nullable(progress);
  }

  /** Returns how much is done, in {@link #unit}s, or null. */
  public @Nullable Double done() {
    return nullable(done);
  }

  /** Returns how much there is to do, in {@link #unit}s, or null. */
  public @Nullable Double total() {
    return nullable(total);
  }

  /** Returns what is counted, or null. */
  public @Nullable String unit() {
    return unit;
  }

  /** Returns what the worker does now, for people. */
  public String currentStep() {
    return currentStep;
  }

  /** Returns the result as compact JSON text, or null. */
  public @Nullable String result() {
    return result;
  }

  /** Returns why the job failed or was cancelled, or null. */
  public @Nullable String error() {
    return error;
  }

  /** Returns whether somebody asked for the job to stop. */
  public boolean cancelRequested() {
    return cancelRequested;
  }

  /** Returns why somebody asked for the job to stop, or null. */
  public @Nullable String cancelReason() {
    return cancelReason;
  }

  /** Returns whether the job runs but has been silent for longer than its heartbeat timeout. */
  public boolean stalled() {
    return stalled;
  }

  /** Returns after how many seconds of silence the running job counts as stalled. */
  public int heartbeatTimeout() {
    return heartbeatTimeout;
  }

  /** Returns after how many seconds without any update the job fails as lost. */
  public int lostAfter() {
    return lostAfter;
  }

  /** Returns for how many milliseconds the job is kept once it has ended; 0 = not known here. */
  public int retentionMillis() {
    return retentionMillis;
  }

  /** Returns 1 at creation, and one more with every change. */
  public long revision() {
    return revision;
  }

  /** Returns when the job was created; no two jobs of a tracker share this time. */
  public Instant createdAt() {
    return Micros.instant(createdAt);
  }

  /** Returns {@link #createdAt} in microseconds since 1970. */
  public long createdAtMicros() {
    return createdAt;
  }

  /** Returns when this revision was made. */
  public Instant updatedAt() {
    return Micros.instant(updatedAt);
  }

  /** Returns when the job began to run; null = it never did. */
  public @Nullable Instant startedAt() {
    return Micros.instantOrNull(startedAt);
  }

  /** Returns when the job ended; null = it has not. */
  public @Nullable Instant finishedAt() {
    return Micros.instantOrNull(finishedAt);
  }

  /** Returns when the ended job will be forgotten; null = it has not ended. */
  public @Nullable Instant expiresAt() {
    return finishedAt == Micros.NONE ? null : Micros.instant(expiresAtMicros());
  }

  long expiresAtMicros() {
    return finishedAt + retentionMillis * Micros.PER_MILLI;
  }

  private static @Nullable Double nullable(double value) {
    return Double.isNaN(value) ? null : value;
  }

  @Override
  public String toString() {
    return taskId + " revision " + revision + ": " + status.text();
  }
}
