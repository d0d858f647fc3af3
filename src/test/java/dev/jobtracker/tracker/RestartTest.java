package dev.jobtracker.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.TestClock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract, section 11: what a tracker with a file finds again after a restart. */
class RestartTest {
  private static final String FULL = "import_full-0001";

  @TempDir Path folder;

  private final TestClock clock = new TestClock();
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private String deployment = "";

  @BeforeEach
  void start() {
    deployment = deploy(new JsonObject());
  }

  private String deploy(JsonObject tracker) {
    JsonObject config =
        new JsonObject()
            .put("store", new JsonObject().put("file", folder.resolve("jobs.db").toString()))
            .put("tracker", tracker);
    return Bus.await(
        vertx.deployVerticle(
            new JobTrackerVerticle(clock), new DeploymentOptions().setConfig(config)));
  }

  private void restart(JsonObject tracker) {
    Bus.await(vertx.undeploy(deployment));
    deployment = deploy(tracker);
  }

  private void restart() {
    restart(new JsonObject());
  }

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  /** Returns every job with every key, page by page, as lists leave out the result. */
  private List<JsonObject> all() {
    List<JsonObject> all = new ArrayList<>();
    JsonObject query = new JsonObject().put("page_size", 3);
    do {
      JsonObject page = bus.call("jobs.list", query);
      for (Object job : page.getJsonArray("jobs")) {
        all.add(bus.get((JsonObject) job));
      }
      query.put("page_token", page.getString("next_page_token"));
    } while (query.getString("page_token") != null);
    return all;
  }

  @Test
  void every_key_of_every_job_is_there_in_the_same_order() {
    bus.call(
        "jobs.create",
        new JsonObject()
            .put("type", "import")
            .put("task_id", FULL)
            .put("title", "A\u0000B \uD83D\uDE00")
            .put("labels", new JsonObject().put("team", "x"))
            .put("total", 10)
            .put("unit", "files")
            .put("heartbeat_timeout", 77)
            .put("lost_after", 7_777)
            .put("retention", 99));
    bus.call(
        "jobs.update",
        new JsonObject()
            .put("task_id", FULL)
            .put("done", 2.5)
            .put("current_step", "two")
            .put("result", new JsonObject().put("deep", new JsonArray().addNull().add(1))));
    bus.call("jobs.cancel", new JsonObject().put("task_id", FULL).put("reason", "enough"));
    bus.create("pending");
    for (String end : List.of("completed", "failed", "cancelled")) {
      clock.advanceSeconds(1);
      bus.update(bus.create(end), new JsonObject().put("status", end));
    }
    bus.update(
        bus.create("unknown"), new JsonObject().putNull("progress").put("status", "running"));
    List<JsonObject> before = all();
    restart();
    assertThat(all()).isEqualTo(before).hasSize(6);
    JsonObject done =
        bus.call("jobs.update", new JsonObject().put("task_id", FULL).put("status", "completed"));
    assertThat(done.getInstant("expires_at"))
        .as("the retention of a live job is kept")
        .isEqualTo(done.getInstant("finished_at").plusSeconds(99));
  }

  @Test
  void page_tokens_still_work() {
    for (int i = 0; i < 7; i++) {
      bus.create("import");
    }
    List<JsonObject> before = all();
    JsonObject first = bus.call("jobs.list", new JsonObject().put("page_size", 3));
    restart();
    JsonObject rest =
        bus.call(
            "jobs.list", new JsonObject().put("page_token", first.getString("next_page_token")));
    assertThat(rest.getJsonArray("jobs").stream().map(job -> bus.get((JsonObject) job)))
        .containsExactlyElementsOf(before.subList(3, 7));
  }

  @Test
  void forgotten_ids_still_answer_gone() {
    JsonObject deleted = bus.create("import");
    bus.call("jobs.delete", new JsonObject().put("task_id", deleted.getString("task_id")));
    JsonObject cleared = bus.create("import");
    assertThat(bus.call("jobs.clear", new JsonObject()).getInteger("cleared")).isEqualTo(1);
    JsonObject kept = bus.create("import");
    restart();
    assertThat(failureOf(deleted)).isEqualTo(410);
    assertThat(failureOf(cleared)).isEqualTo(410);
    assertThat(all()).containsExactly(kept);
  }

  private int failureOf(JsonObject job) {
    return bus.failure("jobs.get", new JsonObject().put("task_id", job.getString("task_id")))
        .failureCode();
  }

