package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is tracked when Vert.x itself ends. */
class VertxEndTest extends WithTracker {
  private static final String ID = "scan_the-one-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);
  private static final String CLOSED = "the worker's Vert.x instance was closed";

  @Test
  void vertx_closed_fails_the_tracked_future_and_the_job() throws Exception {
    // It waits for its last word as long as it takes.
    tracker = new JobTracker(vertx, new Pace(80, 1, 5, 20, 5_000, 5_000, 20_000, 10_000));
    Promise<JobReporter> running = Promise.promise();
    Future<Job> end =
        tracker.track(
            JOB,
            reporter -> {
              running.complete(reporter);
              return Promise.<Void>promise().future();
            });
    JobReporter reporter = await(running.future());
    CompletableFuture<String> error = new CompletableFuture<>();
    // What the tracker answers; an event may come too late for a bus that closes.
    vertx
        .eventBus()
        .addInboundInterceptor(
            delivery -> {
              if (delivery.body() instanceof JsonObject job
                  && "failed".equals(job.getString("status"))
                  && delivery.message().address().startsWith("__vertx.reply")) {
                error.complete(job.getString("error"));
              }
              delivery.next();
            });
    await(vertx.close());
    assertThatThrownBy(() -> await(end)).isInstanceOf(JobFailure.class).hasMessage(CLOSED);
    assertThat(error.get(30, TimeUnit.SECONDS)).isEqualTo(CLOSED);
    assertThat(reporter.cancelRequested()).isTrue();
    reporter.step("too late, and harmless");
  }

  @Test
  void vertx_closed_during_the_create_fails_the_tracked_future() {
    await(vertx.undeploy(deployment));
    Future<Job> end = tracker.track(JOB, reporter -> Promise.<Void>promise().future());
    await(vertx.close());
    assertThatThrownBy(() -> await(end)).hasMessage(CLOSED);
  }

  @Test
  void vertx_closed_before_fails_the_tracked_future() {
    await(vertx.close());
    Future<Job> end = tracker.track(JOB, reporter -> Future.succeededFuture());
    assertThatThrownBy(() -> await(end)).isInstanceOf(JobException.class);
  }
}
