package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error code, and that bad input changes nothing. */
class ProblemsTest {
  private final Server server =
      new Server(
          new JsonObject()
              .put("http", new JsonObject().put("max_body_bytes", 2048))
              .put("tracker", new JsonObject().put("max_jobs", 2).put("max_result_bytes", 100)));

  @AfterEach
  void close() {
    server.close();
  }

  private static void assertProblem(Answer answer, int status, String title, String sentence) {
    assertThat(answer.body())
        .isEqualTo(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", sentence)
                .put("error", sentence)
                .encode());
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void bad_value_answers_400() {
    assertProblem(
        server.post("/api/jobs", "{\"type\":\"a b\"}"),
        400,
        "Bad Request",
        "type: must match [A-Za-z0-9][A-Za-z0-9_.-]{0,63}, found \"a b\"");
  }

  @Test
  void unknown_id_answers_404() {
    Answer answer = server.get("/api/jobs/import_00000000");
    assertProblem(answer, 404, "Not Found", answer.error());
    assertThat(answer.error()).contains("import_00000000");
  }

  @Test
  void unknown_path_answers_404() {
    assertProblem(server.get("/api/nothing"), 404, "Not Found", "nothing is at this path");
    assertProblem(server.post("/nothing", "{}"), 404, "Not Found", "nothing is at this path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a%2Fb",
        "%00",
        "..%2f..%2fetc",
        "%2e%2e%2f",
        "%ff%fe",
        "%0d%0aX:1",
        "a%20b",
        "%22",
        "*",
        "%C3%BC",
        "import_%00",
        ":task_id",
        "a;b",
        "a'b"
      })
  void id_of_nonsense_is_simply_unknown(String id) {
    assertThat(server.get("/api/jobs/" + id).status()).isEqualTo(404);
    assertThat(server.patch("/api/jobs/" + id, "{}").status()).isEqualTo(404);
    assertThat(server.delete("/api/jobs/" + id).status()).isEqualTo(404);
    assertThat(server.post("/api/jobs/" + id + "/cancel", "{}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT | /api/jobs | DELETE, GET, HEAD, POST",
        "PATCH | /api/jobs | DELETE, GET, HEAD, POST",
        "OPTIONS | /api/jobs | DELETE, GET, HEAD, POST",
        "POST | /api/jobs/a_12345678 | DELETE, GET, HEAD, PATCH",
        "PUT | /api/jobs/a_12345678 | DELETE, GET, HEAD, PATCH",
        "GET | /api/jobs/a_12345678/cancel | POST",
        "DELETE | /api/stats | GET, HEAD",
        "PUT | /api/session | DELETE, GET, HEAD, POST",
        "TRACE | /api/stats | GET, HEAD"
      })
  void other_method_answers_405_with_allow(String method, String path, String allow) {
    Answer answer = server.send(method, path, null);
    assertProblem(
        answer,
        405,
        "Method Not Allowed",
        "the method " + method + " is not allowed here, allowed are " + allow);
    assertThat(answer.header("Allow")).isEqualTo(allow);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html | 406",
        "application/problem+json | 406",
        "application/json;q=0 | 406",
        "application/json;q=0.000, */*;q=0 | 406",
        "application/*;q=0, text/html | 406",
        "nonsense | 406",
        "application/json | 200",
        "APPLICATION/JSON | 200",
        "*/* | 200",
        "text/html, */*;q=0.1 | 200",
        "application/*;q=0.5 | 200",
        "text/html, application/json;q=0.001 | 200",
        "*/*;q=0, application/json | 200"
      })
  void accept_decides(String accept, int status) {
    for (String path : List.of("/api/jobs", "/api/stats")) {
      assertThat(server.get(path, "Accept", accept).status()).as(path).isEqualTo(status);
    }
  }

  @Test
  void accept_without_json_changes_nothing() {
    Answer answer =
        server.send(
            "POST",
            "/api/jobs",
            "{\"type\":\"a\"}",
            "Content-Type",
            "application/json",
            "Accept",
            "text/html");
    assertProblem(
        answer, 406, "Not Acceptable", "Accept: must admit application/json, found \"text/html\"");
    assertThat(server.get("/api/stats").json().getInteger("total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/x-www-form-urlencodedx",
        "multipart/form-data; boundary=x",
        "application/merge-patch+json",
        "application/json; charset=iso-8859-1",
        "application/jsonp",
        "json",
        ";"
      })
  void other_content_type_answers_415(String type) {
    Answer answer =
        type.isEmpty()
            ? server.send("POST", "/api/jobs", Buffer.buffer("{\"type\":\"a\"}"))
            : server.send("POST", "/api/jobs", "{\"type\":\"a\"}", "Content-Type", type);
    assertProblem(
        answer,
        415,
        "Unsupported Media Type",
        "Content-Type: must be application/json or application/x-www-form-urlencoded, found "
            + (type.isEmpty() ? "none" : "\"" + type + "\""));
    assertThat(server.get("/api/stats").json().getInteger("total")).isZero();
  }

  @Test
  void compressed_body_answers_415() {
    Answer answer =
        server.send(
            "POST",
            "/api/jobs",
            "{}",
            "Content-Type",
            "application/json",
            "Content-Encoding",
            "gzip");
    assertThat(answer.status()).isEqualTo(415);
  }

  @Test
  void conflict_answers_409_with_the_job() {
    JsonObject job = server.create("import");
    JsonObject done = server.patch(Server.path(job), "{\"status\":\"completed\"}").json();
    for (Answer answer :
        List.of(
            server.patch(Server.path(job), "{\"status\":\"failed\"}"),
            server.post(Server.path(job) + "/cancel", "{}"))) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.error()).contains("completed");
      assertThat(answer.json().getJsonObject("job")).isEqualTo(done);
    }
  }

