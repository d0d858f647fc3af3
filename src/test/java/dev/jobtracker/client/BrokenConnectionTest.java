package dev.jobtracker.client;

import static dev.jobtracker.Eventually.eventually;
import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.client.transport.Connection;
import dev.jobtracker.client.transport.Transport;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.page.FailingProxy;
import dev.jobtracker.web.Server;
import dev.jobtracker.wire.Reply;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls, works and events when the connection breaks, and when it is back. */
class BrokenConnectionTest {
  private static final String ID = "scan_the-one-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final Server server = new Server();
  private final FailingProxy proxy = new FailingProxy(server.port);
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
    proxy.close();
    server.close();
  }

  private JobTracker connect() {
    ConnectionOptions options = ConnectionOptions.of(proxy.url(), null).withPingInterval(SHORT);
    return await(JobTracker.connect(vertx, options));
  }

  private Future<Job> trackUntilCancelled(JobTracker tracker, Promise<JobReporter> running) {
    return tracker.track(
        JOB,
        reporter -> {
          Promise<Void> end = Promise.promise();
          reporter.onCancel(
              reason -> {
                reporter.confirmCancel();
                end.complete();
              });
          running.complete(reporter);
          return end.future();
        });
  }

  @Test
  void change_that_was_on_its_way_fails_and_says_that_its_fate_is_unknown() {
    JobTracker tracker = connect();
    proxy.hold();
    Future<Job> change = tracker.create(JOB);
    eventually(() -> assertThat(proxy.holds()).isTrue());
    proxy.cut();
    assertThatThrownBy(() -> await(change))
        .isInstanceOfSatisfying(
            JobException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
        .hasMessageContaining("it is not known whether the change was carried out");
  }

  @Test
  void read_that_was_on_its_way_is_sent_again() {
    JobTracker tracker = connect();
    await(tracker.create(JOB));
    proxy.hold();
    Future<Job> read = tracker.get(ID);
    eventually(() -> assertThat(proxy.holds()).isTrue());
    proxy.cut();
    assertThat(await(read).taskId()).isEqualTo(ID);
  }

  @Test
  void call_without_a_connection_waits_for_five_seconds() {
    proxy.fallSilent();
    Connection connection =
        Connection.begin(vertx, ConnectionOptions.of(proxy.url(), null).door(), null);
    JobTracker tracker = new JobTracker(vertx, connection, Pace.DEFAULT);
    long begun = System.nanoTime();
    assertThatThrownBy(() -> await(tracker.create(JOB)))
        .isInstanceOfSatisfying(
            JobException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
        .hasMessageStartingWith("there is no connection to the tracker: ");
    assertThat(Duration.ofNanos(System.nanoTime() - begun).toMillis()).isGreaterThan(4_900);
  }

  /** Each attempt to come back made it wait anew. */
  @Test
  void call_without_a_connection_waits_for_five_seconds_however_often_it_is_tried() {
    JobTracker tracker = connect();
    proxy.sever();
    eventually(() -> assertThat(tracker.whyDown()).isNotNull());
    long begun = System.nanoTime();
    assertThatThrownBy(() -> await(tracker.create(JOB)))
        .hasMessageStartingWith("there is no connection to the tracker: ");
    assertThat(Duration.ofNanos(System.nanoTime() - begun).toMillis()).isBetween(4_900L, 12_000L);
  }

  @Test
  void call_that_waited_for_its_turn_fails_with_the_others_when_the_connection_breaks() {
    JobTracker tracker = connect();
    proxy.hold();
    List<Future<Job>> calls = new ArrayList<>();
    // Two frames are on their way at most, so the last ones wait.
    for (int i = 0; i < 4; i++) {
      calls.add(tracker.get(ID));
      await(vertx.timer(20, TimeUnit.MILLISECONDS));
    }
    eventually(() -> assertThat(proxy.holds()).isTrue());
    proxy.fallSilent();
    proxy.cut();
    long begun = System.nanoTime();
    for (Future<Job> call : calls) {
      assertThatThrownBy(() -> await(call))
          .hasMessageStartingWith("there is no connection to the tracker: ");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun).toMillis()).isLessThan(20_000);
  }

  /**
   * On the next socket its number was that of the other job's watch, which nobody asked for again.
   */
  @Test
  void watch_that_ended_before_the_break_ends_no_other_one_after_it() {
    Connection connection =
        Connection.begin(vertx, ConnectionOptions.of(proxy.url(), null).door(), null);
    await(connection.connectedWithin(Duration.ofSeconds(30)));
    JsonObject ended = server.create("scan");
    JsonObject other = server.create("scan");
    Heard first = new Heard();
    Transport.Subscription watch = connection.listen(ended.getString("task_id"), first);
    eventually(() -> assertThat(first.revision).isEqualTo(1));
    proxy.hold();
    // Two frames are on their way at most, so what is asked behind them waits.
    for (int i = 0; i < 2; i++) {
      connection.request("jobs.stats", new JsonObject(), 30_000);
      await(vertx.timer(20, TimeUnit.MILLISECONDS));
    }
    eventually(() -> assertThat(proxy.holds()).isTrue());
    Heard second = new Heard();
    connection.listen(other.getString("task_id"), second);
    await(vertx.timer(20, TimeUnit.MILLISECONDS));
    watch.end();
    await(vertx.timer(20, TimeUnit.MILLISECONDS));
    proxy.cut();
    eventually(() -> assertThat(second.revision).isEqualTo(1));
    server.bus.update(other, JsonObject.of("done", 1));
    eventually(() -> assertThat(second.revision).isEqualTo(2));
  }

  private static final class Heard implements Transport.JobNews {
    private volatile long revision;

    @Override
    public void changed(JsonObject job) {
      revision = job.getLong("revision");
    }

    @Override
    public void removed(JsonObject removal) {}

    @Override
    public void lookAgain() {}
  }

  /** A worker whose tracker was away for hours kept all that it had ever reported. */
  @Test
  void call_that_failed_without_a_connection_is_kept_no_longer() {
    proxy.fallSilent();
    Connection connection =
        Connection.begin(vertx, ConnectionOptions.of(proxy.url(), null).door(), null);
    WeakReference<?> failed = failedCall(connection);
    eventually(
        () -> {
          System.gc();
          assertThat(failed.refersTo(null)).isTrue();
        });
    assertThat(connection.whyDown()).as("why there is no connection").isNotNull();
  }

  /** Returns what the connection keeps of a call for as long as it keeps the call. */
  private static WeakReference<?> failedCall(Connection connection) {
    Future<Reply> call = connection.request("jobs.stats", new JsonObject(), 50);
    assertThatThrownBy(() -> await(call)).hasMessage("the tracker did not answer in time");
    return new WeakReference<>(call);
  }

  @Test
  void call_without_a_connection_is_carried_out_when_it_is_back() {
    Connection connection =
        Connection.begin(vertx, ConnectionOptions.of(proxy.url(), null).door(), null);
    await(connection.connectedWithin(Duration.ofSeconds(30)));
    JobTracker tracker = new JobTracker(vertx, connection, Pace.DEFAULT);
    await(server.vertx.undeploy(server.web));
    eventually(() -> assertThat(connection.whyDown()).isNotNull());
    Future<Job> change = tracker.create(JOB);
    redeployWeb();
    assertThat(await(change).taskId()).isEqualTo(ID);
  }

  private void redeployWeb() {
    JsonObject http = new JsonObject().put("port", server.port);
    DeploymentOptions again = new DeploymentOptions().setConfig(new JsonObject().put("http", http));
    await(server.vertx.deployVerticle("dev.jobtracker.web.WebVerticle", again));
  }

  @Test
  void work_goes_on_and_hears_of_a_cancel_after_the_server_came_back() {
    JobTracker tracker = connect();
    Promise<JobReporter> running = Promise.promise();
    Future<Job> end = trackUntilCancelled(tracker, running);
    JobReporter reporter = await(running.future());
    await(server.vertx.undeploy(server.web));
    reporter.step("while nobody listened");
    redeployWeb();
    eventually(() -> assertThat(reporter.job().currentStep()).isEqualTo("while nobody listened"));
    server.bus.call("jobs.cancel", new JsonObject().put("task_id", ID));
    assertThat(await(end).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void cancel_during_the_break_is_heard_of_with_the_next_connection() {
    JobTracker tracker = connect();
    Promise<JobReporter> running = Promise.promise();
    Future<Job> end = trackUntilCancelled(tracker, running);
    await(running.future());
    proxy.fallSilent();
    proxy.cut();
    server.bus.call("jobs.cancel", new JsonObject().put("task_id", ID));
    proxy.comeBack();
    assertThat(await(end).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void silent_connection_is_noticed_and_replaced() {
    JobTracker tracker = connect();
    Promise<JobReporter> running = Promise.promise();
    Future<Job> end = trackUntilCancelled(tracker, running);
    await(running.future());
    proxy.forget();
    server.bus.call("jobs.cancel", new JsonObject().put("task_id", ID));
    assertThat(await(end).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void tracker_that_forgot_the_job_is_given_it_again() {
    JobTracker tracker = connect();
    Promise<JobReporter> running = Promise.promise();
    Future<Job> end = trackUntilCancelled(tracker, running);
    JobReporter reporter = await(running.future());
    await(server.vertx.undeploy(server.tracker));
    await(server.vertx.deployVerticle("dev.jobtracker.tracker.JobTrackerVerticle"));
    reporter.step("after the restart");
    eventually(
        () ->
            assertThat(server.get("/api/jobs/" + ID).json().getString("current_step"))
                .isEqualTo("after the restart"));
    server.bus.call("jobs.cancel", new JsonObject().put("task_id", ID));
    assertThat(await(end).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void upgrade_that_nobody_answers_fails_within_ten_seconds() {
    proxy.fallSilent();
    long begun = System.nanoTime();
    assertThatThrownBy(
            () -> JobTracker.connect(vertx, proxy.url(), null).await(20, TimeUnit.SECONDS))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("no job tracker answers at " + proxy.url());
    assertThat(Duration.ofNanos(System.nanoTime() - begun).toMillis()).isLessThan(13_000);
  }

  @Test
  void job_deleted_during_the_break_fails_the_tracked_future() {
    JobTracker tracker = connect();
    Promise<JobReporter> running = Promise.promise();
    Future<Job> end = trackUntilCancelled(tracker, running);
    JobReporter reporter = await(running.future());
    proxy.fallSilent();
    proxy.cut();
    server.bus.call("jobs.delete", new JsonObject().put("task_id", ID));
    proxy.comeBack();
    eventually(() -> assertThat(reporter.isEnded()).isTrue());
    assertThat(reporter.cancelRequested()).isTrue();
    assertThatThrownBy(() -> await(end))
        .isInstanceOfSatisfying(
            JobException.class, gone -> assertThat(gone.kind()).isEqualTo(Kind.GONE));
  }
}
