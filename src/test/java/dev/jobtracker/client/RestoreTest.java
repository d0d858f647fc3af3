package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A tracker without a store forgets its jobs with its restart, and their workers hold them. */
class RestoreTest extends WithTracker {
  private static final String ID = "scan_the-one-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);

  private Future<Void> redeploy() {
    return vertx
        .undeploy(deployment)
        .compose(gone -> vertx.deployVerticle("dev.jobtracker.tracker.JobTrackerVerticle"))
        .map(
            id -> {
              deployment = id;
              return null;
            });
  }

  /** No answer is late here: one that is cannot be told from the other worker's counting. */
  @RepeatedTest(15)
  void two_workers_on_one_job_count_exactly_through_a_restart() {
    tracker = new JobTracker(vertx, new Pace(5_000, 1, 5, 20, 5_000, 5_000, 500, 10_000));
    AtomicInteger said = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    Future<Job> one = tracker.track(JOB, reporter -> count(reporter, said, stop));
    Future<Job> two = tracker.track(JOB, reporter -> count(reporter, said, stop));
    await(until(ID, job -> job.done() != null && job.done() > 20));
    await(redeploy());
    await(until(ID, job -> job.done() != null && job.done() > 40));
    await(redeploy());
    await(until(ID, job -> job.done() != null && job.done() > 60));
    stop.set(true);
    await(until(ID, job -> job.done() != null && job.done() == said.get()));
    over.set(true);
    await(Future.all(one, two));
  }

  private final AtomicBoolean over = new AtomicBoolean();

  private Future<Void> count(JobReporter reporter, AtomicInteger said, AtomicBoolean stop) {
    if (over.get() || reporter.isEnded()) {
      return Future.succeededFuture();
    }
    if (!stop.get()) {
      said.incrementAndGet();
      reporter.add(1);
    }
    return vertx.timer(2, TimeUnit.MILLISECONDS).compose(then -> count(reporter, said, stop));
  }

  @Test
  void requested_cancel_is_restored_with_its_reason() {
    Job job =
        await(
            tracker.track(
                JOB,
                reporter -> {
                  tracker.cancel(ID, "no need");
                  return until(reporter::cancelRequested)
                      .compose(asked -> redeploy())
                      .map(again -> reporter.step("on my way to the end"))
                      .compose(step -> until(ID, Job::cancelRequested))
                      .map(
                          restored -> {
                            assertThat(restored.cancelReason()).isEqualTo("no need");
                            assertThat(restored.status()).isEqualTo(JobStatus.RUNNING);
                            reporter.confirmCancel();
                            return null;
                          });
                }));
    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.cancelReason()).isEqualTo("no need");
  }
}
