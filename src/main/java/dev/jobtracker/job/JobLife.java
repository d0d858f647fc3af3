package dev.jobtracker.job;

import dev.jobtracker.text.Durations;
import dev.jobtracker.text.Texts;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a job, from its creation to its end (contract, sections 1 to 3). Every move
 * returns the job as it is afterwards, or the very same object when nothing changes.
 */
public final class JobLife {
  private JobLife() {}

  /**
   * Returns the job that was asked for ({@link NewJob#asked}) as it is created.
   *
   * @param taskId the caller's own id, or one of the tracker's choice
   * @param createdAt microseconds since 1970; what runs at once has begun then
   * @param texts as for {@link Job#sharing}
   */
  public static Job born(Job asked, String taskId, long createdAt, UnaryOperator<String> texts) {
    return new JobDraft(asked).taskId(taskId).born(createdAt).share(texts).build();
  }

  /**
   * Returns the job after this update at this time.
   *
   * @param now microseconds since 1970
   * @return the job with the next revision, or the same object when no key changes
   * @throws JobException {@code STALE} when the update names another revision, {@code CONFLICT}
   *     when the state does not allow it, {@code INVALID} for an error on a job that does not fail
   */
  public static Job apply(Job job, JobUpdate update, long now) {
    if (update.ifRevision() != null && update.ifRevision() != job.revision) {
      throw new JobException(
          JobException.Kind.STALE,
          "if_revision: the job is at revision " + job.revision + notAskedFor(update.ifRevision()));
    }
    return revise(job, new JobDraft(job).apply(update), now);
  }

  private static String notAskedFor(long revision) {
    return revision == JobUpdate.NO_REVISION ? ", which is not asked for" : ", not " + revision;
  }

  /**
   * Returns the job after somebody asked for it to stop: a pending one is cancelled, a running one
   * is marked, so that its worker learns of it.
   *
   * @param reason why, or null
   * @param now microseconds since 1970
   * @throws JobException {@code CONFLICT} when the job has completed or failed
   */
  public static Job cancel(Job job, @Nullable String reason, long now) {
    if (job.status == JobStatus.CANCELLED) {
      return job;
    }
    if (job.status.isTerminal()) {
      throw ended(job);
    }
    if (job.cancelRequested) {
      return job;
    }
    JobDraft draft = new JobDraft(job);
    draft.cancelRequested = true;
    draft.cancelReason = reason == null ? null : Texts.cut(reason, Rules.MAX_CANCEL_REASON);
    if (job.status == JobStatus.PENDING) {
      draft.status = JobStatus.CANCELLED;
    }
    return revise(job, draft, now);
  }

  /** Returns the job marked as silent for longer than its heartbeat timeout. */
  public static Job stall(Job job, long now) {
    JobDraft draft = new JobDraft(job);
    draft.stalled = true;
    return revise(job, draft, now);
  }

  /** Returns the job failed because nothing was heard of it for {@link Job#lostAfter} seconds. */
  public static Job lose(Job job, long now) {
    JobDraft draft = new JobDraft(job);
    draft.status = JobStatus.FAILED;
    draft.stalled = false;
    draft.error = "lost: no update for " + Durations.format(Duration.ofSeconds(job.lostAfter));
    return revise(job, draft, now);
  }

  /** The one place where a job gets its next revision. */
  private static Job revise(Job job, JobDraft draft, long now) {
    if (draft.changesNothingIn(job)) {
      return job;
    }
    if (job.status.isTerminal()) {
      throw ended(job);
    }
    long time = Math.max(now, job.updatedAt + 1);
    draft.revision = job.revision + 1;
    draft.updatedAt = time;
    if (job.status == JobStatus.PENDING && draft.status == JobStatus.RUNNING) {
      draft.startedAt = time;
    }
    if (draft.status.isTerminal()) {
      draft.finishedAt = time;
    }
    return draft.build();
  }

  private static JobException ended(Job job) {
    return new JobException(
        JobException.Kind.CONFLICT,
        "job " + job.taskId + " is " + job.status.text() + " and can no longer change");
  }
}
