package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The event stream of one job (contract, section 7). */
class EventStreamTest {
  private static Server server;

  @BeforeAll
  static void start() {
    server =
        new Server(new JsonObject().put("live", new JsonObject().put("ping_interval", "20ms")));
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

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  private static String events(JsonObject job) {
    return Server.path(job) + "/events";
  }

  @Test
  void stream_begins_with_the_state_and_ends_after_the_terminal_one() {
    JsonObject job = create();
    try (EventClient client = new EventClient(server, events(job))) {
      assertThat(client.next()).isEqualTo(new EventClient.Event("job", "1", job.encode()));
      JsonObject running = update(job, "progress", 0.5);
      assertThat(client.job()).isEqualTo(running);
      JsonObject done =
          server.bus.update(job, JsonObject.of("status", "completed", "result", JsonArray.of(1)));
      assertThat(client.next()).isEqualTo(new EventClient.Event("job", "3", done.encode()));
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void headers_say_what_comes_and_that_nobody_may_keep_it() {
    JsonObject job = create();
    try (EventClient client = new EventClient(server, events(job))) {
      assertThat(client.headers().get("Content-Type")).isEqualTo("text/event-stream");
      assertThat(client.headers().get("Cache-Control")).isEqualTo("no-cache");
      assertThat(client.headers().get("X-Accel-Buffering")).isEqualTo("no");
      assertThat(client.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(client.headers().get("Content-Length")).isNull();
    }
  }

  @Test
  void stream_of_a_job_that_has_ended_is_its_last_state_to_the_byte() {
    JsonObject job = create();
    JsonObject done = update(job, "status", "completed");
    Server.Answer answer = server.get(events(job));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("id: 2\nevent: job\ndata: " + done.encode() + "\n\n");
  }

  @Test
  void text_with_line_breaks_of_every_kind_stays_on_one_line() {
    JsonObject job = create();
    String text = "a\nb\rc\r\nd\u2028e\u0085f\n\ndata: g";
    server.bus.update(job, JsonObject.of("status", "failed", "error", text, "current_step", text));
    Server.Answer answer = server.get(events(job));
    assertThat(answer.body().split("\r\n|\r|\n")).hasSize(3);
    String data = answer.body().split("\n")[2].substring("data: ".length());
    assertThat(new JsonObject(data).getString("error")).isEqualTo(text);
  }

  @Test
  void comments_come_while_nothing_changes() {
    JsonObject job = create();
    try (EventClient client = new EventClient(server, events(job))) {
      assertThat(client.nextOrComment().type()).isEqualTo("job");
      assertThat(client.nextOrComment().type()).isEqualTo(":");
      assertThat(client.nextOrComment().type()).isEqualTo(":");
      update(job, "progress", 0.1);
      assertThat(client.job().getDouble("progress")).isEqualTo(0.1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deleted", "cleared"})
  void removal_is_the_last_event(String reason) {
    JsonObject job = create();
    try (EventClient client = new EventClient(server, events(job))) {
      assertThat(client.job()).isEqualTo(job);
      if (reason.equals("deleted")) {
        server.bus.call("jobs.delete", id(job));
      } else {
        server.bus.call("jobs.clear", new JsonObject());
      }
      assertThat(client.removed()).isEqualTo(id(job).put("reason", reason));
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void reconnect_after_the_end_is_204_which_stops_a_browser() {
    JsonObject job = create();
    update(job, "status", "cancelled");
    Server.Answer answer = server.get(events(job), "Last-Event-ID", "2");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3", "", "02", "2.0", "x"})
  void reconnect_that_has_not_seen_the_end_gets_it(String seen) {
    JsonObject job = create();
    JsonObject done = update(job, "status", "failed");
    Server.Answer answer = server.get(events(job), "Last-Event-ID", seen);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains(done.encode());
  }

  @Test
  void reconnect_to_a_live_job_begins_with_its_state_whatever_was_seen() {
    JsonObject job = create();
    try (EventClient client = new EventClient(server, events(job), "Last-Event-ID", "1")) {
      assertThat(client.job()).isEqualTo(job);
    }
  }

  @Test
  void job_that_never_was_is_404_and_one_that_is_gone_410() {
    assertThat(server.get("/api/jobs/import_12345678/events").status()).isEqualTo(404);
    JsonObject job = create();
    server.bus.call("jobs.delete", id(job));
    Server.Answer gone = server.get(events(job), "Last-Event-ID", "1");
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.header("Content-Type")).startsWith("application/problem+json");
    assertThat(gone.error()).contains(job.getString("task_id"));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,                                406",
    "'text/event-stream;q=0, */*',                    406",
    "text/html,                                       406",
    "text/event-stream,                               200",
    "'text/html, text/event-stream;q=0.5',            200",
    "text/*,                                          200",
    "*/*,                                             200",
  })
  void client_that_takes_no_events_is_406(String accept, int status) {
    JsonObject job = create();
    update(job, "status", "completed");
    assertThat(server.get(events(job), "Accept", accept).status()).isEqualTo(status);
    assertThat(server.send("HEAD", "/api/events", null, "Accept", accept).status())
        .isEqualTo(status);
  }

  @Test
  void query_parameter_that_nobody_knows_is_400_by_name() {
    Server.Answer answer = server.get(events(create()) + "?status=running");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("\"status\"");
  }

  @Test
  void head_is_what_get_would_be_without_the_events() {
    JsonObject job = create();
    Server.Answer head = server.send("HEAD", events(job), null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(head.body()).isEmpty();
    assertThat(server.send("HEAD", "/api/jobs/import_12345678/events", null).status())
        .isEqualTo(404);
    server.bus.call("jobs.delete", id(job));
    assertThat(server.send("HEAD", events(job), null).status()).isEqualTo(410);
  }

  @Test
  void last_event_id_may_come_as_a_query_and_the_header_counts_where_both_are_given() {
    JsonObject job = create();
    update(job, "status", "completed");
    assertThat(server.get(events(job) + "?lastEventId=2").status()).isEqualTo(204);
    assertThat(server.get(events(job) + "?lastEventId=1", "Last-Event-ID", "2").status())
        .isEqualTo(204);
    try (EventClient client = new EventClient(server, events(job) + "?lastEventId=1")) {
      assertThat(client.job().getString("status")).isEqualTo("completed");
      assertThat(client.isEnded()).isTrue();
    }
    try (EventClient client =
        new EventClient(server, events(job) + "?lastEventId=2", "Last-Event-ID", "1")) {
      assertThat(client.job().getString("status")).isEqualTo("completed");
    }
    try (EventClient client = new EventClient(server, "/api/events?lastEventId=7")) {
      assertThat(client.snapshot().getInteger("count")).isPositive();
    }
  }

  @Test
  void stream_to_http_1_0_is_not_chunked_and_ends_with_the_connection() {
    JsonObject job = create();
    JsonObject ended = update(job, "status", "completed");
    String get = "GET " + events(job) + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    String answer = server.raw(get);
    assertThat(answer).startsWith("HTTP/1.0 200 ").doesNotContainIgnoringCase("chunked");
    assertThat(answer).containsIgnoringCase("connection: close\r\n");
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertThat(body).startsWith("id: 2\nevent: job\ndata: ").endsWith("\n\n");
    assertThat(new JsonObject(body.substring(body.indexOf("data: ") + 6))).isEqualTo(ended);
  }

  @Test
  void stream_that_ends_before_its_first_event_tells_why() {
    try (Server stopping = new Server()) {
      Bus.await(stopping.vertx.undeploy(stopping.tracker));
      // A tracker that does not answer, so that the stream never begins.
      Promise<Void> asked = Promise.promise();
      stopping.vertx.eventBus().consumer("jobs.list", question -> asked.tryComplete());
      Future<Server.Answer> stream = stopping.begin("GET", "/api/events", null);
      Bus.await(asked.future());
      Bus.await(stopping.vertx.undeploy(stopping.web));
      Server.Answer answer = Bus.await(stream);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.header("Retry-After")).isNotNull();
    }
  }

  @Test
  void head_after_the_end_is_204_as_get_is() {
    JsonObject job = create();
    update(job, "status", "completed");
    assertThat(server.send("HEAD", events(job), null, "Last-Event-ID", "2").status())
        .isEqualTo(204);
  }

  @Test
  void other_method_is_405() {
    Server.Answer answer = server.post(events(create()), "{}");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET").contains("HEAD").doesNotContain("POST");
  }

  @Test
  void stream_of_a_guarded_server_needs_a_token() {
    JsonObject reader = JsonObject.of("name", "n", "token", "secret", "may", JsonArray.of("read"));
    JsonObject auth = new JsonObject().put("tokens", JsonArray.of(reader));
    try (Server guarded = new Server(new JsonObject().put("auth", auth))) {
      JsonObject job = guarded.bus.create("import");
      for (String path : new String[] {events(job), "/api/events"}) {
        Server.Answer refused = guarded.get(path);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        try (EventClient client =
            path.equals("/api/events")
                ? EventClient.ofFilter(guarded, path, "Authorization", "Bearer secret")
                : new EventClient(guarded, path, "Authorization", "Bearer secret")) {
          assertThat(client.job().getString("task_id")).isEqualTo(job.getString("task_id"));
        }
      }
    }
  }
}
