package dev.jobtracker.live;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.JobTrackerVerticle;
import dev.jobtracker.tracker.Verbs;
import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Watchers stay while their tracker is away and another one changes the same jobs: nobody is told a
 * word of that, and all of them end on the newest state when the tracker is back (contract, section
 * 12).
 */
class TrackerAwayTest {
  private static final long DEADLINE_SECONDS = 30;
  private static final JsonObject LIVE = new JsonObject().put("status", List.of("running"));

  @TempDir Path folder;
  private JsonObject config;
  private Server server;

  @BeforeEach
  void start() {
    String file = folder.resolve("jobs.db").toString();
    config = new JsonObject().put("store", new JsonObject().put("file", file));
    server = new Server(config);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject running(String type) {
    JsonObject create = JsonObject.of("type", type, "status", "running");
    return server.bus.call("jobs.create", create);
  }

  /** Lets another process have the jobs, and takes them back. */
  private void whileAway(Consumer<Bus> changes) {
    Bus.await(server.vertx.undeploy(server.tracker));
    Vertx other = Vertx.vertx();
    Bus.await(deploy(other));
    changes.accept(new Bus(other));
    Bus.await(other.close());
    Bus.await(deploy(server.vertx));
  }

  private Future<String> deploy(Vertx vertx) {
    return vertx.deployVerticle(
        new JobTrackerVerticle(), new DeploymentOptions().setConfig(config.copy()));
  }

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  private static void awaitJobs(View view, JsonObject... expected) {
    Map<String, JsonObject> jobs = new HashMap<>();
    for (JsonObject job : expected) {
      jobs.put(job.getString("task_id"), job);
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!view.awaitEquals(jobs) && System.nanoTime() < end) {
      view.check();
    }
    assertThat(view.jobs()).isEqualTo(jobs);
    view.check();
  }

  private static JsonObject lean(JsonObject job) {
    JsonObject copy = job.copy();
    copy.remove("result");
    return copy;
  }

  @Test
  void every_kind_of_watcher_ends_on_the_newest_state() {
    JsonObject job = running("import");
    View socket = new View("socket");
    View stream = new View("stream");
    View poll = new View("poll");
    Bus.await(Follower.socket(server, socket, id(job)));
    Bus.await(Follower.stream(server, stream, Server.path(job) + "/events"));
    Follower.poller(server, poll, Server.path(job));
    for (View view : List.of(socket, stream, poll)) {
      awaitJobs(view, job);
    }
    whileAway(
        bus -> {
          bus.update(job, new JsonObject().put("progress", 0.5));
          bus.update(job, new JsonObject().put("status", "completed").put("result", "x"));
        });
    JsonObject last = server.bus.get(job);
    assertThat(last.getLong("revision")).isEqualTo(job.getLong("revision") + 2);
    for (View view : List.of(socket, stream, poll)) {
      awaitJobs(view, last);
    }
  }

  @Test
  void watchers_of_a_filter_see_who_came_left_and_went() {
    JsonObject stays = running("import");
    JsonObject leaves = running("import");
    JsonObject goes = running("import");
    JsonObject changes = running("import");
    View socket = new View("socket");
    View stream = new View("stream");
    Bus.await(Follower.socket(server, socket, LIVE));
    Bus.await(Follower.stream(server, stream, "/api/events?status=running"));
    for (View view : List.of(socket, stream)) {
      awaitJobs(view, lean(stays), lean(leaves), lean(goes), lean(changes));
    }
    JsonObject[] found = new JsonObject[2];
    whileAway(
        bus -> {
          bus.update(leaves, new JsonObject().put("status", "failed"));
          bus.call("jobs.delete", id(goes));
          found[0] = bus.update(changes, new JsonObject().put("progress", 0.5));
          found[1] = bus.call("jobs.create", JsonObject.of("type", "b", "status", "running"));
        });
    for (View view : List.of(socket, stream)) {
      awaitJobs(view, lean(stays), lean(found[0]), lean(found[1]));
    }
  }

  @Test
  void watchers_of_a_job_that_went_meanwhile_are_told_that_it_is_gone() {
    JsonObject job = running("import");
    RpcClient socket = new RpcClient(server);
    socket.watchJob(job);
    Future<Server.Answer> poll =
        server.begin(
            "GET",
            Server.path(job),
            null,
            "Prefer",
            "wait=60",
            "If-None-Match",
            "\"" + job.getLong("revision") + "\"");
    Future<Server.Answer> stream =
        server.begin("GET", Server.path(job) + "/events", null, "Accept", "text/event-stream");
    for (String door : List.of("poll", "sse")) {
      String one = "jobtracker_live_clients{door=\"" + door + "\"} 1.0\n";
      eventually(() -> assertThat(server.get("/metrics").body()).contains(one));
    }
    // The stream asks for its first state when it is counted, and the tracker answers in order.
    server.bus.get(job);
    whileAway(bus -> bus.call("jobs.delete", id(job)));
    assertThat(socket.removed()).isEqualTo(id(job).put("reason", "deleted"));
    assertThat(Bus.await(poll).status()).isEqualTo(410);
    assertThat(Bus.await(stream).body()).contains("event: removed\ndata: ");
  }

  @Test
  void many_watchers_of_one_job_are_one_question() {
    JsonObject job = running("import");
    JsonObject other = running("import");
    for (int i = 0; i < 50; i++) {
      new RpcClient(server).watchJob(job);
    }
    RpcClient last = new RpcClient(server);
    last.watchJob(other);
    AtomicInteger asked = new AtomicInteger();
    server
        .vertx
        .eventBus()
        .<Object>addInboundInterceptor(
            delivery -> {
              asked.addAndGet(Verbs.count(delivery.message(), "jobs.get"));
              delivery.next();
            });
    whileAway(bus -> bus.update(other, new JsonObject().put("progress", 0.5)));
    assertThat(last.changed().getDouble("progress")).isEqualTo(0.5);
    // Behind the questions that came before, which may be still on their way.
    server.bus.get(job);
    assertThat(asked).hasValue(3);
  }
}
