package dev.jobtracker.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the system that this one replaces promised to its callers, seen over the bus. */
class OldSystemTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  @BeforeEach
  void deploy() {
    Bus.await(vertx.deployVerticle(new JobTrackerVerticle()));
  }

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  @Test
  void id_is_type_underscore_and_eight_hex_digits() {
    assertThat(bus.create("chapter").getString("task_id")).matches("chapter_[0-9a-f]{8}");
  }

  @Test
  void new_job_is_pending_at_zero() {
    JsonObject job = bus.create("chapter");
    assertThat(job.getString("status")).isEqualTo("pending");
    assertThat(job.getValue("progress")).isEqualTo(0.0);
    assertThat(job.getString("current_step")).isEqualTo("Initializing");
    assertThat(job.getValue("result")).isNull();
    assertThat(job.getValue("error")).isNull();
  }

  @Test
  void unknown_id_is_not_found() {
    assertThat(
            bus.failure("jobs.get", new JsonObject().put("task_id", "chapter_00000000"))
                .failureCode())
        .isEqualTo(404);
  }

  @Test
  void status_update_is_stored() {
    JsonObject job = bus.create("chapter");
    bus.update(job, new JsonObject().put("status", "running"));
    assertThat(bus.get(job).getString("status")).isEqualTo("running");
  }

  @Test
  void progress_with_step_is_stored() {
    JsonObject job = bus.create("chapter");
    bus.update(job, new JsonObject().put("progress", 0.5).put("current_step", "Halfway"));
    assertThat(bus.get(job).getDouble("progress")).isEqualTo(0.5);
    assertThat(bus.get(job).getString("current_step")).isEqualTo("Halfway");
  }

  @Test
  void result_is_stored_as_it_was_sent() {
    JsonObject job = bus.create("chapter");
    JsonObject result = new JsonObject("{\"text\":\"Once upon…\",\"words\":[1,2.5,null,true]}");
    bus.update(job, new JsonObject().put("status", "completed").put("result", result));
    assertThat(bus.get(job).getJsonObject("result")).isEqualTo(result);
    assertThat(bus.get(job).getDouble("progress")).isEqualTo(1.0);
  }

  @Test
  void error_is_stored() {
    JsonObject job = bus.create("chapter");
    bus.update(job, new JsonObject().put("status", "failed").put("error", "no paper left"));
    assertThat(bus.get(job).getString("status")).isEqualTo("failed");
    assertThat(bus.get(job).getString("error")).isEqualTo("no paper left");
  }

  @Test
  void updated_at_changes_and_sorts_later() {
    JsonObject job = bus.create("chapter");
    JsonObject after = bus.update(job, new JsonObject().put("progress", 0.1));
    assertThat(after.getString("updated_at")).isGreaterThan(job.getString("updated_at"));
    assertThat(after.getString("created_at")).isEqualTo(job.getString("created_at"));
    assertThat(after.getString("updated_at"))
        .hasSize(27)
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
  }

  @Test
  void update_of_unknown_id_is_not_found() {
    JsonObject update = new JsonObject().put("task_id", "chapter_00000000").put("progress", 0.5);
    assertThat(bus.failure("jobs.update", update).failureCode()).isEqualTo(404);
  }

  @Test
  void clear_forgets_all() {
    JsonObject first = bus.create("chapter");
    bus.create("import");
    assertThat(bus.call("jobs.clear", new JsonObject()))
        .isEqualTo(new JsonObject().put("cleared", 2));
    assertThat(
            bus.failure("jobs.get", new JsonObject().put("task_id", first.getString("task_id")))
                .failureCode())
        .isEqualTo(410);
    assertThat(bus.call("jobs.stats", new JsonObject()).getInteger("total")).isZero();
  }

  @Test
  void job_has_exactly_the_promised_keys() {
    assertThat(bus.create("chapter").fieldNames())
        .containsExactlyInAnyOrder(
            "task_id",
            "type",
            "title",
            "labels",
            "status",
            "progress",
            "done",
            "total",
            "unit",
            "current_step",
            "result",
            "error",
            "cancel_requested",
            "cancel_reason",
            "stalled",
            "heartbeat_timeout",
            "lost_after",
            "revision",
            "created_at",
            "updated_at",
            "started_at",
            "finished_at",
            "expires_at");
  }
}
