package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each verb answers over HTTP: status, headers and body. */
class JobRoutesTest {
  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  private static void assertJob(Answer answer, int status, JsonObject job) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json()).isEqualTo(job);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("ETag")).isEqualTo("\"" + job.getInteger("revision") + "\"");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void create_answers_201_with_location() {
    Answer answer =
        server.post(
            "/api/jobs",
            "{\"type\":\"import\",\"title\":\"Über\",\"labels\":{\"env\":\"dev\"},\"total\":900,"
                + "\"unit\":\"files\",\"heartbeat_timeout\":60,\"retention\":120}");
    JsonObject job = server.bus.get(answer.json());
    assertJob(answer, 201, job);
    assertThat(answer.header("Location")).isEqualTo(Server.path(job));
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(job.getString("title")).isEqualTo("Über");
    assertThat(job.getInteger("total")).isEqualTo(900);
  }

  @Test
  void create_of_living_id_answers_200_with_the_job_as_it_stands() {
    String body = "{\"type\":\"import\",\"task_id\":\"import_12345678\"}";
    assertThat(server.post("/api/jobs", body).status()).isEqualTo(201);
    server.patch("/api/jobs/import_12345678", "{\"progress\":0.5}");
    Answer again = server.post("/api/jobs", body);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().getInteger("revision")).isEqualTo(2);
    assertThat(again.header("Location")).isEqualTo("/api/jobs/import_12345678");
  }

  @Test
  void create_of_gone_id_answers_410() {
    String body = "{\"type\":\"import\",\"task_id\":\"import_12345678\"}";
    server.post("/api/jobs", body);
    server.delete("/api/jobs/import_12345678");
    assertThat(server.post("/api/jobs", body).status()).isEqualTo(410);
  }

  @Test
  void get_answers_the_job() {
    JsonObject job = server.create("import");
    Answer answer = server.get(Server.path(job));
    assertJob(answer, 200, job);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void get_of_ended_job_has_no_retry_after() {
    JsonObject job = server.create("import");
    server.patch(Server.path(job), "{\"status\":\"completed\"}");
    assertThat(server.get(Server.path(job)).header("Retry-After")).isNull();
  }

  @Test
  void head_answers_the_headers_of_get_and_no_body() {
    JsonObject job = server.create("import");
    for (String path : new String[] {Server.path(job), "/api/jobs", "/api/stats", "/api/jobs/no"}) {
      Answer get = server.get(path);
      Answer head = server.send("HEAD", path, null);
      assertThat(head.status()).as(path).isEqualTo(get.status());
      assertThat(head.body()).as(path).isEmpty();
      assertThat(head.headers().toString()).as(path).isEqualTo(get.headers().toString());
    }
  }

  @Test
  void update_answers_the_job_after_it() {
    JsonObject job = server.create("import");
    Answer answer =
        server.patch(Server.path(job), "{\"progress\":0.25,\"current_step\":\"a\",\"result\":[1]}");
    assertJob(answer, 200, server.bus.get(job));
    assertThat(answer.json().getString("status")).isEqualTo("running");
    assertThat(answer.json().getJsonArray("result")).isEqualTo(new JsonArray().add(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/merge-patch+json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/merge-patch+json;charset=utf-8"
      })
  void update_of_content_type_is_taken(String type) {
    String path = Server.path(server.create("import"));
    assertThat(server.send("PATCH", path, "{}", "Content-Type", type).status()).isEqualTo(200);
  }

  @Test
  void update_that_repeats_the_id_is_taken() {
    JsonObject job = server.create("import");
    JsonObject body = new JsonObject().put("task_id", job.getString("task_id")).put("progress", 1);
    assertThat(server.patch(Server.path(job), body).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"import_00000000\"", "null", "1", "[]"})
  void update_with_another_id_is_refused(String id) {
    JsonObject job = server.create("import");
    Answer answer = server.patch(Server.path(job), "{\"task_id\":" + id + ",\"progress\":1}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("task_id: must be left out or equal the id in the path");
    assertThat(server.bus.get(job)).isEqualTo(job);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"1\" | 200",
        "\"7\", \"1\" | 200",
        "* | 200",
        "\"2\" | 412",
        "W/\"1\" | 412",
        "\"2\", \"3\" | 412",
        "\"01\" | 412",
        "\"\" | 412",
        "1 | 412"
      })
  void if_match_guards_an_update(String header, int status) {
    JsonObject job = server.create("import");
    Answer answer =
        server.send(
            "PATCH",
            Server.path(job),
            "{\"progress\":0.5}",
            "Content-Type",
            "application/json",
            "If-Match",
            header);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(server.bus.get(job).getInteger("revision")).isEqualTo(status == 200 ? 2 : 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"1\" | 1 | 200",
        "\"1\" | 2 | 412",
        "\"2\" | 1 | 412",
        "* | 1 | 200",
        "* | 2 | 412",
        "\"2\" | \"x\" | 400",
        "\"1\" | null | 400",
        "\"1\" | 0 | 400",
        "\"1\" | 1.5 | 400"
      })
  void if_match_and_if_revision_must_both_hold(String header, String own, int status) {
    JsonObject job = server.create("import");
    Answer answer =
        server.send(
            "PATCH",
            Server.path(job),
            "{\"progress\":0.5,\"if_revision\":" + own + "}",
            "Content-Type",
            "application/json",
            "If-Match",
            header);
    assertThat(answer.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"1\" | 304",
        "W/\"1\" | 304",
        "* | 304",
        "\"5\", W/\"1\" | 304",
        "\"2\" | 200",
        "1 | 200",
        "\"11\" | 200"
      })
  void if_none_match_spares(String header, int status) {
    JsonObject job = server.create("import");
    Answer answer = server.get(Server.path(job), "If-None-Match", header);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("ETag")).isEqualTo("\"1\"");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.body().isEmpty()).isEqualTo(status == 304);
  }

  @Test
  void if_match_on_get_answers_412_when_stale() {
    JsonObject job = server.create("import");
    assertThat(server.get(Server.path(job), "If-Match", "\"2\"").status()).isEqualTo(412);
    assertThat(server.get(Server.path(job), "If-Match", "\"1\"").status()).isEqualTo(200);
  }

  @Test
  void cancel_takes_no_body_or_a_reason() {
    JsonObject pending = server.create("import");
    Answer first = server.send("POST", Server.path(pending) + "/cancel", null);
    assertJob(first, 202, server.bus.get(pending));
    assertThat(first.json().getString("status")).isEqualTo("cancelled");
    assertThat(first.json().getValue("cancel_reason")).isNull();
    JsonObject running = server.create("import");
    server.patch(Server.path(running), "{\"progress\":0.1}");
    Answer second = server.post(Server.path(running) + "/cancel", "{\"reason\":\"too slow\"}");
    assertJob(second, 202, server.bus.get(running));
    assertThat(second.json().getBoolean("cancel_requested")).isTrue();
    assertThat(second.json().getString("cancel_reason")).isEqualTo("too slow");
  }

  @Test
  void cancel_with_untyped_body_is_refused() {
    JsonObject job = server.create("import");
    assertThat(server.send("POST", Server.path(job) + "/cancel", "{}").status()).isEqualTo(415);
    assertThat(server.bus.get(job)).isEqualTo(job);
  }

  @Test
  void delete_answers_204_and_then_410() {
    JsonObject job = server.create("import");
    Answer answer = server.delete(Server.path(job));
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("Content-Length")).isNull();
    assertThat(server.get(Server.path(job)).status()).isEqualTo(410);
    assertThat(server.delete(Server.path(job)).status()).isEqualTo(410);
  }

  @Test
  void clear_that_is_not_allowed_is_refused() {
    JsonObject job = server.create("import");
    Answer answer = server.delete("/api/jobs");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.error()).contains("http.allow_clear");
    assertThat(server.bus.get(job)).isEqualTo(job);
  }

  @Test
  void stats_count_jobs() {
    server.create("import");
    JsonObject stats = server.get("/api/stats").json();
    assertThat(stats.fieldNames())
        .containsExactlyInAnyOrder("total", "by_status", "by_type", "stalled", "counters");
    assertThat(stats.getJsonObject("by_type").getJsonObject("import").getInteger("pending"))
        .isEqualTo(1);
  }

  @Test
  void list_is_newest_first_and_without_results() {
    JsonObject first = server.create("import");
    server.patch(Server.path(first), "{\"result\":1}");
    JsonObject second = server.create("export");
    JsonObject page = server.get("/api/jobs").json();
    assertThat(page.getJsonArray("jobs").getJsonObject(0)).isEqualTo(without(second));
    assertThat(page.getJsonArray("jobs").getJsonObject(1))
        .isEqualTo(without(server.bus.get(first)));
    assertThat(page.containsKey("next_page_token")).isTrue();
    assertThat(page.getValue("next_page_token")).isNull();
  }

  private static JsonObject without(JsonObject job) {
    JsonObject copy = job.copy();
    copy.remove("result");
    return copy;
  }
}
