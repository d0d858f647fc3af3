package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.Server.Answer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that waits for a job to change (contract, section 7). */
class LongPollTest {
  private static final int MAX_WAIT_SECONDS = 8;

  private static Server server;

  @BeforeAll
  static void start() {
    server =
        new Server(
            new JsonObject().put("live", new JsonObject().put("max_wait", MAX_WAIT_SECONDS + "s")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject create() {
    return server.bus.create("import");
  }

  private static JsonObject update(JsonObject job, String key, Object value) {
    return server.bus.update(job, new JsonObject().put(key, value));
  }

  private static Future<Answer> poll(JsonObject job, String prefer) {
    String etag = "\"" + job.getLong("revision") + "\"";
    return server.begin("GET", Server.path(job), null, "If-None-Match", etag, "Prefer", prefer);
  }

  /** Returns once so many polls wait, which /metrics shows. */
  private static void awaitWaiting(int polls) {
    Metrics.await(server, "jobtracker_live_clients{door=\"poll\"}", polls);
  }

  @Test
  void poll_is_answered_with_the_change_when_it_comes() {
    JsonObject job = create();
    Future<Answer> poll = poll(job, "wait=30");
    awaitWaiting(1);
    assertThat(poll.isComplete()).isFalse();
    JsonObject changed =
        server.bus.update(job, JsonObject.of("progress", 0.5, "result", JsonArray.of("part")));
    Answer answer = Bus.await(poll);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(changed.encode());
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("ETag")).isEqualTo("\"2\"");
    assertThat(answer.header("Retry-After")).isNotNull();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=" + MAX_WAIT_SECONDS);
    awaitWaiting(0);
  }

  @Test
  void poll_for_text_is_answered_with_a_line() {
    JsonObject job = create();
    String[] headers = {"Accept", "text/plain", "If-None-Match", "\"1\"", "Prefer", "wait=8"};
    Future<Answer> poll = server.begin("GET", Server.path(job), null, headers);
    awaitWaiting(1);
    update(job, "current_step", "Reading");
    Answer answer = Bus.await(poll);
    assertThat(answer.body()).isEqualTo(job.getString("task_id") + "\trunning\t0\tReading\n");
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.header("ETag")).isEqualTo("\"2\"");
    awaitWaiting(0);
  }

  @Test
  void terminal_change_bears_no_retry_after() {
    JsonObject job = create();
    Future<Answer> poll = poll(job, "wait=8");
    awaitWaiting(1);
    JsonObject done = update(job, "status", "completed");
    Answer answer = Bus.await(poll);
    assertThat(answer.body()).isEqualTo(done.encode());
    assertThat(answer.header("Retry-After")).isNull();
  }

  @Test
  void poll_is_304_after_the_seconds_that_it_asked_for_and_not_before() {
    JsonObject job = create();
    long begin = System.nanoTime();
    Answer answer = Bus.await(poll(job, "wait=1"));
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(1_000_000_000L);
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("ETag")).isEqualTo("\"1\"");
    assertThat(answer.header("Retry-After")).isNotNull();
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=7                            | 7",
        "wait=\"7\"                        | 7",
        "WAIT=7                            | 7",
        "wait = 7                          | 7",
        "respond-async, wait=7             | 7",
        "respond-async; x=y, wait=7        | 7",
        "wait=7, return=minimal            | 7",
        "wait=7;x=y                        | 7",
        "wait=7, wait=5                    | 7",
        "wait=8                            | 8",
        "wait=9                            | 8",
        "wait=999999999                    | 8",
        "wait=99999999999999999999999      | 8",
      })
  void preference_is_read_as_its_standard_says_and_clamped(String prefer, String applied) {
    JsonObject job = create();
    Future<Answer> poll = poll(job, prefer);
    awaitWaiting(1);
    update(job, "progress", 0.1);
    Answer answer = Bus.await(poll);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=" + applied);
    awaitWaiting(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait",
        "wait=",
        "wait=-1",
        "wait=1.5",
        "wait=1s",
        "wait=abc",
        "wait=0x10",
        "wait 5",
        "wait=5 5",
        "wait=\"5",
        "await=5",
        "wait5=5",
        "x-wait=5",
        "x=\"a, wait=5\"",
        "",
        ",;,",
        "=",
        "return=minimal",
      })
  void malformed_preference_is_ignored(String prefer) {
    Answer answer = Bus.await(poll(create(), prefer));
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("Preference-Applied")).isNull();
  }

  @Test
  void poll_of_no_seconds_is_answered_at_once() {
    Answer answer = Bus.await(poll(create(), "wait=0"));
    assertThat(answer.status()).isEqualTo(304);
  }

  @Test
  void poll_for_another_revision_is_answered_at_once() {
    JsonObject job = create();
    JsonObject changed = update(job, "progress", 0.1);
    Answer answer = Bus.await(poll(job, "wait=8"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(changed);
  }

  @Test
  void poll_without_a_revision_is_an_ordinary_read() {
    JsonObject job = create();
    Answer answer = server.get(Server.path(job), "Prefer", "wait=8");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"1\"", "\"7\", \"1\"", "*"})
  void every_form_of_the_condition_waits(String condition) {
    JsonObject job = create();
    Future<Answer> poll =
        server.begin("GET", Server.path(job), null, "If-None-Match", condition, "Prefer", "wait=1");
    assertThat(Bus.await(poll).status()).isEqualTo(304);
  }

  @Test
  void poll_of_a_terminal_job_is_answered_at_once() {
    JsonObject done = update(create(), "status", "failed");
    Answer answer = Bus.await(poll(done, "wait=8"));
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("Retry-After")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"deleted", "cleared"})
  void poll_is_410_when_the_job_goes(String reason) {
    JsonObject job = create();
    Future<Answer> poll = poll(job, "wait=8");
    awaitWaiting(1);
    if (reason.equals("deleted")) {
      server.bus.call("jobs.delete", new JsonObject().put("task_id", job.getString("task_id")));
    } else {
      server.bus.call("jobs.clear", new JsonObject());
    }
    Answer answer = Bus.await(poll);
    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.error()).contains(job.getString("task_id"));
    assertThat(Bus.await(poll(job, "wait=8")).status()).isEqualTo(410);
  }

  @Test
  void poll_of_a_job_that_never_was_is_404() {
    JsonObject unknown = JsonObject.of("task_id", "import_12345678", "revision", 1);
    assertThat(Bus.await(poll(unknown, "wait=8")).status()).isEqualTo(404);
  }

  @Test
  void head_waits_like_get() {
    JsonObject job = create();
    Future<Answer> poll =
        server.begin("HEAD", Server.path(job), null, "If-None-Match", "\"1\"", "Prefer", "wait=8");
    awaitWaiting(1);
    update(job, "progress", 0.1);
    Answer answer = Bus.await(poll);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).isEqualTo("\"2\"");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void many_who_wait_for_one_job_are_all_answered_alike() {
    JsonObject job = create();
    List<Future<Answer>> polls = new ArrayList<>();
    Stream.generate(() -> poll(job, "wait=8")).limit(300).forEach(polls::add);
    awaitWaiting(300);
    JsonObject changed = update(job, "progress", 0.5);
    for (Future<Answer> poll : polls) {
      Answer answer = Bus.await(poll);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(changed.encode());
    }
    awaitWaiting(0);
  }
}
