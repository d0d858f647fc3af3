package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class JobReporterTest extends WithTracker {
  private static final String ID = "scan_the-one-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);

  private final AtomicInteger lost = new AtomicInteger();

  private Job job() {
    return await(tracker.get(ID));
  }

  /** Loses the messages that the condition picks, as a net does: nobody is told. */
  private void lose(Predicate<DeliveryContext<Object>> which) {
    Handler<DeliveryContext<Object>> interceptor =
        delivery -> {
          if (which.test(delivery)) {
            lost.incrementAndGet();
          } else {
            delivery.next();
          }
        };
    vertx.eventBus().addInboundInterceptor(interceptor);
  }

  private static boolean isReply(DeliveryContext<Object> delivery) {
    return delivery.message().address().startsWith("__vertx.reply");
  }

  private static boolean isUpdate(DeliveryContext<Object> delivery) {
    return delivery.message().address().equals("jobs.update");
  }

  private static boolean shows(DeliveryContext<Object> delivery, String key, Object value) {
    return delivery.body() instanceof JsonObject body && value.equals(body.getValue(key));
  }

  @Test
  void tight_loop_of_four_threads_ends_on_the_last_values_with_few_updates() {
    int threads = 4;
    int calls = 250_000;
    tracker = new JobTracker(vertx);
    Job job =
        await(
            tracker.trackBlocking(
                JOB.withTotal((double) threads * calls, "rows"),
                reporter -> {
                  List<Thread> all = new ArrayList<>();
                  for (int t = 0; t < threads; t++) {
                    all.add(new Thread(() -> count(reporter, calls)));
                  }
                  all.forEach(Thread::start);
                  for (Thread thread : all) {
                    thread.join();
                  }
                  return null;
                }));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.done()).isEqualTo(threads * calls);
    assertThat(job.currentStep()).isEqualTo("row " + (calls - 1));
    assertThat(job.revision()).isLessThan(600);
  }

  private static void count(JobReporter reporter, int calls) {
    for (int i = 0; i < calls; i++) {
      JobUpdate one = JobUpdate.builder().add(1).currentStep("row " + i).build();
      reporter.update(one);
    }
  }

  @Test
  void last_values_are_there_before_the_end_whatever_fails() {
    Future<Job> end =
        tracker.trackBlocking(
            JOB,
            reporter -> {
              reporter.progress(0.25).step("one").progress(0.75).step("two").done(4);
              throw new IllegalStateException("broken");
            });
    await(end.otherwiseEmpty());
    assertThat(job().progress()).isEqualTo(0.75);
    assertThat(job().currentStep()).isEqualTo("two");
    assertThat(job().done()).isEqualTo(4);
    assertThat(job().error()).isEqualTo("IllegalStateException: broken");
  }

  @Test
  void reports_arrive_while_the_work_goes_on() {
    Job job =
        await(
            tracker.track(
                JOB,
                reporter -> {
                  reporter.step("one");
                  return until(ID, seen -> seen.currentStep().equals("one"))
                      .compose(
                          seen -> {
                            reporter.step("two");
                            return until(ID, then -> then.currentStep().equals("two"));
                          })
                      .mapEmpty();
                }));
    assertThat(job.currentStep()).isEqualTo("two");
  }

  @Test
  void lost_answer_to_an_add_counts_it_once() {
    AtomicBoolean once = new AtomicBoolean(true);
    lose(d -> isReply(d) && shows(d, "done", 5L) && once.getAndSet(false));
    assertThat(await(tracker.track(JOB, reporter -> add(reporter, 5))).done()).isEqualTo(5);
    assertThat(lost).hasValue(1);
  }

  @Test
  void lost_add_is_sent_again() {
    AtomicBoolean once = new AtomicBoolean(true);
    lose(d -> isUpdate(d) && shows(d, "add", 5.0) && once.getAndSet(false));
    assertThat(await(tracker.track(JOB, reporter -> add(reporter, 5))).done()).isEqualTo(5);
    assertThat(lost).hasValue(1);
  }

  private Future<Void> add(JobReporter reporter, int more) {
    reporter.add(more);
    return Future.succeededFuture();
  }

  @Test
  void lossy_bus_counts_every_add_once_and_ends() {
    Random random = new Random(42);
    lose(d -> (isUpdate(d) || isReply(d)) && random.nextInt(100) < 25);
    Promise<Job> end = Promise.promise();
    tracker.track(JOB, reporter -> addAgainAndAgain(reporter, 60)).onComplete(end);
    assertThat(await(end.future()).done()).isEqualTo(60);
    assertThat(end.future().result().status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(lost.get()).isGreaterThan(5);
  }

  private Future<Void> addAgainAndAgain(JobReporter reporter, int times) {
    reporter.add(1);
    return times == 1
        ? Future.succeededFuture()
        : vertx
            .timer(10, TimeUnit.MILLISECONDS)
            .compose(then -> addAgainAndAgain(reporter, times - 1));
  }

  @Test
  void lost_answer_to_the_end_is_no_failure() {
    AtomicBoolean once = new AtomicBoolean(true);
    lose(d -> isReply(d) && shows(d, "status", "completed") && once.getAndSet(false));
    Job job = await(tracker.track(JOB, reporter -> add(reporter, 3)));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.done()).isEqualTo(3);
    assertThat(lost).hasValue(1);
  }

  @Test
  void end_that_nobody_answers_is_given_up() {
    tracker = new JobTracker(vertx, new Pace(50, 1, 5, 20, 5_000, 200, 50, 10_000));
    lose(d -> isUpdate(d) && shows(d, "status", "completed"));
    assertThatThrownBy(() -> await(tracker.track(JOB, reporter -> add(reporter, 3))))
        .isInstanceOf(JobException.class)
        .hasMessage("the tracker did not answer to the end of job " + ID);
  }

  @Test
  void tracker_restarted_is_given_the_job_again() {
    Job job =
        await(
            tracker.track(
                JOB.withTitle("A scan").withTotal(8.0, "files"),
                reporter -> {
                  reporter.done(3).step("before").result("part");
                  return until(() -> "\"part\"".equals(reporter.job().result()))
                      .compose(seen -> vertx.undeploy(deployment))
                      .compose(gone -> add(reporter, 1))
                      .compose(
                          added ->
                              vertx.deployVerticle("dev.jobtracker.tracker.JobTrackerVerticle"))
                      .compose(again -> until(ID, seen -> Double.valueOf(4).equals(seen.done())))
                      .mapEmpty();
                }));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.title()).isEqualTo("A scan");
    assertThat(job.done()).isEqualTo(4);
    assertThat(job.total()).isEqualTo(8);
    assertThat(job.currentStep()).isEqualTo("before");
    assertThat(job.result()).isEqualTo("\"part\"");
  }

  /** What another worker counted looked as if this one's last update had been applied. */
  @Test
  void end_that_was_lost_while_another_worker_counted_is_said_again() {
    JobTracker other = tracker;
    lose(
        delivery -> {
          boolean theEnd = isUpdate(delivery) && shows(delivery, "status", "failed");
          if (!theEnd || lost.get() > 0) {
            return false;
          }
          other.update(ID, JobUpdate.builder().add(1).build());
          return true;
        });
    // The gap is so long that the count and the end go together.
    tracker = new JobTracker(vertx, new Pace(200, 1_000, 5, 20, 5_000, 5_000, 500, 10_000));
    Future<Job> end =
        tracker.track(
            JOB,
            reporter -> {
              reporter.add(1).step("the last");
              return Future.failedFuture(new JobFailure("broken"));
            });
    await(end.otherwiseEmpty());
    assertThat(lost).hasValue(1);
    assertThat(job().status()).isEqualTo(JobStatus.FAILED);
    assertThat(job().error()).isEqualTo("broken");
    assertThat(job().currentStep()).isEqualTo("the last");
    assertThat(job().done()).isEqualTo(1);
  }

  @Test
  void heartbeats_keep_a_quiet_job_from_stalling() {
    // One that says again what is answered late would count more of them.
    tracker = new JobTracker(vertx);
    AtomicBoolean stalled = new AtomicBoolean();
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "jobs.events." + ID,
            event -> stalled.compareAndSet(false, event.body().getBoolean("stalled")));
    Job job =
        await(
            tracker.track(
                JOB.withHeartbeatTimeout(1),
                reporter -> vertx.timer(2_500, TimeUnit.MILLISECONDS).mapEmpty()));
    assertThat(stalled).isFalse();
    assertThat(job.revision()).isEqualTo(3);
    // Seven on a machine that is never late; two are what it takes not to stall.
    assertThat(await(tracker.stats()).counters().get("heartbeats")).isBetween(2L, 8L);
  }

  @Test
  void end_leaves_no_timer_and_no_consumer() {
    JobReporter[] handle = new JobReporter[1];
    await(
        tracker.track(
            JOB.withHeartbeatTimeout(1),
            reporter -> {
              handle[0] = reporter;
              return Future.succeededFuture();
            }));
    // What was said twice, because its answer came late, counts as a heartbeat.
    Map<String, Long> before = await(tracker.stats()).counters();
    handle[0].step("too late");
    await(vertx.timer(1_200, TimeUnit.MILLISECONDS));
    assertThat(await(tracker.stats()).counters())
        .containsEntry("updated", before.get("updated"))
        .containsEntry("heartbeats", before.get("heartbeats"));
    AtomicInteger undelivered = new AtomicInteger();
    vertx
        .eventBus()
        .request("jobs.events." + ID, new JsonObject())
        .onFailure(none -> undelivered.incrementAndGet());
    await(until(() -> undelivered.get() == 1));
  }

  @Test
  void partial_result_over_the_limit_is_dropped_alone() {
    Job job =
        await(
            tracker.track(
                JOB,
                reporter -> {
                  reporter.update(
                      JobUpdate.builder()
                          .result('"' + "x".repeat(300_000) + '"')
                          .currentStep("kept")
                          .build());
                  return Future.succeededFuture();
                }));
    assertThat(job.currentStep()).isEqualTo("kept");
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
  }
}
