package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The event stream of all jobs that a filter admits (contract, section 7). */
class FilteredStreamTest {
  private static final int MAX_JOBS = 150;

  private final Server server =
      new Server(new JsonObject().put("tracker", new JsonObject().put("max_jobs", MAX_JOBS)));

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject create(String type) {
    return server.bus.create(type);
  }

  private JsonObject update(JsonObject job, String key, Object value) {
    return lean(server.bus.update(job, new JsonObject().put(key, value)));
  }

  private void delete(JsonObject job) {
    server.bus.call("jobs.delete", id(job));
  }

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  private static JsonObject removal(JsonObject job, String reason) {
    return id(job).put("reason", reason);
  }

  /** Returns the job as lists and filters show it. */
  private static JsonObject lean(JsonObject job) {
    JsonObject copy = job.copy();
    copy.remove("result");
    return copy;
  }

  private static void assertHeard(EventClient client, JsonObject changed) {
    assertThat(client.job()).isEqualTo(changed);
  }

  /** A job of its own, whose event shows that nothing else was told before it. */
  private void assertQuiet(EventClient client, String type) {
    JsonObject last = create(type);
    assertThat(client.job()).isEqualTo(lean(last));
  }

  @Test
  void stream_begins_with_the_newest_hundred_without_results_and_without_ids() {
    for (int i = 0; i < 20; i++) {
      create("import");
      create("export");
    }
    for (int i = 0; i < 85; i++) {
      create("import");
    }
    JsonObject newest = create("import");
    JsonObject changed = update(newest, "result", "x");
    try (EventClient client = new EventClient(server, "/api/events?type=import")) {
      assertThat(client.snapshot()).isEqualTo(JsonObject.of("count", 100, "more", true));
      EventClient.Event first = client.next();
      assertThat(first).isEqualTo(new EventClient.Event("job", "", first.data()));
      assertThat(first.json()).isEqualTo(changed);
      for (int i = 1; i < 100; i++) {
        assertThat(client.job().getString("type")).isEqualTo("import");
      }
      assertQuiet(client, "import");
    }
  }

  @Test
  void job_enters_changes_leaves_and_is_then_forgotten_in_silence() {
    JsonObject job = create("import");
    try (EventClient client = EventClient.ofFilter(server, "/api/events?status=running")) {
      JsonObject entered = update(job, "progress", 0.1);
      assertThat(client.job()).isEqualTo(entered);
      JsonObject changed = update(job, "result", new JsonArray().add(1));
      assertThat(client.job()).isEqualTo(changed);
      update(job, "status", "completed");
      assertThat(client.removed()).isEqualTo(removal(job, "left"));
      delete(job);
      JsonObject other = create("import");
      assertHeard(client, update(other, "status", "running"));
    }
  }

  @Test
  void job_that_is_deleted_or_cleared_is_removed() {
    JsonObject deleted = create("import");
    JsonObject cleared = create("import");
    try (EventClient client = EventClient.ofFilter(server, "/api/events?status=pending")) {
      assertThat(client.job()).isEqualTo(lean(cleared));
      assertThat(client.job()).isEqualTo(lean(deleted));
      delete(deleted);
      assertThat(client.removed()).isEqualTo(removal(deleted, "deleted"));
      server.bus.call("jobs.clear", new JsonObject());
      assertThat(client.removed()).isEqualTo(removal(cleared, "cleared"));
      assertQuiet(client, "import");
    }
  }

  @Test
  void job_that_expires_or_is_evicted_is_removed() {
    JsonObject expires =
        server.bus.call("jobs.create", JsonObject.of("type", "import", "retention", 1));
    JsonObject evicted = create("import");
    try (EventClient client = EventClient.ofFilter(server, "/api/events?status=completed")) {
      assertHeard(client, update(expires, "status", "completed"));
      assertThat(client.removed()).isEqualTo(removal(expires, "expired"));
      assertHeard(client, update(evicted, "status", "completed"));
      for (int i = 0; i < MAX_JOBS; i++) {
        create("filler");
      }
      assertThat(client.removed()).isEqualTo(removal(evicted, "evicted"));
    }
  }

  @Test
  void job_older_than_the_newest_hundred_is_removed_too() {
    JsonObject oldest = create("import");
    for (int i = 0; i < 100; i++) {
      create("import");
    }
    try (EventClient client = EventClient.ofFilter(server, "/api/events?type=import")) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.job()).isNotEqualTo(lean(oldest));
      }
      delete(oldest);
      assertThat(client.removed()).isEqualTo(removal(oldest, "deleted"));
    }
  }

  @Test
  void several_values_labels_and_stalled_filter_as_in_a_list() {
    JsonObject labels = JsonObject.of("env", "prod", "team", "x");
    JsonObject fits =
        server.bus.call("jobs.create", JsonObject.of("type", "import", "labels", labels));
    JsonObject lacksOne =
        server.bus.call(
            "jobs.create", JsonObject.of("type", "import", "labels", JsonObject.of("env", "prod")));
    String path =
        "/api/events?status=running&status=completed&label=env:prod&label=team:x&stalled=false";
    try (EventClient client = EventClient.ofFilter(server, path)) {
      update(lacksOne, "status", "running");
      assertHeard(client, update(fits, "status", "running"));
      assertHeard(client, update(fits, "status", "completed"));
      delete(lacksOne);
      delete(fits);
      assertThat(client.removed()).isEqualTo(removal(fits, "deleted"));
    }
  }

  @Test
  void job_that_stalls_enters_a_filter_for_it_and_leaves_with_its_next_sign_of_life() {
    JsonObject job =
        server.bus.call("jobs.create", JsonObject.of("type", "import", "heartbeat_timeout", 1));
    try (EventClient client = EventClient.ofFilter(server, "/api/events?stalled=true")) {
      update(job, "status", "running");
      JsonObject stalled = client.job();
      assertThat(stalled.getBoolean("stalled")).isTrue();
      server.bus.call("jobs.update", id(job));
      assertThat(client.removed()).isEqualTo(removal(job, "left"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "statsu=running",
        "task_id=a_12345678",
        "page_size=5",
        "page_token=x",
        "status=runing",
        "type=",
        "type=a&type=b",
        "label=env",
        "stalled=maybe",
      })
  void wrong_filter_is_400_by_name(String query) {
    Server.Answer answer = server.get("/api/events?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains(query.substring(0, query.indexOf('=')));
    assertThat(server.send("HEAD", "/api/events?" + query, null).status()).isEqualTo(400);
  }

  @Test
  void head_is_what_get_would_be_without_the_events() {
    Server.Answer head = server.send("HEAD", "/api/events?status=running", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
    assertThat(head.body()).isEmpty();
  }
}
