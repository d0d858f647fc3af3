package dev.jobtracker.client;

import static dev.jobtracker.Eventually.eventually;
import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A program that reports over a connection ends in order, and so do its jobs (section 6). */
class ConnectionEndTest extends WithConnection {
  /** Tracks a work that never ends by itself, and returns how it went once it runs. */
  private Future<Job> trackForEver(JobTracker tracker) {
    Future<Job> end = tracker.track(JOB, reporter -> Promise.<Void>promise().future());
    eventually(() -> assertThat(job().getString("status")).isEqualTo("running"));
    return end;
  }

  private JsonObject job() {
    return server.get("/api/jobs/" + ID).json();
  }

  private void assertFailed(Future<Job> end, String why) {
    assertThat(job().getString("status")).isEqualTo("failed");
    assertThat(job().getString("error")).isEqualTo(why);
    assertThatThrownBy(() -> await(end)).isInstanceOf(JobFailure.class).hasMessage(why);
  }

  /** A verticle that connects, and closes its connection where it is told to. */
  private final class Worker extends VerticleBase {
    private final boolean closes;
    private JobTracker tracker;

    Worker(boolean closes) {
      this.closes = closes;
    }

    @Override
    public Future<?> start() {
      return connect().onSuccess(connected -> tracker = connected);
    }

    @Override
    public Future<?> stop() {
      return closes ? tracker.close() : Future.succeededFuture();
    }
  }

  @Test
  void closed_client_fails_its_jobs() {
    JobTracker tracker = await(connect());
    Future<Job> end = trackForEver(tracker);
    await(tracker.close());
    assertFailed(end, "the worker's connection to the tracker was closed");
    assertThatThrownBy(() -> await(tracker.get(ID)))
        .isInstanceOf(JobException.class)
        .hasMessage("the connection to the tracker is closed");
  }

  @Test
  void verticle_that_closes_its_client_when_it_is_undeployed_fails_its_jobs() {
    Worker worker = new Worker(true);
    String deployment = await(vertx.deployVerticle(worker));
    Future<Job> end = trackForEver(worker.tracker);
    await(vertx.undeploy(deployment));
    assertFailed(end, "the worker's connection to the tracker was closed");
  }

  @Test
  void closed_vertx_fails_its_jobs() {
    Future<Job> end = trackForEver(await(connect()));
    await(vertx.close());
    eventually(() -> assertThat(job().getString("status")).isEqualTo("failed"));
    assertThat(job().getString("error")).startsWith("the worker's ").endsWith(" was closed");
    assertThatThrownBy(() -> await(end)).isInstanceOf(JobFailure.class);
  }

  /** The socket ended with the verticle that happened to make it, and never came back. */
  @Test
  void connection_outlives_the_verticle_that_made_it() {
    Worker worker = new Worker(false);
    String deployment = await(vertx.deployVerticle(worker));
    trackForEver(worker.tracker);
    await(vertx.undeploy(deployment));
    assertThat(await(worker.tracker.get(ID)).status().isTerminal()).isFalse();
    assertThat(worker.tracker.whyDown()).isNull();
    await(worker.tracker.close());
    eventually(() -> assertThat(job().getString("status")).isEqualTo("failed"));
  }

  /** The work was over, and nobody but the sender of its last word waited for the answer. */
  @Test
  void last_word_that_is_on_its_way_is_waited_for() throws Exception {
    JobTracker tracker = await(connect());
    Promise<Void> over = Promise.promise();
    Future<Job> end = tracker.track(JOB, reporter -> over.future());
    eventually(() -> assertThat(job().getString("status")).isEqualTo("running"));
    CountDownLatch answers = new CountDownLatch(1);
    stopTrackerUntil(answers);
    over.complete();
    // Long enough for the last word to be sent.
    assertThat(answers.await(200, TimeUnit.MILLISECONDS)).isFalse();
    Future<Void> closed = tracker.close();
    assertThat(answers.await(200, TimeUnit.MILLISECONDS)).isFalse();
    answers.countDown();
    await(closed);
    assertThat(job().getString("status")).isIn("completed", "failed");
    await(end.otherwiseEmpty());
  }

  private void stopTrackerUntil(CountDownLatch latch) {
    server
        .vertx
        .eventBus()
        .addInboundInterceptor(
            delivery -> {
              if (delivery.message().address().equals(Addresses.STATS)) {
                FollowBeginTest.hold(latch);
              }
              delivery.next();
            });
    server.vertx.eventBus().request(Addresses.STATS, new JsonObject());
  }

  @Test
  void change_that_was_called_before_goes_out() {
    JobTracker tracker = await(connect());
    await(tracker.create(JOB));
    Promise<Void> closed = Promise.promise();
    vertx.runOnContext(
        turn -> {
          tracker.cancel(ID, "no need");
          tracker.close().onComplete(closed);
        });
    await(closed.future());
    eventually(() -> assertThat(job().getString("status")).isEqualTo("cancelled"));
  }

  @Test
  void job_that_is_being_created_is_ended_too() {
    JobTracker tracker = await(connect());
    Future<Job> end = tracker.track(JOB, reporter -> Promise.<Void>promise().future());
    await(tracker.close());
    assertFailed(end, "the worker's connection to the tracker was closed");
    assertThatThrownBy(() -> await(tracker.track(JOB, reporter -> Future.succeededFuture())))
        .isInstanceOf(JobException.class)
        .hasMessage("the worker's verticle, Vert.x instance or connection has ended");
  }

  @Test
  void closed_client_ends_what_follows() {
    JobTracker tracker = await(connect());
    await(tracker.create(JOB));
    List<Job> seen = new CopyOnWriteArrayList<>();
    Future<Job> end = tracker.follow(ID, seen::add);
    eventually(() -> assertThat(seen).hasSize(1));
    await(tracker.close());
    assertThatThrownBy(() -> await(end))
        .isInstanceOfSatisfying(
            JobException.class, closed -> assertThat(closed.kind()).isEqualTo(Kind.UNAVAILABLE))
        .hasMessage("who followed job \"" + ID + "\" has ended");
  }

  @Test
  void client_whose_server_has_gone_closes_within_seconds() {
    JobTracker tracker = await(connect());
    Future<Job> end = trackForEver(tracker);
    await(server.vertx.undeploy(server.web));
    long begun = System.nanoTime();
    await(tracker.close());
    assertThat(System.nanoTime() - begun).isLessThan(10_000_000_000L);
    assertThatThrownBy(() -> await(end)).isInstanceOf(JobFailure.class);
  }
}
