package dev.jobtracker.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clients for Python and JavaScript, run by their real interpreters against a real server. */
class ClientTest {
  private static final JsonObject CONFIG =
      JsonObject.of("tracker", JsonObject.of("max_result_bytes", 1024));

  private final Server server = new Server(CONFIG);

  private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    server.vertx.eventBus().<JsonObject>consumer("jobs.events", event -> events.add(event.body()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void work_that_returns_completes_its_job(Language language) throws Exception {
    JsonObject options = JsonObject.of("type", "import", "total", 4, "unit", "rows");
    options.put("title", "Customers").put("labels", JsonObject.of("team", "x"));
    try (Worker worker = worker(language, options)) {
      worker.tell("count", 4).tell("step", "Row 4").tell("result", JsonObject.of("rows", 4));
      assertThat(worker.end()).as(worker.err()).isZero();
      JsonObject job = job(worker);
      assertThat(job.getString("status")).isEqualTo("completed");
      assertThat(job.getDouble("done")).isEqualTo(4);
      assertThat(job.getString("unit")).isEqualTo("rows");
      assertThat(job.getString("title")).isEqualTo("Customers");
      assertThat(job.getJsonObject("labels")).isEqualTo(JsonObject.of("team", "x"));
      assertThat(job.getString("current_step")).isEqualTo("Row 4");
      assertThat(job.getJsonObject("result")).isEqualTo(JsonObject.of("rows", 4));
      assertThat(worker.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void work_that_fails_fails_its_job_with_the_causes(Language language) throws Exception {
    try (Worker worker = worker(language, JsonObject.of("type", "import"))) {
      worker.tell("fail", "no such file");
      assertThat(worker.end()).isNotZero();
      JsonObject job = job(worker);
      assertThat(job.getString("status")).isEqualTo("failed");
      assertThat(job.getString("error"))
          .isEqualTo(
              language == Language.PYTHON
                  ? "ValueError: no such file\ncaused by KeyError: 'row 7'"
                  : "TypeError: no such file\ncaused by RangeError: row 7");
    }
  }

  @ParameterizedTest
  @EnumSource
  void failure_for_people_is_told_by_its_message_alone(Language language) throws Exception {
    try (Worker worker = worker(language, JsonObject.of("type", "import"))) {
      worker.tell("failure", "The disk is full.");
      assertThat(worker.end()).isNotZero();
      assertThat(job(worker).getString("error")).isEqualTo("The disk is full.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancel_is_thrown_once_and_the_job_is_cancelled(Language language) throws Exception {
    try (Worker worker = worker(language, JsonObject.of("type", "import", hb(language), 1))) {
      worker.tell("step", "Reading").tell("work");
      await(job -> job.getString("current_step").equals("Reading"));
      JsonObject body = JsonObject.of("reason", "not needed");
      assertThat(server.post(path(worker) + "/cancel", body).status()).isEqualTo(202);
      assertThat(worker.exitCode()).isNotZero();
      assertThat(worker.out()).contains("cancelled: not needed");
      JsonObject job = job(worker);
      assertThat(job.getString("status")).isEqualTo("cancelled");
      assertThat(job.getString("error")).isEqualTo("not needed");
      assertThat(job.getString("current_step")).isEqualTo("Cleaning up");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tight_loop_sends_the_newest_state_only(Language language) throws Exception {
    try (Worker worker = worker(language, JsonObject.of("type", "import"))) {
      long begun = System.nanoTime();
      worker.tell("count", 100_000);
      assertThat(worker.end()).as(worker.err()).isZero();
      double seconds = (System.nanoTime() - begun) / 1e9;
      JsonObject job = job(worker);
      assertThat(job.getDouble("done")).isEqualTo(100_000);
      // The create, the first and the last update, and ten a second between them.
      assertThat(job.getLong("revision")).isLessThan((long) (3 + 10 * seconds + 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void silent_work_is_kept_alive_by_heartbeats(Language language) throws Exception {
    try (Worker worker = worker(language, JsonObject.of("type", "import", hb(language), 1))) {
      await(job -> job.getString("status").equals("running"));
      String etag = server.get(path(worker)).header("ETag");
      while (heartbeats() < 3) {
        server.get(path(worker), "If-None-Match", etag, "Prefer", "wait=1");
      }
      assertThat(worker.end()).as(worker.err()).isZero();
      assertThat(job(worker).getString("status")).isEqualTo("completed");
    }
  }

  private long heartbeats() {
    JsonObject stats = server.get("/api/stats").json();
    return stats.getJsonObject("counters").getLong("heartbeats");
  }

  @ParameterizedTest
  @EnumSource
  void values_that_cannot_be_reported_are_left_out_and_the_work_goes_on(Language language)
      throws Exception {
    try (Worker worker = worker(language, JsonObject.of("type", "import"))) {
      worker.tell("odd").tell("done", 7);
      assertThat(worker.end()).as(worker.err()).isZero();
      JsonObject job = job(worker);
      assertThat(job.getString("status")).isEqualTo("completed");
      assertThat(job.getDouble("done")).isEqualTo(7);
      assertThat(job.getString("unit")).isEqualTo("u".repeat(32));
      assertThat(job.getString("current_step")).isEqualTo("half a pair ?");
      assertThat(job.getValue("result")).isNull();
      assertThat(worker.err()).contains("progress is left out", "done is left out", "the result");
    }
  }

  @ParameterizedTest
  @EnumSource
  void result_over_the_limit_is_left_out_and_the_job_completes(Language language) throws Exception {
    try (Worker worker = worker(language, JsonObject.of("type", "import"))) {
      worker.tell("result", "x".repeat(2000));
      worker.awaitWord("did result");
      assertThat(worker.end()).as(worker.err()).isZero();
      JsonObject job = job(worker);
      assertThat(job.getString("status")).isEqualTo("completed");
      assertThat(job.getValue("result")).isNull();
      assertThat(worker.err()).contains("result: must have at most 1024 bytes");
    }
  }

  @ParameterizedTest
  @EnumSource
  void job_that_is_deleted_does_not_stop_its_work(Language language) throws Exception {
    try (Worker worker = worker(language, JsonObject.of("type", "import"))) {
      worker.tell("step", "Reading");
      await(job -> job.getString("current_step").equals("Reading"));
      assertThat(server.delete(path(worker)).status()).isEqualTo(204);
      worker.tell("step", "Writing").tell("count", 10);
      assertThat(worker.end()).as(worker.err()).isZero();
      assertThat(worker.out()).endsWith("did count\nthe work is done\n");
      assertThat(server.get(path(worker)).status()).isEqualTo(410);
    }
  }

  @ParameterizedTest
  @EnumSource
  void token_lets_the_worker_in(Language language) throws Exception {
    JsonObject token = JsonObject.of("name", "n", "token", "t0ken", "may", JsonArray.of("write"));
    JsonObject auth = JsonObject.of("auth", JsonObject.of("tokens", JsonArray.of(token)));
    JsonObject options = JsonObject.of("type", "import", "token", "t0ken");
    try (Server closed = new Server(auth);
        Worker worker = new Worker(language, folder, "http://127.0.0.1:" + closed.port, options)) {
      assertThat(worker.tell("count", 3).end()).as(worker.err()).isZero();
      JsonObject job = closed.bus.get(JsonObject.of("task_id", worker.taskId()));
      assertThat(job.getString("status")).isEqualTo("completed");
      assertThat(job.getDouble("done")).isEqualTo(3);
    }
  }

  private Worker worker(Language language, JsonObject options) {
    return new Worker(language, folder, "http://127.0.0.1:" + server.port, options);
  }

  /** Options are named as each language does. */
  private static String hb(Language language) {
    return language == Language.PYTHON ? "heartbeat_timeout" : "heartbeatTimeout";
  }

  private static String path(Worker worker) throws InterruptedException {
    return "/api/jobs/" + worker.taskId();
  }

  private JsonObject job(Worker worker) throws InterruptedException {
    return server.get(path(worker)).json();
  }

  /** Waits for an event that shows the job so. */
  private void await(Predicate<JsonObject> condition) throws InterruptedException {
    JsonObject seen = events.poll(30, TimeUnit.SECONDS);
    while (seen != null && !condition.test(seen)) {
      seen = events.poll(30, TimeUnit.SECONDS);
    }
    assertThat(seen).as("an event in time").isNotNull();
  }
}
