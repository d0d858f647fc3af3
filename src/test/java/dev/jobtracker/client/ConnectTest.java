package dev.jobtracker.client;

import static dev.jobtracker.Eventually.eventually;
import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.client.transport.Connection;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The typed client in a program that shares no event bus with the tracker. */
class ConnectTest extends WithConnection {
  @Test
  void all_verbs_are_there() {
    JobTracker tracker = await(connect());
    assertThat(await(tracker.createIfAbsent(JOB)).created()).isTrue();
    assertThat(await(tracker.createIfAbsent(JOB)).created()).isFalse();
    assertThat(await(tracker.createIfAbsent(NewJob.of("scan"))).created()).isTrue();
    JobUpdate half = JobUpdate.builder().progress(0.5).result("{\"a\":[1,null]}").build();
    assertThat(await(tracker.update(ID, half)).progress()).isEqualTo(0.5);
    Job job = await(tracker.get(ID));
    assertThat(job.result()).isEqualTo("{\"a\":[1,null]}");
    assertThat(await(tracker.list(new JobQuery(JobFilter.ALL, 1, null))).jobs()).hasSize(1);
    assertThat(await(tracker.stats()).total()).isEqualTo(2);
    assertThat(await(tracker.cancel(ID, "no need")).cancelReason()).isEqualTo("no need");
    await(tracker.delete(ID));
    assertThatThrownBy(() -> await(tracker.get(ID)))
        .isInstanceOfSatisfying(
            JobException.class, gone -> assertThat(gone.kind()).isEqualTo(Kind.GONE));
    assertThatThrownBy(() -> await(tracker.get("scan_00000000")))
        .hasMessage("task_id: there is no job \"scan_00000000\"");
    assertThatThrownBy(() -> await(tracker.clear()))
        .isInstanceOfSatisfying(
            JobException.class, no -> assertThat(no.kind()).isEqualTo(Kind.FORBIDDEN));
  }

