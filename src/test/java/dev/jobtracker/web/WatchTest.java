package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a socket hears of what it watches (contract, section 8). */
class WatchTest {
  private final Server server =
      new Server(
          new JsonObject()
              .put("live", new JsonObject().put("max_watches_per_socket", 3))
              .put("tracker", new JsonObject().put("max_jobs", 200)));
  private final RpcClient client = new RpcClient(server);

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject create(String type) {
    return server.bus.create(type);
  }

  private JsonObject update(JsonObject job, String key, Object value) {
    return server.bus.update(job, new JsonObject().put(key, value));
  }

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  private static JsonObject without(JsonObject job, String key) {
    JsonObject copy = job.copy();
    copy.remove(key);
    return copy;
  }

  @Test
  void watch_of_a_job_begins_with_its_state_and_goes_on_with_all_of_it() {
    JsonObject job = create("import");
    JsonObject watch = client.watchJob(job);
    assertThat(watch.fieldNames()).containsExactlyInAnyOrder("watch", "jobs");
    assertThat(watch.getJsonArray("jobs")).isEqualTo(new JsonArray().add(job));
    JsonObject done = server.bus.update(job, new JsonObject().put("result", new JsonArray("[1]")));
    assertThat(client.next())
        .isEqualTo(
            new JsonObject()
                .put("jsonrpc", "2.0")
                .put("method", "jobs.changed")
                .put("params", new JsonObject().put("job", done)));
  }

  @Test
  void watch_of_a_job_that_never_was_is_404_and_of_one_that_is_gone_410() {
    JsonObject unknown = new JsonObject().put("task_id", "import_12345678");
    assertThat(client.error("jobs.watch", unknown).getInteger("code")).isEqualTo(404);
    JsonObject job = create("import");
    server.bus.call("jobs.delete", id(job));
    assertThat(client.error("jobs.watch", id(job)).getInteger("code")).isEqualTo(410);
  }

  @Test
  void watch_of_a_filter_shows_the_newest_hundred_without_results() {
    for (int i = 0; i < 103; i++) {
      create("import");
    }
    JsonObject newest = create("import");
    update(newest, "result", "x");
    create("export");
    JsonArray jobs = client.watch(new JsonObject().put("type", "import")).getJsonArray("jobs");
    assertThat(jobs).hasSize(100);
    assertThat(jobs.getJsonObject(0)).isEqualTo(without(server.bus.get(newest), "result"));
  }

  @Test
  void watch_of_a_filter_hears_who_enters_changes_and_leaves_and_nothing_else() {
    JsonObject before = create("import");
    assertThat(
            client
                .watch(new JsonObject().put("status", "running").put("type", "import"))
                .getJsonArray("jobs"))
        .isEmpty();
    JsonObject other = update(create("export"), "progress", 0.1);
    JsonObject running = update(before, "progress", 0.1);
    assertThat(client.changed()).isEqualTo(without(running, "result"));
    JsonObject further = update(before, "result", new JsonArray().add(1));
    assertThat(client.changed()).isEqualTo(without(further, "result"));
    update(before, "status", "completed");
    assertThat(client.removed()).isEqualTo(id(before).put("reason", "left"));
    server.bus.call("jobs.delete", id(before));
    server.bus.call("jobs.delete", id(other));
    create("import");
    assertThat(client.isQuiet()).isTrue();
  }

  @Test
  void job_that_a_filter_never_showed_does_not_leave_it() {
    JsonObject job = create("import");
    client.watch(new JsonObject().put("status", "completed"));
    update(job, "progress", 0.5);
    JsonObject done = update(job, "status", "completed");
    assertThat(client.changed()).isEqualTo(without(done, "result"));
  }

  @Test
  void removal_of_a_job_that_a_filter_never_showed_is_not_told() {
    JsonObject labelled =
        server.bus.call(
            "jobs.create",
            new JsonObject()
                .put("type", "import")
                .put("labels", new JsonObject().put("env", "dev")));
    client.watch(new JsonObject().put("label", "env:prod"));
    server.bus.call("jobs.delete", id(labelled));
    assertThat(client.isQuiet()).isTrue();
  }

  @Test
  void removal_of_a_job_older_than_the_newest_hundred_is_told() {
    JsonObject oldest = create("import");
    for (int i = 0; i < 100; i++) {
      create("import");
    }
    client.watch(new JsonObject());
    server.bus.call("jobs.delete", id(oldest));
    assertThat(client.removed()).isEqualTo(id(oldest).put("reason", "deleted"));
  }

  @Test
  void job_that_leaves_one_filter_for_another_is_told_as_changed() {
    JsonObject job = create("import");
    client.watch(new JsonObject().put("status", "pending"));
    client.watch(new JsonObject().put("status", new JsonArray().add("running").add("failed")));
    update(job, "status", "running");
    assertThat(client.changed().getString("status")).isEqualTo("running");
    update(job, "status", "completed");
    assertThat(client.removed().getString("reason")).isEqualTo("left");
    assertThat(client.isQuiet()).isTrue();
  }

