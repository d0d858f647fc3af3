package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the system that this one replaces promised to its callers, seen over HTTP. */
class OldSystemOverHttpTest {
  private final Server server =
      new Server(new JsonObject().put("http", new JsonObject().put("allow_clear", true)));

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject update(JsonObject job, String change) {
    Server.Answer answer = server.patch(Server.path(job), change);
    assertThat(answer.status()).isEqualTo(200);
    return answer.json();
  }

  private JsonObject get(JsonObject job) {
    return server.get(Server.path(job)).json();
  }

  @Test
  void id_is_type_underscore_and_eight_hex_digits() {
    assertThat(server.create("chapter").getString("task_id")).matches("chapter_[0-9a-f]{8}");
  }

  @Test
  void new_job_is_pending_at_zero() {
    JsonObject job = get(server.create("chapter"));
    assertThat(job.getString("status")).isEqualTo("pending");
    assertThat(job.getValue("progress")).isEqualTo(0.0);
    assertThat(job.getString("current_step")).isEqualTo("Initializing");
    assertThat(job.getValue("result")).isNull();
    assertThat(job.getValue("error")).isNull();
  }

  @Test
  void unknown_id_is_not_found() {
    assertThat(server.get("/api/jobs/chapter_00000000").status()).isEqualTo(404);
  }

  @Test
  void status_update_is_stored() {
    JsonObject job = server.create("chapter");
    update(job, "{\"status\":\"running\"}");
    assertThat(get(job).getString("status")).isEqualTo("running");
  }

  @Test
  void progress_with_step_is_stored() {
    JsonObject job = server.create("chapter");
    update(job, "{\"progress\":0.5,\"current_step\":\"Halfway\"}");
    assertThat(get(job).getDouble("progress")).isEqualTo(0.5);
    assertThat(get(job).getString("current_step")).isEqualTo("Halfway");
  }

  @Test
  void result_is_stored_as_it_was_sent() {
    JsonObject job = server.create("chapter");
    String result = "{\"text\":\"Once upon…\",\"words\":[1,2.5,null,true]}";
    update(job, "{\"status\":\"completed\",\"result\":" + result + "}");
    assertThat(server.get(Server.path(job)).body()).contains("\"result\":" + result);
    assertThat(get(job).getDouble("progress")).isEqualTo(1.0);
  }

  @Test
  void error_is_stored() {
    JsonObject job = server.create("chapter");
    update(job, "{\"status\":\"failed\",\"error\":\"no paper left\"}");
    assertThat(get(job).getString("status")).isEqualTo("failed");
    assertThat(get(job).getString("error")).isEqualTo("no paper left");
  }

  @Test
  void updated_at_changes_and_sorts_later() {
    JsonObject job = server.create("chapter");
    JsonObject after = update(job, "{\"progress\":0.1}");
    assertThat(after.getString("updated_at")).isGreaterThan(job.getString("updated_at"));
    assertThat(after.getString("created_at")).isEqualTo(job.getString("created_at"));
    assertThat(after.getString("updated_at"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
  }

  @Test
  void update_of_unknown_id_is_not_found() {
    assertThat(server.patch("/api/jobs/chapter_00000000", "{\"progress\":0.5}").status())
        .isEqualTo(404);
  }

  @Test
  void clear_forgets_all() {
    JsonObject first = server.create("chapter");
    server.create("import");
    Server.Answer cleared = server.delete("/api/jobs");
    assertThat(cleared.status()).isEqualTo(200);
    assertThat(cleared.body()).isEqualTo("{\"cleared\":2}");
    assertThat(server.get(Server.path(first)).status()).isEqualTo(410);
    assertThat(server.get("/api/stats").json().getInteger("total")).isZero();
  }

  @Test
  void job_has_exactly_the_promised_keys() {
    assertThat(server.create("chapter").fieldNames())
        .containsExactlyInAnyOrder(
            "task_id",
            "type",
            "title",
            "labels",
            "status",
            "progress",
            "done",
            "total",
            "unit",
            "current_step",
            "result",
            "error",
            "cancel_requested",
            "cancel_reason",
            "stalled",
            "heartbeat_timeout",
            "lost_after",
            "revision",
            "created_at",
            "updated_at",
            "started_at",
            "finished_at",
            "expires_at");
  }
}
