package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Contract, section 12: the active node's tracker is stopped in order, while its web door stays
 * open, and others ask the node that stands by.
 */
class HandOverTest {
  @RegisterExtension static final ServerNodes NODES = new ServerNodes();

  private Server active;
  private Server standby;
  private JsonObject job;

  /** The node that stands by looks at the database so seldom that it is asked in between. */
  private void start(String lease) {
    JsonObject config = JsonObject.of("cluster", JsonObject.of("poll", "500ms", "lease", lease));
    active = NODES.start(config);
    standby = NODES.start(config);
    job = standby.create("import");
  }

  private static String role(Server node) {
    return node.get("/health/ready").json().getString("role");
  }

  private int change(int done) {
    return standby.patch(Server.path(job), JsonObject.of("done", done)).status();
  }

  @Test
  void questions_at_a_standby_wait_for_the_next_active_node() {
    start("2s");
    Future<Void> stopped = active.vertx.undeploy(active.tracker);
    for (int done = 1; !(role(standby).equals("active") && stopped.isComplete()); done++) {
      assertThat(change(done)).isEqualTo(200);
      assertThat(standby.get(Server.path(job)).json().getInteger("done")).isEqualTo(done);
      assertThat(standby.create("import").getString("status")).isEqualTo("pending");
    }
    assertThat(stopped.succeeded()).isTrue();
  }

  @Test
  void questions_at_a_standby_wait_for_five_seconds_in_all_and_go_on_with_the_next_one()
      throws Exception {
    start("2s");
    NODES.server().stop();
    Future<Void> stopped = active.vertx.undeploy(active.tracker);
    try {
      eventually(() -> assertThat(standby.get("/health/ready").status()).isEqualTo(503));
      long begun = System.nanoTime();
      Server.Answer refused = standby.get(Server.path(job));
      assertThat(refused.error()).isEqualTo("no tracker is at work now; nothing was changed");
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofMillis(4_900), Duration.ofSeconds(9));
    } finally {
      NODES.server().run();
    }
    eventually(() -> assertThat(role(standby)).isEqualTo("active"));
    assertThat(change(1)).isEqualTo(200);
    eventually(() -> assertThat(stopped.isComplete()).isTrue());
  }

  /** It is an answer of the tracker's own, for which no other node has a better one. */
  @Test
  void refusal_of_a_change_that_the_store_does_not_take_is_told_at_once() throws Exception {
    start("60s");
    NODES.server().stop();
    try {
      eventually(
          () ->
              assertThat(standby.patch(Server.path(job), JsonObject.of("done", 1)).error())
                  .isEqualTo("the store takes no changes now, so this one was not made"));
    } finally {
      NODES.server().run();
    }
    eventually(() -> assertThat(change(2)).isEqualTo(200));
  }
}
