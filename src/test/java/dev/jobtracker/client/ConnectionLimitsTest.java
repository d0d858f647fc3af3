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
import dev.jobtracker.web.SelfSigned;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection to a server with limits, tokens or a certificate of its own. */
class ConnectionLimitsTest {
  private final Vertx vertx = Vertx.vertx();
  private Server server;

  @AfterEach
  void close() {
    await(vertx.close());
    server.close();
  }

  private JobTracker connect(JsonObject live) {
    server = new Server(new JsonObject().put("live", live));
    return await(JobTracker.connect(vertx, "http://127.0.0.1:" + server.port, null));
  }

  private static List<Job> inOneTurn(Vertx vertx, int calls, Function<Integer, Future<Job>> call) {
    List<Future<Job>> all = new ArrayList<>();
    Promise<Void> called = Promise.promise();
    vertx.runOnContext(
        now -> {
          for (int i = 0; i < calls; i++) {
            all.add(call.apply(i));
          }
          called.complete();
        });
    await(called.future());
    return await(Future.all(all).map(done -> done.<Job>list()));
  }

  @Test
  void small_batches_are_learned() {
    JobTracker tracker = connect(new JsonObject().put("max_batch", 7));
    List<Job> jobs =
        inOneTurn(vertx, 200, i -> tracker.create(NewJob.of("scan").withTitle("" + i)));
    assertThat(jobs).extracting(Job::title).hasSize(200).startsWith("0").endsWith("199");
    assertThat(await(tracker.stats()).total()).isEqualTo(200);
  }

  @Test
  void small_frames_are_learned() {
    JobTracker tracker = connect(new JsonObject().put("max_frame_bytes", 2_000));
    String title = "x".repeat(190);
    List<Job> jobs = inOneTurn(vertx, 50, i -> tracker.create(NewJob.of("scan").withTitle(title)));
    assertThat(jobs).hasSize(50);
    assertThat(await(tracker.stats()).total()).isEqualTo(50);
  }

  @Test
  void call_that_is_too_large_is_refused_alone() {
    JobTracker tracker = connect(new JsonObject().put("max_frame_bytes", 2_000));
    String id = await(tracker.create(NewJob.of("scan"))).taskId();
    JobUpdate large = JobUpdate.builder().result('"' + "x".repeat(3_000) + '"').build();
    assertThatThrownBy(() -> await(tracker.update(id, large)))
        .isInstanceOfSatisfying(
            JobException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE));
    assertThat(await(tracker.get(id)).result()).isNull();
  }

  @Test
  void deep_result_does_not_spoil_the_batch() {
    JobTracker tracker = connect(new JsonObject());
    String id = await(tracker.create(NewJob.of("scan"))).taskId();
    String deep = "[".repeat(61) + "]".repeat(61);
    JobUpdate update = JobUpdate.builder().result(deep).build();
    List<Job> jobs =
        inOneTurn(
            vertx, 9, i -> i == 4 ? tracker.update(id, update) : tracker.create(NewJob.of("scan")));
    assertThat(jobs.get(4).result()).isEqualTo(deep);
    assertThat(await(tracker.stats()).total()).isEqualTo(9);
  }

  @Test
  void more_jobs_than_watches_hear_of_their_cancel_all_the_same() {
    JobTracker tracker = connect(new JsonObject().put("max_watches_per_socket", 1));
    List<Future<Job>> ends = new ArrayList<>();
    for (String id : List.of("scan_number-1", "scan_number-2", "scan_number-3")) {
      ends.add(tracker.track(NewJob.of("scan").withTaskId(id), this::untilCancelled));
    }
    for (String id : List.of("scan_number-1", "scan_number-2", "scan_number-3")) {
      JsonObject cancel = new JsonObject().put("task_id", id);
      eventually(
          () ->
              assertThat(server.get("/api/jobs/" + id).json().getValue("status"))
                  .isEqualTo("running"));
      server.bus.call("jobs.cancel", cancel);
    }
    for (Future<Job> end : ends) {
      assertThat(await(end).status()).isEqualTo(JobStatus.CANCELLED);
    }
  }

  private Future<Void> untilCancelled(JobReporter reporter) {
    Promise<Void> end = Promise.promise();
    reporter.onCancel(
        reason -> {
          reporter.confirmCancel();
          end.complete();
        });
    return end.future();
  }

  @Test
  void token_is_shown_and_a_wrong_one_is_refused_at_once() {
    server = new Server(Tokens.config());
    String url = "http://127.0.0.1:" + server.port;
    JobTracker tracker = await(JobTracker.connect(vertx, url, Tokens.secret("write")));
    assertThat(await(tracker.create(NewJob.of("scan"))).type()).isEqualTo("scan");
    assertThatThrownBy(() -> await(tracker.delete("scan_00000000")))
        .isInstanceOfSatisfying(
            JobException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN));
    assertThatThrownBy(() -> JobTracker.connect(vertx, url, "wrong").await(5, TimeUnit.SECONDS))
        .isInstanceOf(JobException.class)
        .hasMessage(url + ": the server wants a valid token (401)");
  }

  @Test
  void own_authority_is_trusted_where_it_is_given(@TempDir Path folder) throws Exception {
    SelfSigned.make(folder);
    server =
        new Server(
            new JsonObject()
                .put(
                    "http",
                    new JsonObject()
                        .put("cert", folder.resolve("cert.pem").toString())
                        .put("key", folder.resolve("key.pem").toString())));
    String url = "https://localhost:" + server.port;
    ConnectionOptions trusting =
        ConnectionOptions.of(url, null)
            .withAuthorities(Buffer.buffer(Files.readAllBytes(folder.resolve("cert.pem"))));
    JobTracker tracker = await(JobTracker.connect(vertx, trusting));
    assertThat(await(tracker.create(NewJob.of("scan"))).type()).isEqualTo("scan");
    assertThatThrownBy(() -> JobTracker.connect(vertx, url, null).await(15, TimeUnit.SECONDS))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("no job tracker answers at " + url)
        .hasMessageContaining("unable to find valid certification path");
  }

  @Test
  void authorities_that_are_none_fail_at_once() {
    server = new Server();
    ConnectionOptions odd =
        ConnectionOptions.of("https://localhost:" + server.port, null)
            .withAuthorities(Buffer.buffer("no certificate"));
    assertThatThrownBy(() -> await(JobTracker.connect(vertx, odd)))
        .hasMessage("the authorities to trust are no certificates in PEM");
  }
}
