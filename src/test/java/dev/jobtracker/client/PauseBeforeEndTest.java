package dev.jobtracker.client;

import static dev.jobtracker.Eventually.eventually;
import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What ends while an update that was refused waits to be sent again, for half a minute and more.
 */
class PauseBeforeEndTest extends WithTracker {
  private static final String ID = "scan_the-one-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);

  private final AtomicBoolean refuses = new AtomicBoolean();
  private final AtomicInteger refused = new AtomicInteger();
  private final Promise<JobReporter> running = Promise.promise();
  private final Promise<Void> over = Promise.promise();
  private Future<Job> end;

  @BeforeEach
  void refuseUpdates() {
    pause(60_000);
    vertx
        .eventBus()
        .addInboundInterceptor(
            delivery -> {
              if (refuses.get() && delivery.message().address().equals(Addresses.UPDATE)) {
                delivery.message().fail(503, "the store takes no changes now");
                refused.incrementAndGet();
              } else {
                delivery.next();
              }
            });
  }

  private void pause(long firstRetry) {
    Pace pace = new Pace(5_000, 1, firstRetry, 60_000, 60_000, 90_000, 5_000, 500);
    tracker = new JobTracker(vertx, pace);
  }

  private final class Worker extends VerticleBase {
    @Override
    public Future<?> start() {
      end =
          tracker.track(
              JOB,
              reporter -> {
                running.complete(reporter);
                return over.future();
              });
      return Future.succeededFuture();
    }
  }

  /** The next try would come long after the time that an undeployment gives the last word. */
  private String workerInItsPause() {
    String worker = await(vertx.deployVerticle(new Worker()));
    JobReporter reporter = await(running.future());
    refuses.set(true);
    reporter.step("before the end");
    eventually(() -> assertThat(refused).hasValue(1));
    refuses.set(false);
    return worker;
  }

  @Test
  void undeployed_worker_fails_its_job() {
    await(vertx.undeploy(workerInItsPause()));
    assertThat(await(tracker.get(ID)).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void work_that_is_over_is_told_at_once() throws Exception {
    workerInItsPause();
    over.complete();
    Job job = end.await(20, TimeUnit.SECONDS);
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.currentStep()).isEqualTo("before the end");
  }

  /** With pauses that grew on, as many failures again would take more than a minute. */
  @Test
  void the_pauses_are_short_again_once_the_work_is_over() {
    int failures = 8;
    pause(5);
    await(vertx.deployVerticle(new Worker()));
    JobReporter reporter = await(running.future());
    refuses.set(true);
    reporter.step("before the end");
    eventually(() -> assertThat(refused).hasValueGreaterThanOrEqualTo(failures));
    over.complete();
    eventually(() -> assertThat(refused).hasValueGreaterThanOrEqualTo(2 * failures));
    refuses.set(false);
    assertThat(await(end).status()).isEqualTo(JobStatus.COMPLETED);
  }
}
