package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Those who ask for one state of a job may share its encoding, and are never shown another one. */
class SharedAnswersTest {
  private static final String TRACKER = "dev.jobtracker.tracker.JobTrackerVerticle";

  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject get(JsonObject job) {
    return new JsonObject(server.get(Server.path(job)).body());
  }

  @Test
  void every_change_is_seen_by_the_next_reader() {
    JsonObject job = server.bus.create("import");
    for (int row = 1; row <= 3; row++) {
      assertThat(get(job)).isEqualTo(job);
      assertThat(get(job)).isEqualTo(job);
      job = server.bus.update(job, new JsonObject().put("current_step", "Row " + row));
    }
    JsonObject ended = server.bus.update(job, new JsonObject().put("status", "completed"));
    assertThat(get(job)).isEqualTo(ended);
    assertThat(get(job)).isEqualTo(ended);
  }

  @Test
  void what_was_changed_over_http_is_what_the_next_reader_gets() {
    JsonObject job = server.bus.create("import");
    String answer = server.patch(Server.path(job), new JsonObject().put("add", 1)).body();
    assertThat(server.get(Server.path(job)).body()).isEqualTo(answer);
  }

  @Test
  void result_that_is_too_long_to_be_kept_is_shown_each_time() {
    JsonObject job = server.bus.create("import");
    JsonObject last = new JsonObject().put("status", "completed").put("result", "r".repeat(10_000));
    JsonObject ended = server.bus.update(job, last);
    assertThat(get(job)).isEqualTo(ended);
    assertThat(get(job)).isEqualTo(ended);
  }

  @Test
  void id_that_a_new_tracker_uses_again_shows_the_new_job() {
    JsonObject create = new JsonObject().put("type", "import").put("task_id", "import_own-0001");
    JsonObject first = server.bus.call("jobs.create", create.copy().put("title", "first"));
    assertThat(get(first)).isEqualTo(first);
    Bus.await(server.vertx.undeploy(server.tracker));
    Bus.await(server.vertx.deployVerticle(TRACKER));
    JsonObject second = server.bus.call("jobs.create", create.copy().put("title", "second"));
    assertThat(second.getLong("revision")).isEqualTo(first.getLong("revision"));
    assertThat(get(second)).isEqualTo(second);
  }

  @Test
  void compressed_answer_of_a_kept_state_is_the_same_job() {
    JsonObject job = server.bus.create("import");
    JsonObject changed = server.bus.update(job, new JsonObject().put("result", "r".repeat(2_000)));
    String plain = server.get(Server.path(job)).body();
    String zipped =
        server.raw(
            "GET "
                + Server.path(job)
                + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
    assertThat(zipped).contains("content-encoding: gzip");
    assertThat(new JsonObject(plain)).isEqualTo(changed);
    assertThat(server.get(Server.path(job)).body()).isEqualTo(plain);
  }
}
