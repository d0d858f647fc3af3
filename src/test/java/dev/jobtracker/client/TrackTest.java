package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TrackTest extends WithTracker {
  private static final String ID = "scan_the-one-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);

  private Job job() {
    return await(tracker.get(ID));
  }

  /** Waits for an end and forgets how it came. */
  private static void settle(Future<?> future) {
    await(future.otherwiseEmpty());
  }

  @Test
  void work_returns_a_value() {
    AtomicReference<JobStatus> during = new AtomicReference<>();
    Job job =
        await(
            tracker.track(
                "scan",
                reporter -> {
                  during.set(reporter.job().status());
                  return Future.succeededFuture(new JsonObject().put("files", 3));
                }));
    assertThat(during).hasValue(JobStatus.RUNNING);
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.result()).isEqualTo("{\"files\":3}");
    assertThat(await(tracker.get(job.taskId())).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void work_returns_null_keeps_the_partial_result() {
    Job job =
        await(
            tracker.trackBlocking(
                "scan",
                reporter -> {
                  reporter.result(List.of(1, 2));
                  return null;
                }));
    assertThat(job.result()).isEqualTo("[1,2]");
  }

  @Test
  void work_returns_what_json_cannot_say_completes_without_result() {
    Job job = await(tracker.trackBlocking("scan", reporter -> new StringBuilder[0]));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.result()).isNull();
  }

  @Test
  void work_returns_more_than_the_tracker_takes_completes_without_result() {
    Job job = await(tracker.trackBlocking("scan", reporter -> "x".repeat(300_000)));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.result()).isNull();
  }

  @Test
  void work_fails_in_any_way_ends_as_failed() {
    List<AsyncWork<Void>> works =
        List.of(
            reporter -> Future.failedFuture("broken"),
            reporter -> {
              throw new IllegalStateException("broken");
            },
            reporter -> {
              throw new StackOverflowError();
            },
            reporter -> null,
            reporter -> Future.failedFuture(new CancellationException()),
            reporter -> Future.failedFuture(new Exception("half a pair \ud800")));
    List<String> errors =
        List.of(
            "NoStackTraceThrowable: broken",
            "IllegalStateException: broken",
            "StackOverflowError",
            "the work returned no future",
            "CancellationException",
            "Exception: half a pair ?");
    for (int i = 0; i < works.size(); i++) {
      NewJob each = JOB.withTaskId(ID + i);
      settle(tracker.track(each, works.get(i)));
      Job job = await(tracker.get(ID + i));
      assertThat(job.status()).as(errors.get(i)).isEqualTo(JobStatus.FAILED);
      assertThat(job.error()).isEqualTo(errors.get(i));
    }
  }

  @Test
  void blocking_work_throws_an_error_ends_as_failed_and_fails_the_future() {
    Future<Job> end =
        tracker.trackBlocking(
            JOB,
            reporter -> {
              throw new AssertionError("broken");
            });
    assertThatThrownBy(() -> await(end)).isInstanceOf(AssertionError.class).hasMessage("broken");
    assertThat(job().error()).isEqualTo("AssertionError: broken");
  }

  @Test
  void blocking_work_of_one_context_runs_side_by_side_and_on_no_event_loop() {
    int many = 5;
    CountDownLatch all = new CountDownLatch(many);
    List<Future<Job>> ends = new ArrayList<>();
    Promise<Void> started = Promise.promise();
    vertx.runOnContext(
        now -> {
          for (int i = 0; i < many; i++) {
            ends.add(tracker.trackBlocking("scan", reporter -> together(all)));
          }
          started.complete();
        });
    await(started.future());
    await(Future.all(ends));
    assertThat(ends).allMatch(end -> "true".equals(end.result().result()));
  }

  private static boolean together(CountDownLatch all) throws InterruptedException {
    all.countDown();
    return all.await(5, TimeUnit.SECONDS) && !Context.isOnEventLoopThread();
  }

  @Test
  void blocking_work_on_virtual_thread_may_await_futures() {
    assumeTrue(Runtime.version().feature() >= 21, "the JDK has no virtual threads");
    Job job = await(tracker.trackBlocking(JOB, reporter -> tracker.get(ID).await().taskId()));
    assertThat(job.result()).isEqualTo('"' + ID + '"');
  }

  @Test
  void async_work_and_its_future_are_on_the_callers_context() {
    Promise<Boolean> same = Promise.promise();
    Context context = vertx.getOrCreateContext();
    AtomicBoolean work = new AtomicBoolean();
    context.runOnContext(
        now ->
            tracker
                .track("scan", reporter -> Future.succeededFuture(work.getAndSet(on(context))))
                .onComplete(end -> same.complete(work.get() && on(context))));
    assertThat(await(same.future())).isTrue();
  }

  private boolean on(Context context) {
    return vertx.getOrCreateContext() == context;
  }

  @Test
  void cancel_reaches_the_work_at_once_that_throws() {
    Future<Job> end =
        tracker.trackBlocking(
            JOB,
            reporter -> {
              CountDownLatch asked = new CountDownLatch(1);
              reporter.onCancel(reason -> asked.countDown());
              tracker.cancel(ID, "no need");
              asked.await(5, TimeUnit.SECONDS);
              reporter.throwIfCancelled();
              return 1;
            });
    assertThatThrownBy(() -> await(end)).isInstanceOf(CancellationException.class);
    assertThat(job().status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job().error()).isEqualTo("no need");
  }

  @Test
  void cancel_confirmed_ends_as_cancelled_with_the_partial_result() {
    Job job = await(tracker.track(JOB, reporter -> cancelledUnder(reporter, true)));
    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.result()).isEqualTo("\"part\"");
  }

  @Test
  void cancel_not_confirmed_may_still_complete() {
    Job job = await(tracker.track(JOB, reporter -> cancelledUnder(reporter, false)));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.cancelRequested()).isTrue();
  }

  private Future<String> cancelledUnder(JobReporter reporter, boolean confirm) {
    assertThat(reporter.confirmCancel()).isFalse();
    tracker.cancel(ID, null);
    return until(reporter::cancelRequested)
        .map(
            asked -> {
              if (confirm) {
                reporter.confirmCancel();
              }
              return "part";
            });
  }

  @Test
  void job_that_has_ended_before_is_answered_and_the_work_never_starts() {
    await(tracker.create(JOB));
    await(tracker.cancel(ID, null));
    AtomicBoolean started = new AtomicBoolean();
    Job job =
        await(tracker.track(JOB, reporter -> Future.succeededFuture(started.getAndSet(true))));
    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(started).isFalse();
  }

  @Test
  void job_ended_by_somebody_else_tells_the_work() {
    JobUpdate failed = JobUpdate.builder().status(JobStatus.FAILED).error("by hand").build();
    Job job =
        await(
            tracker.track(
                JOB,
                reporter -> {
                  tracker.update(ID, failed);
                  return until(() -> reporter.isEnded() && reporter.cancelRequested());
                }));
    assertThat(job.error()).isEqualTo("by hand");
  }

  @Test
  void job_deleted_tells_the_work_and_fails_the_future() {
    // One that says again what is answered late may be told that the job is gone before it hears
    // how.
    tracker = new JobTracker(vertx);
    Future<Job> end =
        tracker.track(
            JOB,
            reporter -> {
              tracker.delete(ID);
              return until(() -> reporter.isEnded() && reporter.cancelRequested());
            });
    assertThatThrownBy(() -> await(end))
        .isInstanceOf(JobException.class)
        .hasMessage("task_id: job \"" + ID + "\" was deleted");
  }

  @Test
  void jobs_cleared_tells_the_work_and_fails_the_future() {
    Future<Job> end =
        tracker.track(
            JOB,
            reporter -> {
              tracker.clear();
              return until(() -> reporter.isEnded() && reporter.cancelRequested());
            });
    assertThatThrownBy(() -> await(end)).isInstanceOf(JobException.class).hasMessageContaining(ID);
  }

  @Test
  void verticle_undeployed_fails_its_job_and_tells_the_work() {
    Promise<JobReporter> running = Promise.promise();
    Future<String> deployed =
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                tracker.track(
                    JOB,
                    reporter -> {
                      running.complete(reporter);
                      return Promise.<Void>promise().future();
                    });
                return Future.succeededFuture();
              }
            });
    JobReporter reporter = await(running.future());
    await(vertx.undeploy(await(deployed)));
    assertThat(job().status()).isEqualTo(JobStatus.FAILED);
    assertThat(job().error()).isEqualTo("the worker's verticle was undeployed");
    assertThat(reporter.cancelRequested()).isTrue();
  }

  @Test
  void verticle_undeployed_during_the_create_fails_its_job_and_the_work_never_starts() {
    Promise<Runnable> create = Promise.promise();
    vertx
        .eventBus()
        .addInboundInterceptor(
            delivery -> {
              Context trackers = Vertx.currentContext();
              if (delivery.message().address().equals(Addresses.CREATE)) {
                create.complete(() -> trackers.runOnContext(now -> delivery.next()));
              } else {
                delivery.next();
              }
            });
    JobTracker patient =
        new JobTracker(vertx, new Pace(20_000, 1, 5, 20, 20_000, 20_000, 20_000, 10_000));
    AtomicBoolean started = new AtomicBoolean();
    Promise<Job> end = Promise.promise();
    Future<String> deployed =
        vertx.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                patient
                    .track(JOB, reporter -> Future.succeededFuture(started.getAndSet(true)))
                    .onComplete(end);
                return Future.succeededFuture();
              }
            });
    Runnable held = await(create.future());
    Future<Void> undeployed = vertx.undeploy(await(deployed));
    await(vertx.timer(500, TimeUnit.MILLISECONDS));
    held.run();
    await(undeployed);
    assertThatThrownBy(() -> await(end.future())).isInstanceOf(JobFailure.class);
    assertThat(job().status()).isEqualTo(JobStatus.FAILED);
    assertThat(job().error()).isEqualTo("the worker's verticle was undeployed");
    assertThat(started).isFalse();
  }

  @Test
  void create_is_repeated_until_a_tracker_is_there() {
    await(vertx.undeploy(deployment));
    Future<Job> end = tracker.track("scan", reporter -> Future.succeededFuture(1));
    deployTracker();
    assertThat(await(end).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(await(tracker.stats()).total()).isEqualTo(1);
  }

  @Test
  void create_without_a_tracker_fails_after_a_while_and_the_work_never_starts() {
    await(vertx.undeploy(deployment));
    JobTracker impatient = new JobTracker(vertx, new Pace(80, 1, 5, 20, 50, 50, 50, 10_000));
    AtomicBoolean started = new AtomicBoolean();
    Future<Job> end =
        impatient.track("scan", reporter -> Future.succeededFuture(started.getAndSet(true)));
    assertThatThrownBy(() -> await(end)).hasMessage("the tracker is not running");
    assertThat(started).isFalse();
  }

  @Test
  void invalid_job_fails_the_future() {
    assertThatThrownBy(() -> await(tracker.track("no type", r -> Future.succeededFuture())))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("type: must match");
  }
}
