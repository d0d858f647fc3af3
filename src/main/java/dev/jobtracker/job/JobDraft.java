package dev.jobtracker.job;

import static java.util.Objects.requireNonNull;

import dev.jobtracker.text.JsonValues;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A job in the making: the changeable copy on which a change is worked out, by the rules of an
 * update (contract, section 2). For one thread, and for a moment.
 */
final class JobDraft {
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
  int lostAfter;
  int retentionMillis;
  long revision = 1;
  long createdAt;
  long updatedAt;
  long startedAt = Micros.NONE;
  long finishedAt = Micros.NONE;

  /** Begins a job that is pending and of which nothing else is known. */
  JobDraft(String taskId, String type) {
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
    lostAfter = job.lostAfter;
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

  /** Sets when the job is created, in microseconds; what runs at once has begun then. */
  JobDraft born(long createdAt) {
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
    this.startedAt = status == JobStatus.RUNNING ? createdAt : Micros.NONE;
    return this;
  }

  /** Replaces texts that many jobs say by the object that says them for all. */
  JobDraft share(UnaryOperator<String> texts) {
    type = texts.apply(type);
    currentStep = texts.apply(currentStep);
    unit = unit == null ? null : texts.apply(unit);
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
        && Objects.equals(error, job.error)
        && Objects.equals(cancelReason, job.cancelReason)
        // Last, because two texts that differ must be read to see whether they say the same.
        && JsonValues.areSame(result, job.result);
  }

  Job build() {
    return new Job(this);
  }

  static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private static @Nullable Double nullable(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
