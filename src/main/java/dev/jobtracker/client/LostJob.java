package dev.jobtracker.client;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;

/** A job that a tracker without a store has lost with its restart, and that its worker holds. */
final class LostJob {
  private final JobTracker tracker;
  private final NewJob origin;
  private final Job known;
  private final long answerMillis;

  LostJob(JobTracker tracker, NewJob origin, Job known, long answerMillis) {
    this.tracker = tracker;
    this.origin = origin;
    this.known = known;
    this.answerMillis = answerMillis;
  }

  /**
   * Creates the job as it was last known, a requested cancel included, unless it is there. One
   * create carries it all, so that whoever counts on the job counts on what it was.
   */
  Future<Job> restore() {
    return tracker
        .create(asItWas(), answerMillis)
        .compose(
            creation ->
                creation.created() && known.progress() == null
                    ? indeterminate(creation.job())
                    : Future.succeededFuture(creation.job()))
        .compose(this::askForCancelAgain);
  }

  private NewJob asItWas() {
    JobUpdate.Builder state =
        JobUpdate.builder().status(known.status()).currentStep(known.currentStep());
    state.progress(known.progress()).done(known.done()).result(known.result());
    return origin.withTotal(known.total(), known.unit()).withFirstState(state.build());
  }

  /** A create cannot say that nobody knows how far; who has said more since is not undone. */
  private Future<Job> indeterminate(Job job) {
    JobUpdate unknown = JobUpdate.builder().progress(null).ifRevision(job.revision()).build();
    return tracker
        .update(job.taskId(), unknown, answerMillis)
        .recover(
            failure ->
                ((JobException) failure).kind() == JobException.Kind.STALE
                    ? Future.succeededFuture(job)
                    : Future.failedFuture(failure));
  }

  private Future<Job> askForCancelAgain(Job job) {
    boolean forgotten = known.cancelRequested() && !job.cancelRequested();
    return forgotten && !job.status().isTerminal()
        ? tracker.cancel(job.taskId(), known.cancelReason(), answerMillis)
        : Future.succeededFuture(job);
  }
}
