package dev.jobtracker.live;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.client.JobReporter;
import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.Job;
import dev.jobtracker.live.Follower.Door;
import dev.jobtracker.process.Nodes;
import dev.jobtracker.process.PostgresServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract, section 12: a worker and all kinds of watchers at a node that stands by, as other
 * programs, while the process of the active node is killed. None notices more than a pause.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NodesKilledTest {
  private static final int ADDS = 2_000;
  private static final long DEADLINE_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path folder;

  @AfterEach
  void end() {
    vertx.close().await();
  }

  @Test
  void worker_and_watchers_at_a_standby_notice_no_more_than_a_pause() throws Exception {
    assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed here");
    try (PostgresServer postgres = PostgresServer.start();
        Nodes nodes = new Nodes(postgres, folder, Duration.ofSeconds(2))) {
      Nodes.Pair pair = nodes.pair();
      int port = pair.standby().port();
      JobTracker tracker = within(JobTracker.connect(vertx, "http://127.0.0.1:" + port, null));
      Promise<Void> half = Promise.promise();
      Promise<String> begun = Promise.promise();
      Future<Job> tracked =
          tracker.track(
              "import",
              reporter -> {
                begun.complete(reporter.taskId());
                return count(reporter, half);
              });
      String id = within(begun.future());
      List<View> views =
          List.of(new View("socket"), new View("list"), new View("stream"), new View("poll"));
      List<Follower> held = watch(new Door(vertx, port), views, id);
      within(half.future());
      pair.active().process().kill();
      Job job = within(tracked);
      assertThat(job.done()).isEqualTo((double) ADDS);

      AtomicReference<JsonObject> last = new AtomicReference<>();
      eventually(() -> last.set(get(port, "/api/jobs/" + id)));
      assertThat(last.get().getString("status")).isEqualTo("completed");
      last.get().remove("result");
      for (View view : views) {
        eventually(
            () ->
                assertThat(withoutResults(view)).as(view.name()).isEqualTo(Map.of(id, last.get())));
        view.check();
      }
      held.forEach(Follower::close);
      assertThat(Nodes.role(pair.standby())).isEqualTo("200 active");
    }
  }

  /** Who watches a list is told of no results. */
  private static Map<String, JsonObject> withoutResults(View view) {
    Map<String, JsonObject> jobs = view.jobs();
    jobs.replaceAll((id, job) -> job.copy());
    jobs.values().forEach(job -> job.remove("result"));
    return jobs;
  }

  private static List<Follower> watch(Door door, List<View> views, String id) throws Exception {
    return List.of(
        within(Follower.socket(door, views.get(0), JsonObject.of("task_id", id))),
        within(Follower.socket(door, views.get(1), JsonObject.of("type", "import"))),
        within(Follower.stream(door, views.get(2), "/api/jobs/" + id + "/events")),
        Follower.poller(door, views.get(3), "/api/jobs/" + id));
  }

  /** Work that adds one again and again; tells when half of it is done. */
  private Future<Void> count(JobReporter reporter, Promise<Void> half) {
    Promise<Void> done = Promise.promise();
    int[] count = {0};
    vertx.setPeriodic(
        1,
        timer -> {
          reporter.add(1);
          if (++count[0] == ADDS / 2) {
            half.complete();
          }
          if (count[0] == ADDS) {
            vertx.cancelTimer(timer);
            done.complete();
          }
        });
    return done.future();
  }

  private JsonObject get(int port, String path) {
    HttpResponse<Buffer> answer =
        WebClient.create(vertx).get(port, "127.0.0.1", path).send().await();
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.bodyAsJsonObject();
  }

  private static <T> T within(Future<T> future) throws Exception {
    return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
