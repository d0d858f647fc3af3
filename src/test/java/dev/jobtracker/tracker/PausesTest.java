package dev.jobtracker.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Contract, section 3: silence counts only while somebody could listen. */
class PausesTest {
  private static final Duration TICK = Duration.ofMillis(250);

  private final TestClock clock = new TestClock();

  @Test
  void time_between_looks_counts_up_to_two_ticks() {
    Pauses pauses = new Pauses(clock, TICK);
    pauses.begin();
    clock.advance(Duration.ofMillis(500));
    assertThat(pauses.look()).isZero();
    assertThat(pauses.justOver()).isFalse();
    clock.advance(Duration.ofMillis(501));
    assertThat(pauses.look()).isEqualTo(Duration.ofMillis(251));
    assertThat(pauses.look()).isZero();
    assertThat(pauses.justOver()).isTrue();
    assertThat(pauses.justOver()).isFalse();
    clock.advanceSeconds(-9);
    assertThat(pauses.look()).isEqualTo(Duration.ofSeconds(-9));
  }

  @Test
  void jobs_survive_a_pause_longer_than_lost_after() {
    Vertx vertx = Vertx.vertx();
    Bus bus = new Bus(vertx);
    try {
      Bus.await(
          vertx.deployVerticle(
              new JobTrackerVerticle(clock, clock, null), new DeploymentOptions()));
      JsonObject job =
          bus.call(
              "jobs.create",
              JsonObject.of("type", "import", "status", "running", "lost_after", 4)
                  .put("heartbeat_timeout", 3));
      JsonObject doomed = bus.call("jobs.create", JsonObject.of("type", "scan", "lost_after", 1));
      clock.advanceSeconds(600);
      assertThat(bus.get(job)).as("after a pause").isEqualTo(job);
      // Less than two ticks at a time, each seen by a look: this is no pause.
      Events all = Events.on(vertx, "jobs.events");
      for (int i = 0; i < 6; i++) {
        clock.advance(Duration.ofMillis(200));
        bus.get(job);
      }
      JsonObject lost = all.next("changed");
      assertThat(lost.getString("task_id")).isEqualTo(doomed.getString("task_id"));
      assertThat(lost.getString("error")).isEqualTo("lost: no update for 1s");
      assertThat(bus.get(job)).isEqualTo(job);
    } finally {
      Bus.await(vertx.close());
    }
  }
}