  @Test
  void tracked_work_hears_of_a_cancel_at_once() {
    JobTracker tracker = await(connect());
    Promise<Void> running = Promise.promise();
    Promise<Long> heard = Promise.promise();
    Future<Job> end =
        tracker.trackBlocking(
            JOB,
            reporter -> {
              Thread worker = Thread.currentThread();
              reporter.onCancel(
                  reason -> {
                    heard.complete(System.nanoTime());
                    worker.interrupt();
                  });
              running.complete();
              Thread.currentThread().join();
              return null;
            });
    await(running.future());
    long before = System.nanoTime();
    server.bus.call("jobs.cancel", new JsonObject().put("task_id", ID).put("reason", "no need"));
    assertThatThrownBy(() -> await(end)).isInstanceOf(InterruptedException.class);
    // The contract says 1 s; the rest is for machines that do much else.
    assertThat(await(heard.future()) - before).isLessThan(3_000_000_000L);
    assertThat(await(tracker.get(ID)).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void tracked_work_reports_and_ends() {
    JobTracker tracker = await(connect());
    Job job =
        await(
            tracker.trackBlocking(
                JOB.withTotal(9.0, "files"),
                reporter -> {
                  for (int i = 0; i < 9; i++) {
                    reporter.add(1).step("file " + i);
                  }
                  return new JsonArray().add(9);
                }));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.done()).isEqualTo(9);
    assertThat(job.result()).isEqualTo("[9]");
  }

  @Test
  void calls_of_one_turn_go_together() {
    JobTracker tracker = await(connect());
    List<Future<Job>> all = new ArrayList<>();
    Promise<Void> called = Promise.promise();
    vertx.runOnContext(
        now -> {
          for (int i = 0; i < 200; i++) {
            all.add(tracker.create(NewJob.of("scan").withTitle("job " + i)));
          }
          called.complete();
        });
    await(called.future());
    await(Future.all(all));
    assertThat(all).extracting(each -> each.result().title()).startsWith("job 0", "job 1");
    assertThat(all).extracting(each -> each.result().title()).endsWith("job 199");
    assertThat(server.bus.call("jobs.stats", new JsonObject()).getInteger("total")).isEqualTo(200);
  }

  @Test
  void closed_ends_what_waits_and_answers_nothing_more() {
    JobTracker tracker = await(connect());
    await(tracker.close());
    assertThatThrownBy(() -> await(tracker.stats()))
        .hasMessage("the connection to the tracker is closed");
    eventually(
        () ->
            assertThat(server.get("/metrics").body())
                .contains("jobtracker_live_clients{door=\"websocket\"} 0.0"));
  }

  @Test
  void outcome_comes_on_the_context_of_the_caller() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String nobody = "http://127.0.0.1:" + mute.getLocalPort();
      assertThatThrownBy(() -> await(connectOnAContext(nobody, Duration.ofMillis(200))))
          .isInstanceOf(JobException.class)
          .hasMessageStartingWith("no job tracker answers at " + nobody + ": ");
    }
    await(connectOnAContext("http://127.0.0.1:" + server.port, Duration.ofSeconds(30)));
  }

  /** Connects on a context, and fails where the outcome comes on another one. */
  private Future<JobTracker> connectOnAContext(String url, Duration patience) {
    Promise<JobTracker> outcome = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    caller.runOnContext(
        now ->
            JobTracker.connect(vertx, ConnectionOptions.of(url, null).withConnectPatience(patience))
                .onComplete(
                    end -> {
                      if (Vertx.currentContext() != caller) {
                        outcome.fail(new AssertionError("it came on " + Thread.currentThread()));
                      } else if (end.succeeded()) {
                        outcome.complete(end.result());
                      } else {
                        outcome.fail(end.cause());
                      }
                    }));
    return outcome.future();
  }

  @Test
  void nobody_there_fails_with_a_sentence() {
    assertThatThrownBy(
            () ->
                JobTracker.connect(vertx, "http://127.0.0.1:1", null)
                    .await(15, java.util.concurrent.TimeUnit.SECONDS))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("no job tracker answers at http://127.0.0.1:1: ")
        .hasMessageContaining("Connection refused");
  }

  @Test
  void no_url_fails_with_a_sentence() {
    for (String bad : List.of("ftp://a", "host:8080", "http://", "http://a?b=c", "")) {
      assertThatThrownBy(() -> await(JobTracker.connect(vertx, bad, null)))
          .hasMessage("url: must be like https://host:8080, found \"" + bad + "\"");
    }
  }

  @Test
  void url_with_a_password_fails_without_it() {
    for (String user : List.of("u", "ann:hunter2", "ann:hunter2@x")) {
      String bad = "http://" + user + "@host:8080";
      assertThatThrownBy(() -> await(JobTracker.connect(vertx, bad, null)))
          .hasMessage("url: must be like https://host:8080, found \"http://…@host:8080\"");
    }
  }

  @Test
  void all_jobs_are_told_with_their_results() {
    List<JsonObject> told = new ArrayList<>();
    Promise<Void> up = Promise.promise();
    Connection connection =
        Connection.begin(
            vertx,
            ConnectionOptions.of("http://127.0.0.1:" + server.port, null).door(),
            new Connection.Listener() {
              @Override
              public void connected() {
                up.complete();
              }

              @Override
              public void disconnected(String why) {}

              @Override
              public void changed(JsonObject job) {
                synchronized (told) {
                  told.add(job);
                }
              }

              @Override
              public void removed(JsonObject removal) {
                changed(removal);
              }
            });
    await(up.future());
    await(connection.request("jobs.list", new JsonObject(), 5_000));
    JsonObject job = server.bus.create("scan");
    server.bus.update(job, new JsonObject().put("result", 7));
    server.bus.call("jobs.delete", new JsonObject().put("task_id", job.getString("task_id")));
    eventually(
        () -> {
          synchronized (told) {
            assertThat(told).extracting(each -> each.getValue("result")).contains(7);
            assertThat(told.get(told.size() - 1).getString("reason")).isEqualTo("deleted");
          }
        });
    await(connection.close());
  }
}
