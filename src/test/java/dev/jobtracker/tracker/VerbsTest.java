package dev.jobtracker.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, sections 4 to 6: each verb over the bus, its answer, and what it refuses. */
class VerbsTest {
  private static final String UNKNOWN = "import_00000000";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  @BeforeEach
  void deploy() {
    JsonObject tracker = new JsonObject().put("max_result_bytes", 200);
    Bus.await(
        vertx.deployVerticle(
            new JobTrackerVerticle(new TestClock()),
            new DeploymentOptions().setConfig(new JsonObject().put("tracker", tracker))));
  }

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  private JsonObject inState(String status) {
    JsonObject job = bus.create("import");
    return status.equals("pending") ? job : bus.update(job, new JsonObject().put("status", status));
  }

  private void assertRefused(int code, String address, JsonObject body) {
    ReplyException failure = bus.failure(address, body);
    assertThat(failure.failureCode()).as("%s %s: %s", address, body, failure).isEqualTo(code);
    assertThat(failure.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
    assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n", "Exception", "\tat ");
  }

  private JsonObject counters() {
    return bus.call("jobs.stats", new JsonObject()).getJsonObject("counters");
  }

  @Test
  void create_carries_the_first_state() {
    JsonObject body =
        new JsonObject()
            .put("type", "import")
            .put("task_id", "import_restored-1")
            .put("total", 900)
            .put("lost_after", 2_592_000)
            .put("status", "running")
            .put("done", 225)
            .put("current_step", "Reading")
            .put("result", new JsonObject().put("pages", 7));
    JsonObject job = bus.call("jobs.create", body);
    assertThat(job.getInteger("revision")).isEqualTo(1);
    assertThat(job.getString("status")).isEqualTo("running");
    assertThat(job.getDouble("progress")).isEqualTo(0.25);
    assertThat(job.getString("started_at")).isEqualTo(job.getString("created_at"));
    assertThat(job.getInteger("lost_after")).isEqualTo(2_592_000);
    assertThat(job.getJsonObject("result")).isEqualTo(body.getJsonObject("result"));
    JsonObject stopping = bus.call("jobs.cancel", id(job).put("reason", "enough"));
    assertThat(stopping.getString("status")).isEqualTo("running");
    assertRefused(400, "jobs.create", new JsonObject().put("type", "x").put("status", "failed"));
    assertRefused(400, "jobs.create", new JsonObject().put("type", "x").put("progress", 2));
    JsonObject large = new JsonObject().put("type", "x").put("result", "x".repeat(200));
    assertRefused(413, "jobs.create", large);
  }

  @Test
  void last_word_with_another_order_of_keys_is_no_change() {
    JsonObject result = new JsonObject().put("a", 1).put("b", new JsonArray().add(2));
    JsonObject end = new JsonObject().put("status", "completed").put("result", result);
    JsonObject done = bus.update(bus.create("import"), end);
    JsonObject other = new JsonObject().put("b", new JsonArray().add(2.0)).put("a", 1.0);
    assertThat(bus.update(done, end.copy().put("result", other))).isEqualTo(done);
  }

  @Test
  void create_tells_in_a_header_whether_it_created() {
    JsonObject body = new JsonObject().put("type", "import").put("task_id", "import_my-own-id");
    Message<JsonObject> first = bus.message("jobs.create", body);
    assertThat(first.headers().get("created")).isEqualTo("true");
    JsonObject updated = bus.update(first.body(), new JsonObject().put("progress", 0.5));
    Message<JsonObject> second = bus.message("jobs.create", body.copy().put("title", "other"));
    assertThat(second.headers().get("created")).isEqualTo("false");
    assertThat(second.body()).as("as it stands").isEqualTo(updated);
    bus.call("jobs.delete", id(updated));
    assertRefused(410, "jobs.create", body);
  }

  @Test
  void create_with_everything_shows_it() {
    JsonObject labels = new JsonObject().put("team", "a");
    JsonObject job =
        bus.call(
            "jobs.create",
            new JsonObject()
                .put("type", "import")
                .put("title", "Photos")
                .put("labels", labels)
                .put("total", 900)
                .put("unit", "files")
                .put("heartbeat_timeout", 60));
    assertThat(job.getString("title")).isEqualTo("Photos");
    assertThat(job.getJsonObject("labels")).isEqualTo(labels);
    assertThat(job.getInteger("total")).isEqualTo(900);
    assertThat(job.getValue("done")).isNull();
    assertThat(job.getString("unit")).isEqualTo("files");
    assertThat(job.getInteger("heartbeat_timeout")).isEqualTo(60);
    assertThat(job.getInteger("revision")).isEqualTo(1);
  }

  @Test
  void update_answers_the_job_after_it() {
    JsonObject job = bus.create("import");
    JsonObject after = bus.update(job, new JsonObject().put("done", 3).put("total", 4));
    assertThat(after.getString("status")).isEqualTo("running");
    assertThat(after.getDouble("progress")).isEqualTo(0.75);
    assertThat(after.getInteger("revision")).isEqualTo(2);
    assertThat(after.getString("started_at")).isEqualTo(after.getString("updated_at"));
    assertThat(bus.get(job)).isEqualTo(after);
  }

  @Test
  void reply_is_the_receivers_own() {
    JsonObject job = bus.create("import");
    JsonObject original = job.copy();
    job.put("title", "changed").getJsonObject("labels").put("a", "b");
    assertThat(bus.get(original)).isEqualTo(original);
  }

  @Test
  void cancel_pending_is_cancelled_running_is_asked() {
    JsonObject body = id(inState("pending")).put("reason", "tired");
    JsonObject cancelled = bus.call("jobs.cancel", body);
    assertThat(cancelled.getString("status")).isEqualTo("cancelled");
    assertThat(cancelled.getBoolean("cancel_requested")).isTrue();
    assertThat(cancelled.getString("cancel_reason")).isEqualTo("tired");
    assertThat(bus.call("jobs.cancel", body)).isEqualTo(cancelled);
    JsonObject asked = bus.call("jobs.cancel", id(inState("running")));
    assertThat(asked.getString("status")).isEqualTo("running");
    assertThat(asked.getBoolean("cancel_requested")).isTrue();
    assertThat(asked.getValue("cancel_reason")).isNull();
    assertThat(bus.call("jobs.cancel", id(asked).put("reason", "again"))).isEqualTo(asked);
    assertRefused(409, "jobs.cancel", id(inState("completed")));
    assertRefused(409, "jobs.cancel", id(inState("failed")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pending", "running", "completed", "failed", "cancelled"})
  void delete_forgets_a_job_of_any_status(String status) {
    JsonObject job = inState(status);
    assertThat(bus.call("jobs.delete", id(job))).isEqualTo(id(job));
    assertRefused(410, "jobs.get", id(job));
    assertRefused(410, "jobs.delete", id(job));
    assertRefused(410, "jobs.cancel", id(job));
    assertRefused(410, "jobs.update", id(job).put("progress", 0.5));
  }

  @Test
  void list_walks_all_pages_newest_first() {
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      newestFirst.add(0, bus.create(i % 2 == 0 ? "import" : "export").getString("task_id"));
    }
    List<String> listed = new ArrayList<>();
    String token = null;
    do {
      JsonObject page =
          bus.call("jobs.list", new JsonObject().put("page_size", 10).put("page_token", token));
      assertThat(page.fieldNames()).containsExactly("jobs", "next_page_token");
      for (Object job : page.getJsonArray("jobs")) {
        listed.add(((JsonObject) job).getString("task_id"));
        assertThat(((JsonObject) job).containsKey("result")).isFalse();
      }
      token = page.getString("next_page_token");
    } while (token != null);
    assertThat(listed).isEqualTo(newestFirst);
    JsonObject filter = new JsonObject().put("type", "export").put("status", "pending");
    assertThat(bus.call("jobs.list", filter).getJsonArray("jobs")).hasSize(12);
    assertThat(bus.call("jobs.list", filter.put("status", "failed")))
        .isEqualTo(new JsonObject().put("jobs", new JsonArray()).putNull("next_page_token"));
  }

  @Test
  void stats_count_what_there_is() {
    inState("running");
    inState("failed");
    bus.create("export");
    JsonObject stats = bus.call("jobs.stats", new JsonObject());
    assertThat(stats.fieldNames())
        .containsExactly("total", "by_status", "by_type", "stalled", "counters");
    assertThat(stats.getInteger("total")).isEqualTo(3);
    assertThat(stats.getJsonObject("by_status").encode())
        .isEqualTo("{\"pending\":1,\"running\":1,\"completed\":0,\"failed\":1,\"cancelled\":0}");
    assertThat(stats.getJsonObject("by_type").getJsonObject("export").getInteger("pending"))
        .isEqualTo(1);
    assertThat(stats.getInteger("stalled")).isZero();
  }

  @Test
  void body_that_is_no_json_object_is_refused_at_every_verb() {
    for (String verb : dev.jobtracker.wire.Addresses.VERBS) {
      for (Object body :
          List.of("{}", new JsonArray(), Buffer.buffer("{}"), 7, true, new byte[0], 'x')) {
        ReplyException failure = bus.failure(verb, body);
        assertThat(failure.failureCode()).as("%s %s", verb, body).isEqualTo(400);
        assertThat(failure.getMessage()).startsWith("the body must be a JsonObject, found ");
      }
      assertThat(bus.failure(verb, null))
          .hasMessage("the body must be a JsonObject, found none")
          .extracting(ReplyException::failureCode)
          .isEqualTo(400);
    }
  }

  @Test
  void unknown_key_is_refused_at_every_verb() {
    for (String verb : dev.jobtracker.wire.Addresses.VERBS) {
      assertThat(bus.failure(verb, new JsonObject().put("typo", 1)))
          .hasMessageStartingWith("\"typo\" is an unknown key")
          .extracting(ReplyException::failureCode)
          .isEqualTo(400);
    }
  }

  /** The value of a table's cell: absent, null, wrong type, out of range, or right. */
  private static @Nullable Object value(String key, String kind) {
    return switch (kind) {
      case "null" -> null;
      case "wrong" -> key.equals("result") ? "r".repeat(201) : new JsonArray();
      case "out" ->
          switch (key) {
            case "progress" -> 1.5;
            case "done", "total" -> -1;
            case "add" -> Double.NaN;
            case "unit" -> "u".repeat(33);
            case "status" -> "resting";
            case "if_revision" -> 0;
            default -> "\ud800";
          };
      default ->
          switch (key) {
            case "progress" -> 0.5;
            case "done", "total", "add" -> 3;
            case "status" -> "running";
            default -> "x";
          };
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"pending", "running", "completed", "failed", "cancelled"})
  void update_every_key_and_kind_of_value_in_this_state(String status) {
    for (String key :
        List.of("status", "progress", "done", "add", "total", "unit", "current_step", "result")) {
      JsonObject job = inState(status);
      boolean ended = !status.equals("pending") && !status.equals("running");
      assertKept(job, key.equals("result") ? 413 : 400, key, value(key, "wrong"));
      assertKept(job, 400, key, value(key, "out"));
      if (List.of("status", "add", "current_step").contains(key)) {
        assertKept(job, 400, key, null);
      }
      if (status.equals("completed") && key.equals("progress")) {
        // A value below the present one is left out, so nothing would change.
        assertThat(bus.update(job, new JsonObject().put(key, 0.5))).isEqualTo(job);
        continue;
      }
      if (ended) {
        assertKept(job, 409, key, value(key, "right"));
        continue;
      }
      JsonObject after = bus.update(job, new JsonObject().put(key, value(key, "right")));
      boolean moves = !(key.equals("status") && status.equals("running"));
      assertThat(after.getInteger("revision") - job.getInteger("revision"))
          .as("%s of a %s job", key, status)
          .isEqualTo(moves ? 1 : 0);
    }
  }

  private void assertKept(JsonObject job, int code, String key, @Nullable Object value) {
    assertRefused(code, "jobs.update", id(job).put(key, value));
    assertThat(bus.get(job)).as("unchanged").isEqualTo(job);
  }

  @Test
  void update_with_one_bad_key_among_good_changes_nothing() {
    JsonObject job = inState("running");
    JsonObject update =
        id(job).put("progress", 0.5).put("current_step", "x").put("result", 1).put("done", -1);
    assertRefused(400, "jobs.update", update);
    assertRefused(400, "jobs.update", id(job).put("progress", 0.5).put("error", "too early"));
    assertRefused(412, "jobs.update", id(job).put("progress", 0.5).put("if_revision", 7));
    assertThat(bus.get(job)).isEqualTo(job);
  }

  @ParameterizedTest
  @CsvSource({
    "completed, completed, true",
    "completed, running, false",
    "completed, pending, false",
    "completed, failed, false",
    "failed, failed, true",
    "failed, completed, false",
    "failed, cancelled, false",
    "cancelled, cancelled, true",
    "cancelled, running, false",
    "running, pending, false",
    "running, running, true",
    "pending, pending, true"
  })
  void update_to_this_status_changes_nothing_or_is_refused(
      String from, String to, boolean allowed) {
    JsonObject job = inState(from);
    if (allowed) {
      assertThat(bus.update(job, new JsonObject().put("status", to))).isEqualTo(job);
    } else {
      ReplyException failure = bus.failure("jobs.update", id(job).put("status", to));
      assertThat(failure.failureCode()).isEqualTo(409);
      assertThat(failure.getMessage()).contains(from);
      assertThat(bus.get(job)).isEqualTo(job);
    }
  }

  @Test
  void error_on_a_terminal_job_is_a_conflict() {
    JsonObject done = inState("completed");
    assertRefused(409, "jobs.update", id(done).put("error", "too late"));
    JsonObject failed = bus.update(inState("running"), failure("no paper"));
    assertThat(bus.update(failed, failure("no paper"))).as("said twice").isEqualTo(failed);
    assertRefused(409, "jobs.update", id(failed).put("error", "no ink"));
    assertRefused(400, "jobs.update", id(inState("pending")).put("error", "too early"));
  }

  private static JsonObject failure(String error) {
    return new JsonObject().put("status", "failed").put("error", error);
  }

  @Test
  void checks_are_made_in_their_order() {
    JsonObject gone = inState("pending");
    bus.call("jobs.delete", id(gone));
    JsonObject done = inState("completed");
    JsonObject unknown = new JsonObject().put("task_id", UNKNOWN);
    for (JsonObject target : List.of(unknown, id(gone), id(done))) {
      assertRefused(400, "jobs.update", target.copy().put("progress", 2).put("if_revision", 9));
      assertRefused(413, "jobs.update", target.copy().put("result", "r".repeat(200)));
      assertRefused(400, "jobs.cancel", target.copy().put("reason", 7));
      assertRefused(400, "jobs.get", target.copy().put("typo", 7));
    }
    JsonObject stale = new JsonObject().put("progress", 0.1).put("if_revision", 9);
    assertRefused(404, "jobs.update", unknown.copy().mergeIn(stale));
    assertRefused(410, "jobs.update", id(gone).mergeIn(stale));
    assertRefused(412, "jobs.update", id(done).mergeIn(stale).put("status", "running"));
    assertRefused(409, "jobs.update", id(done).put("status", "running").put("if_revision", 2));
    assertThat(bus.get(done)).isEqualTo(done);
  }

  @Test
  void unknown_id_is_not_found_at_every_verb() {
    for (String verb : List.of("jobs.get", "jobs.update", "jobs.cancel", "jobs.delete")) {
      for (String taskId : List.of(UNKNOWN, "", "x", "a\nb", "é".repeat(10_000))) {
        assertRefused(404, verb, new JsonObject().put("task_id", taskId));
      }
    }
  }

  @Test
  void send_without_reply_works_and_its_failures_are_counted() {
    JsonObject before = counters();
    JsonObject job = bus.create("import");
    vertx.eventBus().send("jobs.update", id(job).put("progress", 0.5));
    vertx.eventBus().send("jobs.update", id(job).put("progress", 2));
    vertx.eventBus().send("jobs.get", new JsonObject().put("task_id", UNKNOWN));
    vertx.eventBus().send("jobs.create", "no object");
    vertx.eventBus().send("jobs.create", null);
    vertx.eventBus().send("jobs.list", new JsonObject());
    assertThat(bus.get(job).getDouble("progress")).isEqualTo(0.5);
    JsonObject after = counters();
    assertThat(after.getInteger("refusals_unheard") - before.getInteger("refusals_unheard"))
        .isEqualTo(4);
    assertThat(after.getInteger("refused_400")).isEqualTo(3);
    assertThat(after.getInteger("refused_404")).isEqualTo(1);
    bus.failure("jobs.get", new JsonObject());
    assertThat(counters().getInteger("refused_400")).isEqualTo(4);
    assertThat(counters().getInteger("refusals_unheard"))
        .as("one that somebody waits for is heard")
        .isEqualTo(after.getInteger("refusals_unheard"));
  }

  @Test
  void nesting_counts_from_the_json_object() {
    JsonObject job = bus.create("import");
    Object result = new JsonArray();
    for (int i = 0; i < 62; i++) {
      result = new JsonArray().add(result);
    }
    bus.update(job, new JsonObject().put("result", result));
    assertThat(bus.get(job).getValue("result")).isEqualTo(result);
    assertRefused(400, "jobs.update", id(job).put("result", new JsonArray().add(result)));
  }
}