  @Test
  void watch_of_a_job_tells_more_than_the_filter_that_it_leaves() {
    JsonObject job = create("import");
    client.watch(new JsonObject().put("status", "pending"));
    client.watchJob(job);
    JsonObject running = update(job, "status", "running");
    assertThat(client.changed()).isEqualTo(running);
    assertThat(client.isQuiet()).isTrue();
  }

  @Test
  void change_that_several_watches_match_is_sent_once_with_its_result() {
    JsonObject job = create("import");
    client.watch(new JsonObject());
    client.watch(new JsonObject().put("type", "import"));
    client.watchJob(job);
    JsonObject changed = update(job, "result", "all of it");
    assertThat(client.changed()).isEqualTo(changed);
    assertThat(client.isQuiet()).isTrue();
  }

  @Test
  void removal_reaches_every_kind_of_watch_with_its_reason() {
    JsonObject deleted = create("import");
    JsonObject cleared = create("import");
    client.watch(new JsonObject().put("status", "pending"));
    client.watchJob(deleted);
    server.bus.call("jobs.delete", id(deleted));
    assertThat(client.removed()).isEqualTo(id(deleted).put("reason", "deleted"));
    server.bus.call("jobs.clear", new JsonObject());
    assertThat(client.removed()).isEqualTo(id(cleared).put("reason", "cleared"));
    assertThat(client.isQuiet()).isTrue();
  }

  @Test
  void eviction_and_expiry_are_told_as_removals() {
    JsonObject shortLived =
        server.bus.call("jobs.create", new JsonObject().put("type", "import").put("retention", 1));
    client.watchJob(shortLived);
    update(shortLived, "status", "completed");
    assertThat(client.changed().getString("status")).isEqualTo("completed");
    assertThat(client.removed().getString("reason")).isEqualTo("expired");
    JsonObject first = create("import");
    update(first, "status", "completed");
    client.watch(new JsonObject().put("status", "completed"));
    for (int i = 0; i < 200; i++) {
      create("filler");
    }
    assertThat(client.removed()).isEqualTo(id(first).put("reason", "evicted"));
  }

  @Test
  void socket_that_gets_several_long_states_at_once_goes_on_to_answer() {
    JsonArray batch = new JsonArray();
    for (int i = 0; i < 3; i++) {
      JsonObject job = create("import");
      client.watchJob(job);
      JsonObject update = id(job).put("result", "x".repeat(200_000));
      batch.add(
          new JsonObject()
              .put("jsonrpc", "2.0")
              .put("id", i)
              .put("method", "jobs.update")
              .put("params", update));
    }
    client.answer(batch.encode());
    for (int i = 0; i < 3; i++) {
      assertThat(client.changed().getString("result")).hasSize(200_000);
    }
    assertThat(client.isQuiet()).isTrue();
  }

  @Test
  void unwatch_ends_one_watch_and_leaves_the_others() {
    JsonObject job = create("import");
    JsonObject all = client.watch(new JsonObject());
    JsonObject again = client.watch(new JsonObject());
    JsonObject end = new JsonObject().put("watch", all.getValue("watch"));
    assertThat(client.result("jobs.unwatch", end)).isEqualTo(end);
    assertThat(client.error("jobs.unwatch", end).getInteger("code")).isEqualTo(404);
    update(job, "progress", 0.1);
    assertThat(client.changed().getDouble("progress")).isEqualTo(0.1);
    client.result("jobs.unwatch", new JsonObject().put("watch", again.getValue("watch")));
    update(job, "progress", 0.2);
    assertThat(client.isQuiet()).isTrue();
    assertThat(client.error("jobs.unwatch", new JsonObject()).getInteger("code")).isEqualTo(-32602);
  }

  @Test
  void watch_over_the_limit_is_429_until_another_ends() {
    for (int i = 0; i < 3; i++) {
      client.watch(new JsonObject().put("type", "t" + i));
    }
    JsonObject one = new JsonObject().put("type", "t9");
    assertThat(client.error("jobs.watch", one).getInteger("code")).isEqualTo(429);
    client.result("jobs.unwatch", new JsonObject().put("watch", 1));
    client.watch(one);
  }

  @Test
  void watch_that_fails_does_not_count() {
    JsonObject unknown = new JsonObject().put("task_id", "import_12345678");
    for (int i = 0; i < 5; i++) {
      assertThat(client.error("jobs.watch", unknown).getInteger("code")).isEqualTo(404);
    }
  }

  @Test
  void wrong_filter_is_refused_by_name() {
    JsonObject error = client.error("jobs.watch", new JsonObject().put("typ", "import"));
    assertThat(error.getInteger("code")).isEqualTo(-32602);
    assertThat(error.getString("message")).contains("\"typ\"", "task_id", "type");
    JsonObject both = new JsonObject().put("task_id", "a_12345678").put("type", "a");
    assertThat(client.error("jobs.watch", both).getInteger("code")).isEqualTo(-32602);
  }
}
