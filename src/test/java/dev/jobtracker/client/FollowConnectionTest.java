package dev.jobtracker.client;

import static dev.jobtracker.Eventually.eventually;
import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.client.transport.Connection;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.page.FailingProxy;
import dev.jobtracker.web.Server;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A job followed over a connection to a server without a store, in whose place another comes. */
class FollowConnectionTest {
  private static final String ID = "scan_the-one-job";
  private static final String OTHER = "scan_other-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);
  private static final NewJob LONG = JOB.withHeartbeatTimeout(604_800);
  private static final JsonObject ONE_WATCH =
      JsonObject.of("live", JsonObject.of("max_watches_per_socket", 1));

  private static final int BREAKS = 4;

  private final Vertx vertx = Vertx.vertx();
  private final FailingProxy proxy = new FailingProxy();
  private final List<Job> seen = new CopyOnWriteArrayList<>();
  private Server server;

  @AfterEach
  void close() {
    await(vertx.close());
    proxy.close();
    server.close();
  }

  private JobTracker connect(JsonObject config) {
    server = new Server(config);
    proxy.leadTo(server.port);
    Connection connection =
        Connection.begin(vertx, ConnectionOptions.of(proxy.url(), null).door(), null);
    await(connection.connectedWithin(Duration.ofSeconds(30)));
    return new JobTracker(vertx, connection, WithTracker.HURRIED);
  }

  /** As a kill does it: nobody hears of the end. The next server has these jobs. */
  private void replaceServer(JsonObject config, String... ids) {
    proxy.sever();
    server.close();
    server = new Server(config);
    for (String id : ids) {
      server.bus.call("jobs.create", JsonObject.of("type", "scan", "task_id", id));
    }
    proxy.leadTo(server.port);
    proxy.comeBack();
  }

  private Future<Job> follow(JobTracker tracker) {
    Future<Job> end = tracker.follow(ID, seen::add);
    eventually(() -> assertThat(seen).isNotEmpty());
    return end;
  }

  /** Takes the only watch that the connection may have. */
  private void takeWatch(JobTracker tracker) {
    await(tracker.create(NewJob.of("scan").withTaskId(OTHER)));
    tracker.follow(OTHER, job -> {});
    awaitWatches(1);
  }

  private void awaitWatches(int count) {
    eventually(
        () ->
            assertThat(server.get("/metrics").body())
                .contains("\njobtracker_watches " + count + ".0\n"));
  }

  private static void assertFailed(Future<Job> end, Kind kind) {
    assertThatThrownBy(() -> await(end))
        .isInstanceOfSatisfying(
            JobException.class, refusal -> assertThat(refusal.kind()).isEqualTo(kind));
  }

  @Test
  void job_that_nobody_gives_back_ends_it_after_the_heartbeat_timeout() {
    JobTracker tracker = connect(new JsonObject());
    await(tracker.create(JOB.withHeartbeatTimeout(1)));
    Future<Job> end = follow(tracker);
    replaceServer(new JsonObject());
    assertFailed(end, Kind.NOT_FOUND);
    assertThat(end.cause()).hasMessage("task_id: there is no job \"" + ID + "\"");
    awaitWatches(0);
  }

  /** The worker would send its next sign of life only after two days. */
  @Test
  void job_that_its_worker_gives_back_is_followed_to_its_end() {
    JobTracker tracker = connect(new JsonObject());
    assertFollowedPast(tracker, () -> replaceServer(new JsonObject()));
  }

  @Test
  void job_without_a_watch_that_its_worker_gives_back_is_followed_to_its_end() {
    JobTracker tracker = connect(ONE_WATCH);
    takeWatch(tracker);
    assertFollowedPast(tracker, () -> replaceServer(ONE_WATCH, OTHER));
  }

  private void assertFollowedPast(JobTracker tracker, Runnable restart) {
    Promise<Void> over = Promise.promise();
    Future<Job> work = tracker.track(LONG, reporter -> over.future());
    eventually(() -> assertThat(status()).isEqualTo("running"));
    Future<Job> end = follow(tracker);
    restart.run();
    eventually(() -> assertThat(status()).isEqualTo("running"));
    over.complete();
    assertThat(await(end).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(await(work).revision()).isEqualTo(end.result().revision());
  }

  private String status() {
    return server.get("/api/jobs/" + ID).json().getString("status");
  }

  /** Each break of the connection began to ask anew beside what asked already. */
  @Test
  void job_that_nobody_knows_is_asked_for_once_a_second_however_often_the_connection_breaks() {
    JobTracker tracker = connect(new JsonObject());
    await(tracker.create(LONG));
    follow(tracker);
    replaceServer(new JsonObject());
    for (int i = 0; i < BREAKS; i++) {
      awaitAsked(1);
      proxy.cut();
    }
    awaitAsked(3);
    long before = asked();
    await(vertx.timer(3, TimeUnit.SECONDS));
    assertThat(asked() - before).isBetween(1L, 4L);
  }

  private long asked() {
    JsonObject stats = server.bus.call("jobs.stats", new JsonObject());
    return stats.getJsonObject("counters").getLong("refused_404", 0L);
  }

  private void awaitAsked(int times) {
    long before = asked();
    eventually(() -> assertThat(asked()).isGreaterThanOrEqualTo(before + times));
  }

  @Test
  void deleted_job_without_a_watch_ends_it() {
    JobTracker tracker = connect(ONE_WATCH);
    takeWatch(tracker);
    await(tracker.create(JOB));
    Future<Job> end = follow(tracker);
    server.bus.call("jobs.delete", JsonObject.of("task_id", ID));
    assertFailed(end, Kind.GONE);
  }

  @Test
  void tracker_that_ended_behind_its_door_ends_it_after_the_heartbeat_timeout() {
    JobTracker tracker = connect(new JsonObject());
    await(tracker.create(JOB.withHeartbeatTimeout(1)));
    Future<Job> end = follow(tracker);
    await(server.vertx.undeploy(server.tracker));
    assertFailed(end, Kind.GONE);
  }
}