  @Test
  void stale_revision_answers_412() {
    JsonObject job = server.create("import");
    Answer answer = server.patch(Server.path(job), "{\"progress\":1,\"if_revision\":7}");
    assertProblem(
        answer, 412, "Precondition Failed", "if_revision: the job is at revision 1, not 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no tag", "W/\"1\"", "\"7\", \"8\""})
  void if_match_that_names_no_revision_of_the_job_answers_412_in_words(String ifMatch) {
    JsonObject job = server.create("import");
    String[] guard = {"Content-Type", "application/json", "If-Match", ifMatch};
    assertProblem(
        server.send("PATCH", Server.path(job), "{\"progress\":1}", guard),
        412,
        "Precondition Failed",
        "if_revision: the job is at revision 1, which is not asked for");
  }

  @Test
  void body_over_its_limit_answers_413() {
    Answer answer = server.post("/api/jobs", "{\"type\":\"" + "a".repeat(2048) + "\"}");
    assertProblem(answer, 413, "Request Entity Too Large", "the body must have at most 2048 bytes");
    assertThat(server.post("/api/jobs", "{\"type\":\"a\"" + " ".repeat(2035) + "}").status())
        .isEqualTo(201);
  }

  @Test
  void result_over_its_limit_answers_413() {
    JsonObject job = server.create("import");
    String result = "{\"result\":\"" + "x".repeat(99) + "\"}";
    assertThat(server.patch(Server.path(job), result).status()).isEqualTo(413);
    assertThat(server.bus.get(job)).isEqualTo(job);
  }

