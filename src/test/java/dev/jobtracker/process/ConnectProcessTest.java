package dev.jobtracker.process;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.client.JobReporter;
import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker of another process, whose server is killed and started anew. */
class ConnectProcessTest {
  private static final String ID = "scan_the-one-job";
  private static final long DEADLINE_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path folder;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private ProgramProcess start(int port) throws Exception {
    JsonObject http = new JsonObject().put("port", port).put("instances", 1);
    return ProgramProcess.in(folder).conf(new JsonObject().put("http", http)).start();
  }

  private static <T> T within(Future<T> future) throws Exception {
    return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Asks again for as long as a server may take to start. */
  private Future<Job> until(JobTracker tracker, String step) {
    return tracker
        .get(ID)
        .otherwiseEmpty()
        .compose(
            job ->
                job != null && job.currentStep().equals(step)
                    ? Future.succeededFuture(job)
                    : vertx
                        .timer(50, TimeUnit.MILLISECONDS)
                        .compose(later -> until(tracker, step)));
  }

  @Test
  void server_killed_and_started_anew_goes_on_with_the_job() throws Exception {
    int port;
    JobTracker tracker;
    Promise<JobReporter> running = Promise.promise();
    Promise<Void> asked = Promise.promise();
    Future<Job> end;
    try (ProgramProcess server = start(Ports.ofOnesOwn())) {
      port = server.port();
      tracker = within(JobTracker.connect(vertx, "http://127.0.0.1:" + port, null));
      end =
          tracker.track(
              NewJob.of("scan").withTaskId(ID),
              reporter -> {
                reporter.add(2).onCancel(reason -> asked.complete());
                running.complete(reporter);
                return asked.future().onSuccess(stop -> reporter.confirmCancel());
              });
      within(running.future()).step("before");
      assertThat(within(until(tracker, "before")).done()).isEqualTo(2);
      server.process().kill();
    }
    within(running.future()).add(3).step("after");
    try (ProgramProcess again = start(port)) {
      assertThat(again.port()).isEqualTo(port);
      assertThat(within(until(tracker, "after")).done()).isEqualTo(5);
      within(tracker.cancel(ID, "no need"));
      Job job = within(end);
      assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
      assertThat(job.cancelReason()).isEqualTo("no need");
    }
  }
}
