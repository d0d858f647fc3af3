package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server.Answer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract, section 4: {@code Accept: text/plain} answers in lines. */
class TextAnswersTest {
  private static final String[] TEXT = {"Accept", "text/plain"};

  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  private static void assertText(Answer answer, int status, String body) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.body()).isEqualTo(body);
  }

  private Answer textually(String method, String path, String json) {
    return server.send(
        method, path, json, "Content-Type", "application/json", "Accept", "text/plain");
  }

  @Test
  void create_answers_the_id_alone() {
    String body = "{\"type\":\"import\",\"task_id\":\"import_12345678\"}";
    Answer created = textually("POST", "/api/jobs", body);
    assertText(created, 201, "import_12345678\n");
    assertThat(created.header("Location")).isEqualTo("/api/jobs/import_12345678");
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertText(textually("POST", "/api/jobs", body), 200, "import_12345678\n");
  }

  @Test
  void job_is_one_line() {
    JsonObject job = server.create("import");
    String id = job.getString("task_id");
    String path = Server.path(job);
    assertText(server.get(path, TEXT), 200, id + "\tpending\t0\tInitializing\n");
    String update = "{\"progress\":0.346,\"current_step\":\"a\\tb\\nc\\r\\u2028d\\u001b[31m\"}";
    Answer updated = textually("PATCH", path, update);
    assertText(updated, 200, id + "\trunning\t35\ta b c  d [31m\n");
    assertThat(updated.header("ETag")).isEqualTo("\"2\"");
    String cancelled = id + "\trunning\t35\ta b c  d [31m\n";
    assertText(textually("POST", path + "/cancel", "{}"), 202, cancelled);
    server.patch(path, "{\"progress\":null,\"current_step\":\"\"}");
    assertText(server.get(path, TEXT), 200, id + "\trunning\t\t\n");
    assertThat(server.get(path, "Accept", "text/plain", "If-None-Match", "\"4\"").status())
        .isEqualTo(304);
    assertThat(server.send("DELETE", path, null, TEXT).status()).isEqualTo(204);
  }

  /** The tag is the same for both, so else a cache would give one for the other. */
  @Test
  void text_and_json_of_a_job_are_told_apart_by_caches() {
    String path = Server.path(server.create("import"));
    for (String[] headers : new String[][] {{}, TEXT, {"If-None-Match", "\"1\""}}) {
      for (String asked : new String[] {path, "/api/jobs"}) {
        assertThat(server.get(asked, headers).headers().getAll("Vary")).contains("accept");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.004, 0",
    "0.005, 1",
    "0.29, 29",
    "0.57, 57",
    "0.995, 99",
    "0.999, 99",
    "1.0, 100"
  })
  void percent_says_hundred_only_when_all_is_done(String progress, String percent) {
    String path = Server.path(server.create("import"));
    server.patch(path, "{\"progress\":" + progress + "}");
    assertThat(server.get(path, TEXT).body().split("\t")[2]).isEqualTo(percent);
  }

  @Test
  void list_is_a_line_for_each_job_with_the_next_page_in_a_header() {
    assertText(server.get("/api/jobs", TEXT), 200, "");
    String first = server.create("a").getString("task_id");
    String second = server.create("a").getString("task_id");
    server.create("b");
    Answer page = server.get("/api/jobs?type=a&status=pending&status=running&page_size=1", TEXT);
    assertText(page, 200, second + "\tpending\t0\tInitializing\n");
    String link = page.header("Link");
    assertThat(link)
        .startsWith("</api/jobs?type=a&status=pending&status=running&page_size=1&page_token=")
        .endsWith(">; rel=\"next\"");
    Answer next = server.get(link.substring(1, link.indexOf('>')), TEXT);
    assertText(next, 200, first + "\tpending\t0\tInitializing\n");
    assertThat(next.header("Link")).isNull();
  }

  @Test
  void next_page_keeps_the_filter_as_it_was() {
    JsonObject labels = JsonObject.of("team", "x & y+z%");
    server.post("/api/jobs", JsonObject.of("type", "a", "labels", labels));
    server.post("/api/jobs", JsonObject.of("type", "a", "labels", labels));
    server.create("a");
    String query = "/api/jobs?page_size=1&label=team:x%20%26%20y%2Bz%25";
    long lines = 0;
    for (Answer page = server.get(query, TEXT); page != null; ) {
      assertThat(page.status()).isEqualTo(200);
      lines += page.body().lines().count();
      String link = page.header("Link");
      page = link == null ? null : server.get(link.substring(1, link.indexOf('>')), TEXT);
    }
    assertThat(lines).isEqualTo(2);
  }

  @Test
  void failure_is_its_sentence() {
    Answer unknown = server.get("/api/jobs/import_none", TEXT);
    assertText(unknown, 404, "task_id: there is no job \"import_none\"\n");
    String path = Server.path(server.create("import"));
    server.patch(path, "{\"status\":\"completed\"}");
    Answer conflict = textually("PATCH", path, "{\"status\":\"running\"}");
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.body()).contains("completed").doesNotContain("{").endsWith("\n");
    assertThat(textually("POST", "/api/jobs", "{").body()).contains("it ends too early");
  }

  @Test
  void what_no_line_says_is_refused() {
    assertThat(server.get("/api/stats", TEXT).status()).isEqualTo(406);
    assertThat(server.get("/api/stats", "Accept", "text/plain, */*;q=0.1").status()).isEqualTo(200);
    assertThat(server.send("DELETE", "/api/jobs", null, TEXT).status()).isIn(403, 406);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain | text/plain; charset=utf-8",
        "TEXT/Plain;charset=utf-8 | text/plain; charset=utf-8",
        "text/* | text/plain; charset=utf-8",
        "text/plain, */*;q=0.5 | text/plain; charset=utf-8",
        "text/plain;q=0.5, application/json;q=0.4 | text/plain; charset=utf-8",
        "application/*;q=0.1, text/plain;q=0.2 | text/plain; charset=utf-8",
        "text/plain, application/json | application/json",
        "text/plain, */* | application/json",
        "text/plain;q=0.5, */*;q=0.5 | application/json",
        "text/plain;q=0.4, application/json;q=0.5 | application/json",
        "text/html, */*;q=0.1 | application/json",
        "*/* | application/json"
      })
  void json_is_answered_where_it_is_accepted_as_gladly(String accept, String type) {
    String path = Server.path(server.create("import"));
    Answer answer = server.get(path, "Accept", accept);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo(type);
  }

  @Test
  void neither_is_not_acceptable() {
    String path = Server.path(server.create("import"));
    assertThat(server.get(path, "Accept", "text/html").status()).isEqualTo(406);
    assertThat(server.get(path, "Accept", "text/plain;q=0").status()).isEqualTo(406);
  }
}
