package dev.jobtracker.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract, section 3: what time does to jobs, with a clock that is moved by hand. */
class DeadlinesTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final TestClock clock = new TestClock();
  private Events all;

  @BeforeEach
  void deploy() {
    JsonObject tracker =
        new JsonObject()
            .put("publish_interval", "1ms")
            .put("max_jobs", 2)
            .put("retention", "1h")
            .put("max_retention", "2h")
            .put("heartbeat_timeout", "5m")
            .put("lost_after", "24h");
    Bus.await(
        vertx.deployVerticle(
            new JobTrackerVerticle(clock),
            new DeploymentOptions().setConfig(new JsonObject().put("tracker", tracker))));
    all = Events.on(vertx, "jobs.events");
  }

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  private JsonObject running() {
    JsonObject job = bus.create("import");
    all.next("changed");
    JsonObject running = bus.update(job, new JsonObject().put("status", "running"));
    assertThat(all.next("changed")).isEqualTo(running);
    return running;
  }

  private JsonObject stats() {
    return bus.call("jobs.stats", new JsonObject());
  }

  @Test
  void running_job_silent_for_its_timeout_is_stalled_until_its_next_update() {
    JsonObject job = running();
    clock.advanceSeconds(360);
    JsonObject stalled = all.next("changed");
    assertThat(stalled.getBoolean("stalled")).isTrue();
    assertThat(stalled.getString("status")).isEqualTo("running");
    assertThat(stalled.getInteger("revision")).isEqualTo(3);
    assertThat(bus.get(job)).isEqualTo(stalled);
    assertThat(stats().getInteger("stalled")).isEqualTo(1);
    JsonObject alive = bus.update(job, new JsonObject());
    assertThat(alive.getBoolean("stalled")).isFalse();
    assertThat(alive.getInteger("revision")).isEqualTo(4);
    assertThat(all.next("changed")).isEqualTo(alive);
    clock.advanceSeconds(360);
    assertThat(all.next("changed").getInteger("revision")).isEqualTo(5);
  }

  @Test
  void heartbeat_keeps_a_job_from_stalling() {
    JsonObject job = running();
    JsonObject other = running();
    clock.advanceSeconds(200);
    assertThat(bus.update(job, new JsonObject()).getInteger("revision")).isEqualTo(2);
    clock.advanceSeconds(200);
    JsonObject stalled = all.next("changed");
    assertThat(stalled.getString("task_id")).isEqualTo(other.getString("task_id"));
    assertThat(bus.get(job).getBoolean("stalled")).isFalse();
  }

  @Test
  void silent_job_is_failed_as_lost() {
    JsonObject pending = bus.create("import");
    all.next("changed");
    clock.advance(Duration.ofHours(24).plusMinutes(1));
    JsonObject lost = all.next("changed");
    assertThat(lost.getString("task_id")).isEqualTo(pending.getString("task_id"));
    assertThat(lost.getString("status")).isEqualTo("failed");
    assertThat(lost.getString("error")).startsWith("lost: no update for");
    assertThat(lost.getValue("started_at")).isNull();
    assertThat(lost.getString("finished_at")).isEqualTo(lost.getString("updated_at"));
    assertThat(lost.getBoolean("cancel_requested")).isFalse();
    assertThat(stats().getJsonObject("counters").getInteger("lost")).isEqualTo(1);
    clock.advanceSeconds(3_601);
    assertThat(all.next("removed"))
        .isEqualTo(
            new JsonObject().put("task_id", pending.getString("task_id")).put("reason", "expired"));
  }

  @Test
  void stalled_job_that_stays_silent_is_lost_too() {
    JsonObject job = running();
    clock.advanceSeconds(360);
    assertThat(all.next("changed").getBoolean("stalled")).isTrue();
    clock.advance(Duration.ofHours(24));
    JsonObject lost = all.next("changed");
    assertThat(lost.getString("status")).isEqualTo("failed");
    assertThat(lost.getBoolean("stalled")).isFalse();
    assertThat(bus.get(job)).isEqualTo(lost);
    assertThat(stats().getInteger("stalled")).isZero();
  }

  @Test
  void ended_job_is_forgotten_at_its_expiry() {
    JsonObject request = new JsonObject().put("type", "import").put("retention", 60);
    JsonObject job = bus.call("jobs.create", request);
    all.next("changed");
    JsonObject done = bus.update(job, new JsonObject().put("status", "completed"));
    assertThat(all.next("changed")).isEqualTo(done);
    assertThat(done.getInstant("expires_at"))
        .isEqualTo(done.getInstant("finished_at").plusSeconds(60));
    clock.advanceSeconds(59);
    assertThat(bus.get(job)).isEqualTo(done);
    clock.advanceSeconds(2);
    assertThat(all.next("removed").getString("reason")).isEqualTo("expired");
    JsonObject id = new JsonObject().put("task_id", job.getString("task_id"));
    assertThat(bus.failure("jobs.get", id).failureCode()).isEqualTo(410);
    assertThat(bus.failure("jobs.create", id.put("type", "import")).failureCode()).isEqualTo(410);
  }

  @Test
  void retention_above_its_limit_is_refused() {
    JsonObject request = new JsonObject().put("type", "import").put("retention", 7_201);
    assertThat(bus.failure("jobs.create", request))
        .hasMessage("retention: must be at most 7200 seconds, found 7201");
  }

  @Test
  void full_tracker_evicts_the_job_that_ended_first_or_refuses() {
    JsonObject first = running();
    JsonObject second = running();
    JsonObject request = new JsonObject().put("type", "import");
    assertThat(bus.failure("jobs.create", request).failureCode()).isEqualTo(503);
    bus.update(second, new JsonObject().put("status", "failed"));
    all.next("changed");
    clock.advanceSeconds(1);
    bus.update(first, new JsonObject().put("status", "completed"));
    all.next("changed");
    JsonObject third = bus.create("import");
    JsonObject evicted =
        new JsonObject().put("task_id", second.getString("task_id")).put("reason", "evicted");
    // Order is kept for each job, not between jobs.
    assertThat(List.of(all.next().body(), all.next().body()))
        .containsExactlyInAnyOrder(evicted, third);
    assertThat(
            bus.failure("jobs.get", new JsonObject().put("task_id", second.getString("task_id")))
                .failureCode())
        .isEqualTo(410);
    assertThat(stats().getInteger("total")).isEqualTo(2);
  }
}
