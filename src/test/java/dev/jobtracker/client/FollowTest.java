package dev.jobtracker.client;

import static dev.jobtracker.Eventually.eventually;
import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job followed over the event bus, through the end of its tracker and the start of another. */
class FollowTest extends WithTracker {
  private static final String TRACKER = "dev.jobtracker.tracker.JobTrackerVerticle";
  private static final String ID = "scan_the-one-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);

  private final List<Job> seen = new CopyOnWriteArrayList<>();

  @TempDir Path folder;

  private Future<Job> follow() {
    Future<Job> end = tracker.follow(ID, seen::add);
    eventually(() -> assertThat(seen).isNotEmpty());
    return end;
  }

  private void undeploy() {
    await(vertx.undeploy(deployment));
  }

  private void redeploy(JsonObject config) {
    undeploy();
    deployment = await(vertx.deployVerticle(TRACKER, new DeploymentOptions().setConfig(config)));
  }

  private static void assertFailed(Future<Job> end, Kind kind) {
    assertThatThrownBy(() -> await(end))
        .isInstanceOfSatisfying(
            JobException.class, refusal -> assertThat(refusal.kind()).isEqualTo(kind));
  }

  /** A listener that is about to go takes the question and answers nothing. */
  private void assertNobodyListens() {
    DeliveryOptions briefly = new DeliveryOptions().setSendTimeout(100);
    for (String address : List.of(Addresses.TRACKER, Addresses.ENDED, Addresses.eventsOf(ID))) {
      eventually(
          () ->
              assertThatThrownBy(
                      () -> await(vertx.eventBus().request(address, new JsonObject(), briefly)))
                  .isInstanceOfSatisfying(
                      ReplyException.class,
                      none -> assertThat(none.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS)));
    }
  }

  @Test
  void end_whose_event_was_lost_is_seen_when_the_tracker_is_back() {
    JsonObject stored =
        JsonObject.of("store", JsonObject.of("file", folder.resolve("jobs.db").toString()));
    redeploy(stored);
    await(tracker.create(JOB));
    Future<Job> end = follow();
    AtomicInteger lost = new AtomicInteger();
    AtomicBoolean losing = new AtomicBoolean(true);
    vertx
        .eventBus()
        .<Object>addInboundInterceptor(
            delivery -> {
              boolean event = delivery.message().address().equals(Addresses.eventsOf(ID));
              if (losing.get() && event) {
                lost.incrementAndGet();
              } else {
                delivery.next();
              }
            });
    await(tracker.update(ID, JobUpdate.builder().status(JobStatus.COMPLETED).build()));
    eventually(() -> assertThat(lost).hasValue(1));
    losing.set(false);
    redeploy(stored);
    assertThat(await(end).status()).isEqualTo(JobStatus.COMPLETED);
    assertNobodyListens();
  }

  @Test
  void tracker_that_ended_with_its_jobs_ends_it_after_the_heartbeat_timeout() {
    await(tracker.create(JOB.withHeartbeatTimeout(1)));
    Future<Job> end = follow();
    undeploy();
    assertFailed(end, Kind.GONE);
    assertThat(end.cause()).hasMessage("task_id: job \"" + ID + "\" was lost with its tracker");
    assertNobodyListens();
  }

  @Test
  void job_that_the_next_tracker_does_not_know_ends_it_after_the_heartbeat_timeout() {
    // Longer than the next tracker takes to be there.
    await(tracker.create(JOB.withHeartbeatTimeout(5)));
    Future<Job> end = follow();
    redeploy(new JsonObject());
    assertFailed(end, Kind.NOT_FOUND);
    assertNobodyListens();
  }

  /** The worker would send its next sign of life only after two days. */
  @Test
  void job_that_its_worker_gives_back_is_followed_to_its_end() {
    Promise<Void> over = Promise.promise();
    Future<Job> work = tracker.track(JOB.withHeartbeatTimeout(604_800), reporter -> over.future());
    await(until(ID, job -> job.status() == JobStatus.RUNNING));
    Future<Job> end = follow();
    redeploy(new JsonObject());
    await(until(ID, job -> job.status() == JobStatus.RUNNING));
    redeploy(new JsonObject());
    await(until(ID, job -> job.status() == JobStatus.RUNNING));
    over.complete();
    assertThat(await(end).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(await(work).revision()).isEqualTo(end.result().revision());
    assertNobodyListens();
  }

  @Test
  void cleared_job_ends_it_at_once() {
    await(tracker.create(JOB));
    Future<Job> end = follow();
    await(tracker.clear());
    assertFailed(end, Kind.GONE);
  }

  @Test
  void nothing_is_left_of_it_when_its_verticle_is_undeployed() {
    await(tracker.create(JOB));
    Promise<Job> told = Promise.promise();
    VerticleBase follower =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            tracker.follow(ID, seen::add).onComplete(told);
            return Future.succeededFuture();
          }
        };
    String id = await(vertx.deployVerticle(follower));
    eventually(() -> assertThat(seen).isNotEmpty());
    await(vertx.undeploy(id));
    assertFailed(told.future(), Kind.UNAVAILABLE);
    assertNobodyListens();
  }

  @Test
  void those_who_still_follow_hear_of_the_tracker_when_others_have_gone() {
    await(tracker.create(JOB.withHeartbeatTimeout(1)));
    await(tracker.create(NewJob.of("scan").withTaskId("scan_other-job")));
    Future<Job> other = tracker.follow("scan_other-job", job -> {});
    Future<Job> end = follow();
    await(tracker.delete("scan_other-job"));
    assertFailed(other, Kind.GONE);
    undeploy();
    assertFailed(end, Kind.GONE);
    assertNobodyListens();
  }
}
