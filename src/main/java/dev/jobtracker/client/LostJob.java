package dev.jobtracker.client;

import dev.jobtracker.job.Creation;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
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

  /** Creates the job as it was last known, a requested cancel included, unless it is there. */
  Future<Job> restore() {
    return tracker
        .create(origin, answerMillis)
        .compose(creation -> creation.created() ? asItWas(creation) : stands(creation))
        .compose(this::askForCancelAgain);
  }

  private static Future<Job> stands(Creation creation) {
    return Future.succeededFuture(creation.job());
  }

  private Future<Job> asItWas(Creation creation) {
    JobUpdate state =
        JobUpdate.builder()
            .status(JobStatus.RUNNING)
            .progress(known.progress())
            .done(known.done())
            .total(known.total())
            .unit(known.unit())
            .currentStep(known.currentStep())
            .result(known.result())
            .build();
    return tracker.update(creation.job().taskId(), state, answerMillis);
  }

  private Future<Job> askForCancelAgain(Job job) {
    boolean forgotten = known.cancelRequested() && !job.cancelRequested();
    return forgotten && !job.status().isTerminal()
        ? tracker.cancel(job.taskId(), known.cancelReason(), answerMillis)
        : Future.succeededFuture(job);
  }
}
