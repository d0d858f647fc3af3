package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.JobTrackerVerticle;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A tracker without a store was killed, so nobody said that its jobs have ended with it, and a
 * worker has given its job back to the next one, which counts revisions from 1 again.
 */
class RestoredJobTest {
  private final Server server = new Server(JsonObject.of("bridge", JsonObject.of("enabled", true)));
  private final JsonObject job = server.bus.create("import");
  private final AtomicInteger lost = new AtomicInteger();
  private volatile Set<String> losing = Set.of(Addresses.ENDED, Addresses.TRACKER);

  @BeforeEach
  void killSaysNothing() {
    server
        .vertx
        .eventBus()
        .addInboundInterceptor(
            delivery -> {
              if (losing.contains(delivery.message().address())) {
                lost.incrementAndGet();
              } else {
                delivery.next();
              }
            });
  }

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject update(String key, Object value) {
    return server.bus.update(job, JsonObject.of(key, value));
  }

  private static JsonObject lean(JsonObject job) {
    JsonObject lean = job.copy();
    lean.remove("result");
    return lean;
  }

  /** Returns the job as the next tracker has it. */
  private JsonObject restore() {
    Bus.await(server.vertx.undeploy(server.tracker));
    Bus.await(server.vertx.deployVerticle(new JobTrackerVerticle()));
    JsonObject known = JsonObject.of("task_id", job.getString("task_id"), "type", "import");
    return server.bus.call("jobs.create", known.put("status", "running"));
  }

  @Test
  void watchers_hear_of_it_although_its_revisions_begin_again() {
    RpcClient one = new RpcClient(server);
    RpcClient all = new RpcClient(server);
    one.watchJob(job);
    all.watch(new JsonObject());
    for (int i = 1; i < 6; i++) {
      JsonObject told = update("done", i);
      assertThat(one.changed()).isEqualTo(told);
      assertThat(all.changed()).isEqualTo(lean(told));
    }
    JsonObject restored = restore();
    assertThat(restored.getLong("revision")).isEqualTo(1);
    assertThat(one.changed()).isEqualTo(restored);
    assertThat(all.changed()).isEqualTo(lean(restored));
    JsonObject ended = update("status", "completed");
    assertThat(one.changed()).isEqualTo(ended);
    assertThat(all.changed()).isEqualTo(lean(ended));
  }

  @Test
  void poll_that_waits_is_answered_with_it() {
    JsonObject known = update("done", 1);
    var poll =
        server.begin("GET", Server.path(job), null, "Prefer", "wait=60", "If-None-Match", "\"2\"");
    eventually(
        () ->
            assertThat(server.get("/metrics").body())
                .contains("jobtracker_live_clients{door=\"poll\"} 1.0\n"));
    JsonObject restored = restore();
    assertThat(restored.getLong("revision")).isLessThan(known.getLong("revision"));
    assertThat(Bus.await(poll).json()).isEqualTo(restored);
  }

  @Test
  void client_of_the_bridge_is_told_of_it_when_the_tracker_is_back() {
    String address = "jobs.events." + job.getString("task_id");
    RpcClient client = new RpcClient(server, "/eventbus/websocket", new String[0]);
    client.send(JsonObject.of("type", "register", "address", address).encode());
    client.send(
        JsonObject.of("type", "send", "address", "jobs.stats", "body", new JsonObject())
            .put("replyAddress", "r")
            .encode());
    assertThat(client.next().getString("address")).isEqualTo("r");
    JsonObject told = update("done", 1);
    assertThat(client.next().getJsonObject("body")).isEqualTo(told);
    losing = Set.of(Addresses.ENDED, Addresses.TRACKER, address);
    int before = lost.get();
    JsonObject restored = restore();
    // The end, the word of the next tracker at both who listen, and the job itself.
    eventually(() -> assertThat(lost).hasValueGreaterThanOrEqualTo(before + 4));
    losing = Set.of();
    server.vertx.eventBus().publish(Addresses.TRACKER, JsonObject.of("role", "alone"));
    assertThat(client.next().getJsonObject("body")).isEqualTo(restored);
  }
}
