package dev.jobtracker.job;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job in the making: the changeable copy on which an update is worked out, and the way in which a
 * reader of JSON puts a {@link Job} together. For one thread, and for a moment.
 */
public final class JobDraft {
  String taskId;
  String type;
  @Nullable String title;
  Map<String, String> labels = Map.of();
  JobStatus status = JobStatus.PENDING;
  double progress;
  double done = Double.NaN;
  double total = Double.NaN;
  @Nullable String unit;
  String currentStep = Job.FIRST_STEP;
  @Nullable String result;
  @Nullable String error;
  boolean cancelRequested;
  @Nullable String cancelReason;
  boolean stalled;
  int heartbeatTimeout;
  int retentionMillis;
  long revision = 1;
  long createdAt;
  long updatedAt;
  long startedAt = Micros.NONE;
  long finishedAt = Micros.NONE;

  /** Begins a job that is pending and of which nothing else is known. */
  public JobDraft(String taskId, String type) {
    this.taskId = taskId;
    this.type = type;
  }

  /** Begins with a copy of this job. */
  JobDraft(Job job) {
    this(job.taskId, job.type);
    title = job.title;
    labels = job.labels;
    status = job.status;
    progress = job.progress;
    done = job.done;
    total = job.total;
    unit = job.unit;
    currentStep = job.currentStep;
    result = job.result;
    error = job.error;
    cancelRequested = job.cancelRequested;
    cancelReason = job.cancelReason;
    stalled = job.stalled;
    heartbeatTimeout = job.heartbeatTimeout;
    retentionMillis = job.retentionMillis;
    revision = job.revision;
    createdAt = job.createdAt;
    updatedAt = job.updatedAt;
    startedAt = job.startedAt;
    finishedAt = job.finishedAt;
  }

  /** Sets an id that the tracker chose. */
  JobDraft taskId(String taskId) {
    this.taskId = taskId;
    return this;
  }

  /** Sets when the job is created, in microseconds. */
  JobDraft born(long createdAt) {
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
    return this;
  }

  /** Sets for how long the job is kept once it has ended. */
  JobDraft retentionMillis(int millis) {
    this.retentionMillis = millis;
    return this;
  }

  /** Replaces texts that many jobs say by the object that says them for all. */
  JobDraft share(SharedTexts texts) {
    type = texts.share(type);
    currentStep = texts.share(currentStep);
    unit = unit == null ? null : texts.share(unit);
    return this;
  }

  /** Works out what an update makes of the job, without a look at whether the job may change. */
  JobDraft apply(JobUpdate update) {
    JobStatus before = status;
    status = next(update);
    if (update.error() != null) {
      error = errorOf(update, before);
    }
    done = doneAfter(update);
    total = orNaN(update.total().applyTo(nullable(total)));
    unit = update.unit().applyTo(unit);
    if (update.currentStep() != null) {
      currentStep = update.currentStep();
    }
    result = update.result().applyTo(result);
    progress = progressAfter(update);
    stalled = false;
    return this;
  }

  private JobStatus next(JobUpdate update) {
    JobStatus asked = update.status() == null ? status : update.status();
    if (!status.canBecome(asked)) {
      throw new JobException(
          JobException.Kind.CONFLICT,
          "status: a job that is " + status.text() + " cannot become " + asked.text());
    }
    return asked == JobStatus.PENDING && update.starts() ? JobStatus.RUNNING : asked;
  }

  private String errorOf(JobUpdate update, JobStatus before) {
    if (status == JobStatus.FAILED || status == JobStatus.CANCELLED) {
      return requireNonNull(update.error());
    }
    if (before.isTerminal()) {
      throw new JobException(
          JobException.Kind.CONFLICT,
          "error: the job is " + before.text() + " and can no longer change");
    }
    throw JobException.invalid(
        "error", "is only for a job that is or becomes failed or cancelled", status.text());
  }

