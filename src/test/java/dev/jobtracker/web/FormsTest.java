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

/** Contract, section 4: POST and PATCH take forms, whose values have the types of their keys. */
class FormsTest {
  private static final JsonObject CONFIG =
      JsonObject.of("http", JsonObject.of("max_body_bytes", 4096))
          .put("tracker", JsonObject.of("max_result_bytes", 1024));

  private final Server server = new Server(CONFIG);

  @AfterEach
  void close() {
    server.close();
  }

  private Answer form(String method, String path, String body) {
    return server.send(method, path, body, "Content-Type", "application/x-www-form-urlencoded");
  }

  private String running() {
    return Server.path(form("POST", "/api/jobs", "type=import").json());
  }

  @Test
  void create_reads_every_key_by_its_type() {
    Answer answer =
        form(
            "POST",
            "/api/jobs",
            "type=import&task_id=import_12345678&title=Books+of%202026&total=9e2&unit=files"
                + "&heartbeat_timeout=60&lost_after=3600&retention=120&labels.team=x"
                + "&labels.a.b/c=%C3%BC&status=running&progress=0.25&done=5&current_step=Reading"
                + "&result=%7B%22rows%22%3A+%5B1%5D%7D");
    assertThat(answer.status()).isEqualTo(201);
    JsonObject job = answer.json();
    assertThat(job.getString("task_id")).isEqualTo("import_12345678");
    assertThat(job.getString("title")).isEqualTo("Books of 2026");
    assertThat(job.getDouble("total")).isEqualTo(900);
    assertThat(job.getString("unit")).isEqualTo("files");
    assertThat(job.getInteger("heartbeat_timeout")).isEqualTo(60);
    assertThat(job.getInteger("lost_after")).isEqualTo(3600);
    assertThat(job.getJsonObject("labels")).isEqualTo(JsonObject.of("team", "x", "a.b/c", "ü"));
    assertThat(job.getString("status")).isEqualTo("running");
    assertThat(job.getDouble("progress")).isEqualTo(0.25);
    assertThat(job.getDouble("done")).isEqualTo(5);
    assertThat(job.getString("current_step")).isEqualTo("Reading");
    assertThat(job.getJsonObject("result")).isEqualTo(JsonObject.of("rows", JsonArray.of(1)));
  }

