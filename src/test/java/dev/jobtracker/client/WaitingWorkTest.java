package dev.jobtracker.client;

import static dev.jobtracker.Eventually.eventually;
import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Before JDK 21 blocking work waits for one of a few threads, and its job is pending meanwhile. */
class WaitingWorkTest extends WithTracker {
  private static final int THREADS = 2;

  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();

  @Override
  @BeforeEach
  void deploy() {
    assumeTrue(Runtime.version().feature() < 21, "every work has a thread of its own");
    vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(THREADS));
    tracker = new JobTracker(vertx, HURRIED);
    deployTracker();
  }

  private Future<Job> track(NewJob job) {
    return tracker.trackBlocking(
        job,
        reporter -> {
          begun.incrementAndGet();
          open.await();
          return null;
        });
  }

  private int count(JobStatus status) {
    return await(tracker.stats()).byStatus().get(status);
  }

  @Test
  void work_without_a_thread_is_pending_and_alive() {
    List<Future<Job>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(track(NewJob.of("scan").withHeartbeatTimeout(1)));
    }
    eventually(
        () -> {
          assertThat(count(JobStatus.RUNNING)).isEqualTo(THREADS);
          assertThat(count(JobStatus.PENDING)).isEqualTo(5 - THREADS);
        });
    // Five jobs that send three heartbeats a second each; the two that run could not.
    eventually(
        () -> assertThat(await(tracker.stats()).counters().get("heartbeats")).isGreaterThan(20));
    assertThat(count(JobStatus.PENDING)).isEqualTo(5 - THREADS);
    open.countDown();
    all.forEach(each -> assertThat(await(each).status()).isEqualTo(JobStatus.COMPLETED));
    assertThat(begun).hasValue(5);
  }

  @Test
  void work_without_a_thread_hears_of_a_cancel_and_never_begins() {
    Future<Job> first = track(NewJob.of("scan"));
    Future<Job> second = track(NewJob.of("scan"));
    eventually(() -> assertThat(count(JobStatus.RUNNING)).isEqualTo(THREADS));
    // A cancel that comes before anybody listens is heard with the next heartbeat.
    Future<Job> waiting =
        track(NewJob.of("scan").withTaskId("scan_waiting-job").withHeartbeatTimeout(9));
    eventually(() -> assertThat(count(JobStatus.PENDING)).isEqualTo(1));
    await(tracker.cancel("scan_waiting-job", "no need"));
    Job cancelled = await(waiting);
    assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(cancelled.cancelReason()).isEqualTo("no need");
    open.countDown();
    await(Future.all(first, second));
    // What was handed to the threads before this is over when this has run.
    await(vertx.executeBlocking(() -> null, false));
    assertThat(begun).hasValue(2);
  }
}
