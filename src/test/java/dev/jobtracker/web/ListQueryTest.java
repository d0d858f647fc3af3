package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every query parameter of the list, right and wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListQueryTest {
  private final Server server = new Server();

  @BeforeAll
  void fill() {
    job("a", "import", "running", "{\"env\":\"dev\",\"team\":\"x y\"}");
    job("b", "import", "completed", "{\"env\":\"prod\"}");
    job("c", "export", "failed", "{\"env\":\"dev\"}");
    job("d", "export", "pending", "{}");
  }

  private void job(String name, String type, String status, String labels) {
    String body = "{\"type\":\"%s\",\"title\":\"%s\",\"labels\":%s}";
    JsonObject job = server.post("/api/jobs", body.formatted(type, name, labels)).json();
    server.patch(Server.path(job), "{\"status\":\"" + status + "\"}");
  }

  @AfterAll
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | d c b a",
        "? | d c b a",
        "?status=running | a",
        "?status=running&status=failed | c a",
        "?status=running&status=running | a",
        "?type=import | b a",
        "?type=none | ''",
        "?label=env:dev | c a",
        "?label=env:dev&label=team:x%20y | a",
        "?label=env%3Adev&label=team:x+y | a",
        "?label=env:dev;type=export | ''",
        "?stalled=false | d c b a",
        "?stalled=true | ''",
        "?page_size=100 | d c b a",
        "?page_size=2 | d c",
        "?page_size=99999999999999 | d c b a",
        "?page_size=99999999999999999999 | d c b a",
        "?page_size=00000000000000000000002 | d c",
        "?type=export&status=failed&label=env:dev&stalled=false&page_size=1 | c"
      })
  void query_selects(String query, String titles) {
    Server.Answer answer = server.get("/api/jobs" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(String.join(" ", titles(answer.json()))).isEqualTo(titles);
  }

  private static List<String> titles(JsonObject page) {
    List<String> titles = new ArrayList<>();
    page.getJsonArray("jobs").forEach(job -> titles.add(((JsonObject) job).getString("title")));
    return titles;
  }

  /** Contract, section 4: above 100 counts as 100, however many digits that has. */
  @Test
  void page_size_of_thousands_of_digits_counts_as_the_largest() {
    Server.Answer most = server.get("/api/jobs?page_size=" + "9".repeat(20_000));
    assertThat(most.status()).as(most.body()).isEqualTo(200);
    assertThat(titles(most.json())).containsExactly("d", "c", "b", "a");
    Server.Answer two = server.get("/api/jobs?page_size=" + "0".repeat(20_000) + "2");
    assertThat(titles(two.json())).containsExactly("d", "c");
    assertThat(server.get("/api/jobs?page_size=" + "9".repeat(20_000) + "x").status())
        .isEqualTo(400);
  }

  @Test
  void page_size_below_one_is_refused_as_it_was_given() {
    assertThat(server.get("/api/jobs?page_size=-5").error()).contains("page_size", "-5");
  }

  @Test
  void page_token_goes_on() {
    List<String> titles = new ArrayList<>();
    String token = null;
    do {
      String query = "/api/jobs?page_size=1" + (token == null ? "" : "&page_token=" + token);
      JsonObject page = server.get(query).json();
      titles.addAll(titles(page));
      token = page.getString("next_page_token");
    } while (token != null);
    assertThat(titles).containsExactly("d", "c", "b", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?colour=red | colour",
        "?Status=running | Status",
        "?status=running&STATUS=failed | STATUS",
        "?&x | x",
        "?status=done | status",
        "?status= | status",
        "?status=running,failed | status",
        "?type=a&type=b | type",
        "?label=env | label",
        "?label=env:a&label=env:b | label",
        "?stalled=yes | stalled",
        "?stalled= | stalled",
        "?stalled=true&stalled=true | stalled",
        "?page_size=0 | page_size",
        "?page_size=-1 | page_size",
        "?page_size=-99999999999999999999 | page_size",
        "?page_size=00000000000000000000 | page_size",
        "?page_size=- | page_size",
        "?page_size=%2B1 | page_size",
        "?page_size=%D9%A1 | page_size",
        "?page_size=1.5 | page_size",
        "?page_size=1e1 | page_size",
        "?page_size= | page_size",
        "?page_size=ten | page_size",
        "?page_size=1&page_size=2 | page_size",
        "?page_token=%21%21 | page_token",
        "?page_token= | page_token",
        "?page_token=a&page_token=b | page_token"
      })
  void bad_query_is_refused_by_name(String query, String name) {
    Server.Answer answer = server.get("/api/jobs" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error()).contains(name);
  }

  @ParameterizedTest
  @CsvSource({"?status=%zz", "?%", "?status=%f"})
  void malformed_query_is_refused(String query) {
    assertThat(
            server.raw(
                "GET /api/jobs"
                    + query
                    + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/stats",
    "POST, /api/jobs",
    "GET, /api/jobs/a_12345678",
    "PATCH, /api/jobs/a_12345678",
    "DELETE, /api/jobs/a_12345678",
    "POST, /api/jobs/a_12345678/cancel",
    "POST, /api/session",
    "DELETE, /api/session"
  })
  void query_where_none_is_expected_is_refused_by_name(String method, String path) {
    Server.Answer answer = server.send(method, path + "?force=1", null);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("\"force\"");
  }
}