  @Test
  void update_reads_every_key_by_its_type() {
    String path = running();
    Answer answer = form("PATCH", path, "add=1&total=4&unit=null&current_step=A%26B&if_revision=1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getDouble("progress")).isEqualTo(0.25);
    assertThat(answer.json().getString("current_step")).isEqualTo("A&B");
    Answer failed = form("PATCH", path, "status=failed&error=null");
    assertThat(failed.json().getString("error")).isEqualTo("null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | 5",
        "5+apples | \"5 apples\"",
        "2026-02-06 | \"2026-02-06\"",
        "done | \"done\"",
        "%22done%22 | \"done\"",
        "true | true",
        "null | null",
        "'' | \"\"",
        "%7B%22a%22%3A1%7D | {\"a\":1}",
        "%7B%22a%22%3A | \"{\\\"a\\\":\"",
        "%5B1%2C+2%5D | [1,2]",
        "a%09b | \"a\\tb\"",
        "%F0%9F%98%80 | \"😀\""
      })
  void result_is_json_or_where_it_is_none_a_string(String text, String json) {
    String path = running();
    assertThat(form("PATCH", path, "result=" + text).status()).isEqualTo(200);
    String body = server.get(path).body();
    assertThat(body).contains("\"result\":" + json + ",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"progress", "done", "total", "unit", "result"})
  void null_clears_where_null_does(String key) {
    String path = running();
    form("PATCH", path, "progress=0.5&done=1&total=4&unit=rows&result=7");
    assertThat(server.get(path).json().getValue(key)).isNotNull();
    Answer answer = form("PATCH", path, key + "=null");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getValue(key)).isNull();
  }

  @Test
  void empty_form_is_a_heartbeat() {
    String path = running();
    assertThat(form("PATCH", path, "").json().getInteger("revision")).isEqualTo(1);
    assertThat(form("PATCH", path, "&&").json().getInteger("revision")).isEqualTo(1);
    assertThat(server.send("PATCH", path, null).status()).isEqualTo(200);
  }

  @Test
  void cancel_takes_its_reason_from_a_form() {
    Answer answer = form("POST", running() + "/cancel", "reason=not+needed");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().getString("cancel_reason")).isEqualTo("not needed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | type: is required and must be a string, found none",
        "type=a&type=a | \"type\" may be given once, found two",
        "type=a&labels.x=1&labels.x=2 | \"labels.x\" may be given once, found two",
        "type=a&progres=1 | \"progres\" is an unknown key",
        "type=a&labels=x | labels: a form gives each label as labels.key=value, found \"x\"",
        "type=a&labels.=x | labels",
        "type=a&total=many | total: must be a number, written as in JSON, found \"many\"",
        "type=a&total= | total: must be a number, written as in JSON, found \"\"",
        "type=a&total | total: must be a number, written as in JSON, found \"\"",
        "type=a&total=+5 | total: must be a number, written as in JSON, found \" 5\"",
        "type=a&total=0x10 | total: must be a number",
        "type=a&total=05 | total: must be a number",
        "type=a&total=.5 | total: must be a number",
        "type=a&total=NaN | total: must be a number",
        "type=a&total=1e999 | a number that no double holds",
        "type=a&retention=1.5 | retention: must be a whole number",
        "type=a&title=%zz | the body is no form that the tracker reads: it has a %",
        "type=a&title=% | the body is no form that the tracker reads: it has a %",
        "type=a&title=%FF | the body is no form that the tracker reads: it is not UTF-8",
        "type=a&title=%ED%A0%80 | the body is no form that the tracker reads: it is not UTF-8",
        "type=a&result=%7B%22a%22%3A1%2C%22a%22%3A2%7D | the key \"a\" stands in it twice",
        "type=a&result=1e999 | a number that no double holds",
        "{\"type\":\"a\"} | is an unknown key"
      })
  void form_that_breaks_a_rule_is_refused_by_name_and_changes_nothing(
      String body, String sentence) {
    Answer answer = form("POST", "/api/jobs", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error()).contains(sentence);
    assertThat(server.get("/api/jobs").json().getJsonArray("jobs")).isEmpty();
  }

  @Test
  void keys_of_an_update_are_checked_as_in_json() {
    String path = running();
    assertThat(form("PATCH", path, "labels.a=b").status()).isEqualTo(400);
    assertThat(form("PATCH", path, "add=null").status()).isEqualTo(400);
    assertThat(form("PATCH", path, "add=1&done=1").status()).isEqualTo(400);
    assertThat(form("PATCH", path, "task_id=import_other").status()).isEqualTo(400);
    assertThat(form("PATCH", path, "add=1&if_revision=7").status()).isEqualTo(412);
    assertThat(form("PATCH", "/api/jobs/import_none", "add=1").status()).isEqualTo(404);
    assertThat(server.get(path).json().getInteger("revision")).isEqualTo(1);
  }

  @Test
  void origin_size_and_charset_have_the_same_rules() {
    String type = "application/x-www-form-urlencoded";
    String body = "type=a";
    Answer foreign =
        server.send(
            "POST", "/api/jobs", body, "Content-Type", type, "Origin", "http://evil.example");
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(form("POST", "/api/jobs", "type=a&title=" + "x".repeat(5000)).status())
        .isEqualTo(413);
    assertThat(form("POST", "/api/jobs", "type=a&result=" + "x".repeat(2000)).status())
        .isEqualTo(413);
    String latin = type + "; charset=iso-8859-1";
    assertThat(server.send("POST", "/api/jobs", body, "Content-Type", latin).status())
        .isEqualTo(415);
    String utf8 = type + ";charset=UTF-8";
    assertThat(server.send("POST", "/api/jobs", body, "Content-Type", utf8).status())
        .isEqualTo(201);
    assertThat(form("POST", "/api/jobs", "\uFEFFtype=a").status()).isEqualTo(201);
    assertThat(server.get("/api/stats").json().getInteger("total")).isEqualTo(2);
  }
}
