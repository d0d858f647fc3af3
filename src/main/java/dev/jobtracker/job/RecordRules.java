package dev.jobtracker.job;

import org.jspecify.annotations.Nullable;

/**
 * What a record must hold, whoever wrote it (contract, sections 1 and 2): every value by its own
 * rule, and the values that follow from the state. Each breach is a {@link JobException} of kind
 * {@code INVALID} that names the key.
 */
final class RecordRules {
  private RecordRules() {}

  static void check(JobDraft job) {
    checkTexts(job);
    checkNumbers(job);
    checkState(job);
    checkTimes(job);
  }

  private static void checkTexts(JobDraft job) {
    Rules.type(job.type);
    Rules.ownTaskId(job.taskId, job.type);
    Rules.atMost("title", Rules.MAX_TITLE, job.title);
    Rules.labels(job.labels);
    Rules.atMost("unit", Rules.MAX_UNIT, job.unit);
    Rules.atMost("current_step", Rules.MAX_STEP, job.currentStep);
    Rules.atMost("error", Rules.MAX_ERROR, job.error);
    Rules.atMost("cancel_reason", Rules.MAX_CANCEL_REASON, job.cancelReason);
  }

  private static void checkNumbers(JobDraft job) {
    need(
        Double.isNaN(job.progress) || (job.progress >= 0 && job.progress <= 1),
        "progress",
        "must be a number from 0 to 1",
        job.progress);
    if (!Double.isNaN(job.done)) {
      Rules.count("done", job.done);
    }
    if (!Double.isNaN(job.total)) {
      Rules.count("total", job.total);
    }
    Rules.seconds("heartbeat_timeout", job.heartbeatTimeout);
    Rules.lostAfter(job.lostAfter);
    need(job.revision >= 1, "revision", "must be at least 1", job.revision);
    need(job.retentionMillis >= 0, "retention", "must not be negative", job.retentionMillis);
  }

  private static void checkState(JobDraft job) {
    String status = job.status.text();
    if (job.status == JobStatus.COMPLETED) {
      need(job.progress == 1, "progress", "must be 1 on a completed job", job.progress);
    }
    boolean mayHaveError = job.status == JobStatus.FAILED || job.status == JobStatus.CANCELLED;
    need(
        job.error == null || mayHaveError,
        "error",
        "is only for a job that is failed or cancelled",
        status);
    need(
        !job.stalled || job.status == JobStatus.RUNNING,
        "stalled",
        "only what runs can be",
        status);
    need(
        job.cancelReason == null || job.cancelRequested,
        "cancel_reason",
        "is only for a job with cancel_requested",
        job.cancelReason);
  }

  private static void checkTimes(JobDraft job) {
    boolean started = job.startedAt != Micros.NONE;
    boolean finished = job.finishedAt != Micros.NONE;
    String status = job.status.text();
    need(
        finished == job.status.isTerminal(),
        "finished_at",
        "is there when a job has ended, and only then",
        status);
    need(
        switch (job.status) {
          case PENDING -> !started;
          case RUNNING -> started;
          default -> true;
        },
        "started_at",
        "is there when a job runs, and not while it is pending",
        status);
    need(job.updatedAt >= job.createdAt, "updated_at", "must not lie before created_at", status);
    need(
        !started || within(job, job.startedAt),
        "started_at",
        "must lie between created_at and updated_at",
        Micros.instantOrNull(job.startedAt));
    need(
        !finished || job.finishedAt == job.updatedAt,
        "finished_at",
        "must equal updated_at, as an ended job changes no more",
        Micros.instantOrNull(job.finishedAt));
  }

  private static boolean within(JobDraft job, long time) {
    return job.createdAt <= time && time <= job.updatedAt;
  }

  /** Returns the retention of a job that ended and will be forgotten at these times. */
  static int retentionMillis(long finishedAt, long expiresAt) {
    need(
        finishedAt != Micros.NONE,
        "expires_at",
        "is only for a job that has ended",
        Micros.instant(expiresAt));
    long millis = (expiresAt - finishedAt) / Micros.PER_MILLI;
    need(
        millis >= 0 && millis <= Rules.MAX_SECONDS * 1_000L,
        "expires_at",
        "must lie up to " + Rules.MAX_SECONDS + " seconds after finished_at",
        Micros.instant(expiresAt));
    return (int) millis;
  }

  private static void need(boolean holds, String key, String rule, @Nullable Object found) {
    if (!holds) {
      throw JobException.invalid(key, rule, found);
    }
  }
}
