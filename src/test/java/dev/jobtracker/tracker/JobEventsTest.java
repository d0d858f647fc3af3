package dev.jobtracker.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, section 6: what is published, in which order, at which pace. */
class JobEventsTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  private String deploy(String interval) {
    JsonObject tracker = new JsonObject().put("publish_interval", interval).put("max_jobs", 10_000);
    return Bus.await(
        vertx.deployVerticle(
            new JobTrackerVerticle(new TestClock()),
            new DeploymentOptions().setConfig(new JsonObject().put("tracker", tracker))));
  }

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  private static JsonObject add(String taskId, int n) {
    return new JsonObject().put("task_id", taskId).put("add", n);
  }

  @Test
  void every_change_is_published_on_both_addresses() {
    deploy("1ms");
    Events all = Events.on(vertx, "jobs.events");
    JsonObject job = bus.create("import");
    assertThat(all.next("changed")).isEqualTo(job);
    Events one = Events.on(vertx, "jobs.events." + job.getString("task_id"));
    Events other = Events.on(vertx, "jobs.events.import_00000000");
    JsonObject result = new JsonObject().put("pages", 7);
    JsonObject updated = bus.update(job, new JsonObject().put("result", result));
    assertThat(all.next("changed")).isEqualTo(updated);
    assertThat(one.next("changed")).isEqualTo(updated);
    assertThat(updated.getJsonObject("result")).isEqualTo(result);
    JsonObject done = bus.update(job, new JsonObject().put("status", "completed"));
    assertThat(one.next("changed")).isEqualTo(done);
    JsonObject id = new JsonObject().put("task_id", job.getString("task_id"));
    bus.call("jobs.delete", id);
    assertThat(one.next("removed")).isEqualTo(id.copy().put("reason", "deleted"));
    assertThat(all.next("changed")).isEqualTo(done);
    assertThat(all.next("removed")).isEqualTo(id.put("reason", "deleted"));
    assertThat(other.isEmpty()).isTrue();
  }

  @Test
  void what_changes_nothing_is_not_published() {
    deploy("1ms");
    Events all = Events.on(vertx, "jobs.events");
    JsonObject job = bus.create("import");
    assertThat(all.next("changed")).isEqualTo(job);
    bus.update(job, new JsonObject());
    bus.update(job, new JsonObject().putNull("error"));
    JsonObject id = new JsonObject().put("task_id", job.getString("task_id"));
    bus.failure("jobs.update", id.copy().put("progress", 2));
    bus.failure("jobs.update", id.copy().put("progress", 0.5).put("if_revision", 9));
    JsonObject next = bus.update(job, new JsonObject().put("progress", 0.5));
    assertThat(all.next("changed")).as("the first event after the heartbeats").isEqualTo(next);
  }

  @Test
  void quiet_tracker_publishes_at_once() {
    deploy("10s");
    Events all = Events.on(vertx, "jobs.events");
    long begin = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      JsonObject job = bus.create("import");
      assertThat(all.next("changed")).isEqualTo(job);
    }
    // One that waited for the end of its interval each time would take 100 s.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void hot_job_is_conflated_and_ends_on_the_newest() {
    deploy("100ms");
    Events all = Events.on(vertx, "jobs.events");
    JsonObject job = bus.create("import");
    String taskId = job.getString("task_id");
    int updates = 5_000;
    long begin = System.nanoTime();
    List<Future<?>> answers = new ArrayList<>();
    for (int i = 0; i < updates; i++) {
      answers.add(vertx.eventBus().request("jobs.update", add(taskId, 1)));
    }
    Bus.await(Future.all(answers));
    List<Message<JsonObject>> events =
        all.until(body -> body.getInteger("revision") == updates + 1);
    long intervals = (System.nanoTime() - begin) / 100_000_000 + 1;
    // The first is published at once, then one for each interval, and one at the very end.
    assertThat(events).hasSizeLessThanOrEqualTo((int) intervals + 3);
    assertRises(events);
    assertThat(events.get(events.size() - 1).body()).isEqualTo(bus.get(job));
  }

  private static void assertRises(List<Message<JsonObject>> events) {
    long last = 0;
    for (Message<JsonObject> event : events) {
      assertThat(event.body().getLong("revision")).isGreaterThan(last);
      last = event.body().getLong("revision");
    }
  }

  @Test
  void clear_tells_the_end_of_each_of_5000_jobs() {
    deploy("5ms");
    List<Future<Message<JsonObject>>> creates = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      creates.add(vertx.eventBus().request("jobs.create", new JsonObject().put("type", "import")));
    }
    Bus.await(Future.all(creates));
    Set<String> ids = new HashSet<>();
    creates.forEach(create -> ids.add(create.result().body().getString("task_id")));
    assertThat(ids).hasSize(5_000);
    Events all = Events.on(vertx, "jobs.events");
    assertThat(bus.call("jobs.clear", new JsonObject()).getInteger("cleared")).isEqualTo(5_000);
    Set<String> ended = new HashSet<>();
    while (ended.size() < 5_000) {
      Message<JsonObject> event = all.next();
      if (event.headers().get("event").equals("removed")) {
        assertThat(event.body().getString("reason")).isEqualTo("cleared");
        assertThat(ended.add(event.body().getString("task_id"))).as("told once").isTrue();
      }
    }
    assertThat(ended).isEqualTo(ids);
  }

  @Test
  void removal_follows_the_newest_state_of_its_job() {
    deploy("20ms");
    JsonObject job = bus.create("import");
    Events one = Events.on(vertx, "jobs.events." + job.getString("task_id"));
    for (int i = 0; i < 20; i++) {
      vertx.eventBus().send("jobs.update", add(job.getString("task_id"), 1));
    }
    bus.call("jobs.delete", new JsonObject().put("task_id", job.getString("task_id")));
    List<Message<JsonObject>> events = one.until(body -> body.containsKey("reason"));
    assertThat(events.get(events.size() - 2).body().getInteger("revision")).isEqualTo(21);
    assertRises(events.subList(0, events.size() - 1));
  }

  @Test
  void undeploy_publishes_what_still_waits() {
    String deployment = deploy("10s");
    Events all = Events.on(vertx, "jobs.events");
    JsonObject job = bus.create("import");
    bus.update(job, new JsonObject().put("progress", 0.5));
    JsonObject last = bus.update(job, new JsonObject().put("status", "completed"));
    Bus.await(vertx.undeploy(deployment));
    assertThat(all.until(body -> body.getInteger("revision") == 3))
        .last()
        .satisfies(event -> assertThat(event.body()).isEqualTo(last));
  }

  @Test
  void thousands_of_random_changes_end_on_the_state_that_get_shows() {
    deploy("2ms");
    Events all = Events.on(vertx, "jobs.events");
    Random random = new Random(42);
    List<JsonObject> jobs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      jobs.add(bus.create("import"));
    }
    List<Future<?>> answers = new ArrayList<>();
    for (int i = 0; i < 8_000; i++) {
      // A few jobs are hot, most are not.
      int index = random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(10);
      String taskId = jobs.get(index).getString("task_id");
      boolean delete = index >= 10 && random.nextInt(20) == 0;
      answers.add(
          delete
              ? vertx
                  .eventBus()
                  .request("jobs.delete", new JsonObject().put("task_id", taskId))
                  .otherwiseEmpty()
              : vertx.eventBus().request("jobs.update", add(taskId, 1)).otherwiseEmpty());
    }
    Bus.await(Future.all(answers));
    Map<String, JsonObject> expected = new HashMap<>();
    for (JsonObject job : jobs) {
      JsonObject id = new JsonObject().put("task_id", job.getString("task_id"));
      JsonObject state =
          Bus.await(
              vertx
                  .eventBus()
                  .<JsonObject>request("jobs.get", id)
                  .map(Message::body)
                  .otherwise(id.copy().put("reason", "deleted")));
      expected.put(job.getString("task_id"), state);
    }
    assertConverges(all, expected);
  }

  private static void assertConverges(Events all, Map<String, JsonObject> expected) {
    Map<String, JsonObject> seen = new HashMap<>();
    Set<String> waiting = new HashSet<>(expected.keySet());
    while (!waiting.isEmpty()) {
      JsonObject body = all.next().body();
      String taskId = body.getString("task_id");
      JsonObject before = seen.put(taskId, body);
      if (before != null) {
        assertThat(before.containsKey("reason")).as("nothing follows a removal").isFalse();
      }
      if (before != null && !body.containsKey("reason")) {
        assertThat(body.getLong("revision")).isGreaterThan(before.getLong("revision"));
      }
      if (body.equals(expected.get(taskId))) {
        waiting.remove(taskId);
      }
    }
    assertThat(seen).isEqualTo(expected);
    assertThat(expected.values()).anyMatch(state -> state.containsKey("reason"));
  }
}