  private double doneAfter(JobUpdate update) {
    if (update.add() == null) {
      return orNaN(update.done().applyTo(nullable(done)));
    }
    double sum = Math.max(0, (Double.isNaN(done) ? 0 : done) + update.add());
    return Rules.count("add", sum);
  }

  private double progressAfter(JobUpdate update) {
    if (update.status() == JobStatus.COMPLETED) {
      return 1;
    }
    if (update.progress().isCarried()) {
      return highWater(orNaN(update.progress().applyTo(null)));
    }
    return update.counts() && total > 0 && done >= 0
        ? highWater(Math.min(1, done / total))
        : progress;
  }

  /** Progress never falls, because parallel workers report out of order; null resets it. */
  private double highWater(double next) {
    return next < progress ? progress : next;
  }

  boolean changesNothingIn(Job job) {
    return status == job.status
        && Double.compare(progress, job.progress) == 0
        && Double.compare(done, job.done) == 0
        && Double.compare(total, job.total) == 0
        && stalled == job.stalled
        && cancelRequested == job.cancelRequested
        && currentStep.equals(job.currentStep)
        && Objects.equals(unit, job.unit)
        && Objects.equals(result, job.result)
        && Objects.equals(error, job.error)
        && Objects.equals(cancelReason, job.cancelReason);
  }

  /** Returns the job. */
  public Job build() {
    return new Job(this);
  }

  /** Sets what a person reads in a list. */
  public JobDraft title(@Nullable String title) {
    this.title = title;
    return this;
  }

  /** Sets the labels. */
  public JobDraft labels(Map<String, String> labels) {
    this.labels = labels;
    return this;
  }

  /** Sets the state. */
  public JobDraft status(JobStatus status) {
    this.status = status;
    return this;
  }

  /** Sets the fraction done; null = nobody knows. */
  public JobDraft progress(@Nullable Double progress) {
    this.progress = orNaN(progress);
    return this;
  }

  /** Sets how much is done, how much there is to do, and of what. */
  public JobDraft counts(@Nullable Double done, @Nullable Double total, @Nullable String unit) {
    this.done = orNaN(done);
    this.total = orNaN(total);
    this.unit = unit;
    return this;
  }

  /** Sets what the worker does now. */
  public JobDraft currentStep(String currentStep) {
    this.currentStep = currentStep;
    return this;
  }

  /** Sets the result, compact JSON text. */
  public JobDraft result(@Nullable String result) {
    this.result = result;
    return this;
  }

  /** Sets why the job failed or was cancelled. */
  public JobDraft error(@Nullable String error) {
    this.error = error;
    return this;
  }

  /** Sets whether somebody asked for the job to stop. */
  public JobDraft cancelRequested(boolean cancelRequested) {
    this.cancelRequested = cancelRequested;
    return this;
  }

  /** Sets why somebody asked for the job to stop. */
  public JobDraft cancelReason(@Nullable String cancelReason) {
    this.cancelReason = cancelReason;
    return this;
  }

  /** Sets whether the running job is silent. */
  public JobDraft stalled(boolean stalled) {
    this.stalled = stalled;
    return this;
  }

  /** Sets the seconds of silence after which the running job counts as stalled. */
  public JobDraft heartbeatTimeout(int seconds) {
    this.heartbeatTimeout = seconds;
    return this;
  }

  /** Sets the revision. */
  public JobDraft revision(long revision) {
    this.revision = revision;
    return this;
  }

  /** Sets when the job was created and when this revision was made. */
  public JobDraft times(Instant createdAt, Instant updatedAt) {
    this.createdAt = Micros.of(createdAt);
    this.updatedAt = Micros.of(updatedAt);
    return this;
  }

  /** Sets when the job began to run and when and until when it ended, as far as it did. */
  public JobDraft span(
      @Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Instant expiresAt) {
    this.startedAt = Micros.of(startedAt);
    this.finishedAt = Micros.of(finishedAt);
    if (finishedAt != null && expiresAt != null) {
      this.retentionMillis = Math.toIntExact(Duration.between(finishedAt, expiresAt).toMillis());
    }
    return this;
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private static @Nullable Double nullable(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