  @Test
  void full_tracker_answers_503_with_retry_after() {
    server.create("import");
    server.create("import");
    Answer answer = server.post("/api/jobs", "{\"type\":\"import\"}");
    assertProblem(answer, 503, "Service Unavailable", answer.error());
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "application/json", "x"})
  void update_without_a_body_is_a_heartbeat_whatever_its_type(String type) {
    JsonObject job = server.create("import");
    String[] headers = type.isEmpty() ? new String[] {} : new String[] {"Content-Type", type};
    Answer answer = server.send("PATCH", Server.path(job), null, headers);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(job);
  }

  @Test
  void body_without_a_type_answers_415() {
    JsonObject job = server.create("import");
    assertThat(server.send("POST", "/api/jobs", "{\"type\":\"import\"}").status()).isEqualTo(415);
    assertThat(server.send("PATCH", Server.path(job), "{\"progress\":1}").status()).isEqualTo(415);
    assertThat(server.bus.get(job)).isEqualTo(job);
  }

  @Test
  void byte_order_mark_before_a_body_is_skipped() {
    JsonObject job = server.create("import");
    Answer answer = server.patch(Server.path(job), "\ufeff{\"progress\":0.5}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getDouble("progress")).isEqualTo(0.5);
  }

  @Test
  void missing_tracker_answers_503_at_once() {
    Bus.await(server.vertx.undeploy(server.tracker));
    Answer answer = server.get("/api/jobs");
    assertProblem(answer, 503, "Service Unavailable", "the tracker is not running");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "{",
        "[]",
        "1",
        "null",
        "\"x\"",
        "{}{}",
        "{} x",
        "{\"progress\":1,}",
        "{'a':1}",
        "{\"progress\":0.5,\"progress\":0.6}",
        "{\"progress\":1e999}",
        "{\"progress\":NaN}",
        "{\"progress\":\"0.5\"}",
        "{\"progress\":2}",
        "{\"progress\":-0.1}",
        "{\"progress\":true}",
        "{\"progres\":0.5}",
        "{\"status\":\"done\"}",
        "{\"status\":null}",
        "{\"status\":1}",
        "{\"add\":1,\"done\":1}",
        "{\"add\":null}",
        "{\"done\":-1}",
        "{\"done\":\"1\"}",
        "{\"total\":-1}",
        "{\"unit\":5}",
        "{\"current_step\":null}",
        "{\"current_step\":1}",
        "{\"error\":\"x\"}",
        "{\"error\":1}",
        "{\"if_revision\":\"1\"}",
        "{\"if_revision\":1.5}",
        "{\"if_revision\":null}",
        "{\"current_step\":\"\\ud800\"}",
        "{\"result\":\"\\udc00\"}",
        "// c\n{}",
        "{\"progress\":01}",
        "{\"progress\":.5}",
        "{\"progress\":+1}"
      })
  void bad_update_answers_400_and_changes_nothing(String body) {
    JsonObject job = server.create("import");
    Answer answer = server.patch(Server.path(job), body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertProblem(answer, 400, "Bad Request", answer.error());
    assertThat(server.bus.get(job)).isEqualTo(job);
  }

  @Test
  void nesting_over_64_answers_400() {
    JsonObject job = server.create("import");
    String deep = "{\"result\":" + "[".repeat(64) + "]".repeat(64) + "}";
    assertThat(server.patch(Server.path(job), deep).status()).isEqualTo(400);
    String fits = "{\"result\":" + "[".repeat(63) + "]".repeat(63) + "}";
    assertThat(server.patch(Server.path(job), fits).status()).isEqualTo(413);
  }

  @Test
  void body_that_is_not_utf8_answers_400() {
    JsonObject job = server.create("import");
    for (byte[] bad :
        List.of(
            new byte[] {(byte) 0xc0, (byte) 0xaf},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xff})) {
      Buffer body = Buffer.buffer("{\"current_step\":\"").appendBytes(bad).appendString("\"}");
      assertThat(server.patch(Server.path(job), body).status()).isEqualTo(400);
    }
    Buffer utf16 = Buffer.buffer("{\"progress\":0.5}", "UTF-16LE");
    assertThat(server.patch(Server.path(job), utf16).status()).isEqualTo(400);
    assertThat(server.bus.get(job)).isEqualTo(job);
  }

  @Test
  void shape_is_checked_before_existence() {
    assertThat(server.patch("/api/jobs/import_00000000", "{\"x\":1}").status()).isEqualTo(400);
    assertThat(server.send("PATCH", "/api/jobs/import_00000000", "{}").status()).isEqualTo(415);
  }

  @Test
  void existence_is_checked_before_revision_and_revision_before_state() {
    String[] guard = {"Content-Type", "application/json", "If-Match", "\"7\""};
    assertThat(server.send("PATCH", "/api/jobs/import_00000000", "{}", guard).status())
        .isEqualTo(404);
    JsonObject job = server.create("import");
    server.patch(Server.path(job), "{\"status\":\"completed\"}");
    assertThat(server.send("PATCH", Server.path(job), "{\"progress\":0}", guard).status())
        .isEqualTo(412);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/jobs/", "/api/jobs//", "/api/jobs/.", "/api/jobs/x/..", "/api/jobs/%2e"})
  void empty_id_never_stands_for_all_jobs(String path) {
    JsonObject job = server.create("import");
    for (String method : List.of("GET", "DELETE", "POST", "PATCH")) {
      String answer =
          server.raw(
              method
                  + " "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(answer).as(method).startsWith("HTTP/1.1 404 ");
    }
    assertThat(server.bus.get(job)).isEqualTo(job);
  }
}