  @Test
  void no_more_ids_are_remembered_than_max_gone_and_the_newest_are() {
    restart(new JsonObject().put("max_gone", 3));
    List<JsonObject> jobs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      jobs.add(bus.create("import"));
      bus.call("jobs.delete", new JsonObject().put("task_id", jobs.get(i).getString("task_id")));
    }
    restart(new JsonObject().put("max_gone", 3));
    assertThat(jobs.stream().map(this::failureOf)).containsExactly(404, 404, 410, 410, 410);
  }

  @Test
  void revisions_and_times_go_on_rising_where_the_clock_went_back() {
    JsonObject job = bus.update(bus.create("import"), new JsonObject().put("progress", 0.5));
    clock.advance(Duration.ofHours(-5));
    restart();
    JsonObject next = bus.update(job, new JsonObject().put("progress", 0.75));
    assertThat(next.getInteger("revision")).isEqualTo(job.getInteger("revision") + 1);
    assertThat(next.getString("updated_at")).isGreaterThan(job.getString("updated_at"));
    JsonObject newer = bus.create("import");
    assertThat(newer.getString("created_at")).isGreaterThan(job.getString("created_at"));
    JsonObject done = bus.update(newer, new JsonObject().put("status", "completed"));
    assertThat(done.getInstant("finished_at")).isAfterOrEqualTo(done.getInstant("created_at"));
    List<JsonObject> before = all();
    restart();
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void what_expired_meanwhile_is_never_shown_again() {
    JsonObject job = bus.update(bus.create("import"), new JsonObject().put("status", "failed"));
    Bus.await(vertx.undeploy(deployment));
    clock.advance(Duration.ofMinutes(61));
    deployment = deploy(new JsonObject());
    assertThat(failureOf(job)).isEqualTo(410);
    assertThat(all()).isEmpty();
    restart();
    assertThat(failureOf(job)).isEqualTo(410);
  }

  @Test
  void fewer_max_jobs_than_are_stored_keep_every_live_one() {
    List<JsonObject> live = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      live.add(bus.create("live"));
      bus.update(bus.create("ended"), new JsonObject().put("status", "completed"));
    }
    restart(new JsonObject().put("max_jobs", 2));
    assertThat(all()).containsExactlyInAnyOrderElementsOf(live);
    assertThat(bus.failure("jobs.create", new JsonObject().put("type", "import")).failureCode())
        .isEqualTo(503);
  }

  @Test
  void time_without_a_tracker_is_nobodys_silence() {
    JsonObject running =
        bus.update(bus.create("import"), new JsonObject().put("status", "running"));
    JsonObject pending = bus.create("import");
    Bus.await(vertx.undeploy(deployment));
    clock.advance(Duration.ofDays(40));
    deployment = deploy(new JsonObject());
    assertThat(bus.get(running)).isEqualTo(running);
    assertThat(bus.get(pending)).isEqualTo(pending);
  }

  @Test
  void watchers_are_not_told_of_an_end() {
    Events ended = Events.on(vertx, "jobs.ended");
    Events tracker = Events.on(vertx, "jobs.tracker");
    restart();
    assertThat(tracker.next().body())
        .isEqualTo(new JsonObject().put("role", "alone").put("epoch", 0));
    assertThat(ended.isEmpty()).isTrue();
  }

  @Test
  void file_in_use_fails_the_deployment_with_a_sentence() {
    Vertx other = Vertx.vertx();
    JsonObject store = new JsonObject().put("file", folder.resolve("jobs.db").toString());
    assertThatThrownBy(
            () ->
                Bus.await(
                    other.deployVerticle(
                        new JobTrackerVerticle(),
                        new DeploymentOptions().setConfig(new JsonObject().put("store", store)))))
        .hasMessageStartingWith("store.file: ")
        .hasMessageContaining("another process uses it");
    Bus.await(other.close());
    bus.create("import");
  }

  @Test
  void job_is_created_once_under_its_own_id_also_over_a_restart() {
    JsonObject create = new JsonObject().put("type", "import").put("task_id", FULL);
    bus.call("jobs.create", create);
    restart();
    assertThat(bus.message("jobs.create", create).headers().get("created")).isEqualTo("false");
    bus.call("jobs.delete", new JsonObject().put("task_id", FULL));
    restart();
    ReplyException gone = bus.failure("jobs.create", create);
    assertThat(gone.failureCode()).isEqualTo(410);
  }
}
