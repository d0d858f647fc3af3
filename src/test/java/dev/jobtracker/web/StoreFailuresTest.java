package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.store.FaultyStore;
import dev.jobtracker.store.FaultyStore.Call;
import dev.jobtracker.store.FaultyStore.Fault;
import dev.jobtracker.store.MemoryDisk;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.Trackers;
import dev.jobtracker.web.Server.Answer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Contract, section 11, at the doors: what clients see of a store that fails, is slow or is back.
 */
class StoreFailuresTest {
  private static final JsonObject CONFIG = config("60s");
  private static final JsonObject DOWN = health("DOWN");
  private static final JsonObject UP = health("UP");

  private final MemoryDisk disk = new MemoryDisk();
  private final Semaphore passes = new Semaphore(1_000_000);
  private volatile Fault fault = Fault.NONE;
  private final FaultyStore store = new FaultyStore(disk, this::nextCall);

  private static JsonObject config(String commitTimeout) {
    JsonObject store = new JsonObject().put("file", "none").put("commit_timeout", commitTimeout);
    return new JsonObject().put("store", store);
  }

  private static JsonObject health(String status) {
    return new JsonObject().put("status", status).put("role", "alone").put("store", "file");
  }

  /** A call waits for its pass, so that a test says when the store answers. */
  private Call nextCall() {
    passes.acquireUninterruptibly();
    return new Call(fault, 0);
  }

  private static JsonObject step(String step) {
    return new JsonObject().put("current_step", step);
  }

  @Test
  void failing_store_refuses_changes_and_shows_what_is_stored_until_it_is_back() {
    try (Server server = new Server(config("2s"), store);
        RpcClient watcher = new RpcClient(server)) {
      JsonObject job = server.create("import");
      watcher.watchJob(job);
      fault = Fault.BEFORE;
      Answer unknown = server.patch(Server.path(job), step("one"));
      assertThat(unknown.status()).isEqualTo(503);
      assertThat(unknown.error())
          .isEqualTo(
              "the store did not answer in time: it is not known whether the change was stored");
      assertThat(unknown.header("Retry-After")).isNotNull();
      Answer refused = server.patch(Server.path(job), step("two"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.error())
          .isEqualTo("the store takes no changes now, so this one was not made");
      assertThat(server.get("/health/ready").status()).isEqualTo(503);
      assertThat(server.get("/health/ready").json()).isEqualTo(DOWN);
      assertThat(server.get(Server.path(job)).json()).isEqualTo(job);
      JsonObject list = server.get("/api/jobs").json();
      assertThat(list.getJsonArray("jobs").getJsonObject(0).getInteger("revision")).isEqualTo(1);
      assertThat(server.get("/api/stats").json().getJsonObject("by_status").getInteger("pending"))
          .isEqualTo(1);
      assertThat(server.get("/metrics").body()).contains("jobtracker_store_writable 0.0\n");
      fault = Fault.NONE;
      JsonObject changed = watcher.changed();
      assertThat(changed.getString("current_step"))
          .as("what was on its way was tried again, and nothing else")
          .isEqualTo("one");
      eventually(() -> assertThat(server.get("/health/ready").json()).isEqualTo(UP));
      assertThat(server.patch(Server.path(job), step("three")).status()).isEqualTo(200);
      assertThat(watcher.changed().getInteger("revision")).isEqualTo(3);
      assertThat(server.get("/metrics").body()).contains("jobtracker_store_writable 1.0\n");
    }
  }

  /** No door gives up before the tracker does. */
  @Test
  void change_that_is_stored_within_its_timeout_is_answered_however_late() throws Exception {
    try (Server server = new Server(CONFIG, store)) {
      JsonObject job = server.create("import");
      passes.drainPermits();
      Future<Answer> patch =
          server.begin(
              "PATCH", Server.path(job), "{\"add\":1}", "Content-Type", "application/json");
      assertThatThrownBy(() -> patch.await(11, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
      passes.release(1_000_000);
      assertThat(Bus.await(patch).status()).isEqualTo(200);
    }
  }

  @Test
  void slow_store_holds_up_nobody_but_who_waits_for_it() {
    try (Server server = new Server(CONFIG, store);
        RpcClient watcher = new RpcClient(server)) {
      JsonObject busy = server.create("import");
      JsonObject idle = server.create("import");
      watcher.watchJob(idle);
      final int commits = disk.version();
      passes.drainPermits();
      List<Future<Answer>> patches = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        patches.add(
            server.begin(
                "PATCH", Server.path(busy), "{\"add\":1}", "Content-Type", "application/json"));
      }
      eventually(() -> assertThat(passes.hasQueuedThreads()).isTrue());
      assertThat(server.get(Server.path(idle)).json()).isEqualTo(idle);
      assertThat(server.get("/health/live").status()).isEqualTo(200);
      watcher.ping();
      assertThat(patches).noneMatch(Future::isComplete);
      assertThat(disk.job(busy.getString("task_id")).done()).isNull();
      passes.release(1_000_000);
      List<Integer> revisions = new ArrayList<>();
      for (Future<Answer> patch : patches) {
        revisions.add(Bus.await(patch).json().getInteger("revision"));
      }
      assertThat(revisions).as("each change has its own revision").doesNotHaveDuplicates();
      assertThat(server.get(Server.path(busy)).json().getInteger("done")).isEqualTo(100);
      assertThat(disk.version() - commits).as("changes are committed together").isLessThan(50);
    }
  }

  @Test
  void clear_that_is_not_stored_lets_readers_wait_and_then_says_so() {
    try (Server server = new Server(config("2s"), store)) {
      JsonObject job = server.create("import");
      fault = Fault.BEFORE;
      Future<String> clear =
          server
              .vertx
              .eventBus()
              .request("jobs.clear", new JsonObject())
              .map(reply -> String.valueOf(reply.body()))
              .recover(refusal -> Future.succeededFuture(refusal.getMessage()));
      eventually(
          () ->
              assertThat(server.get("/metrics").body())
                  .contains("jobtracker_store_writable 0.0\n"));
      Answer read = server.get(Server.path(job));
      assertThat(read.status()).isEqualTo(503);
      assertThat(read.error()).contains("it is not known which are left");
      assertThat(Bus.await(clear)).contains("it is not known");
      fault = Fault.NONE;
      eventually(() -> assertThat(server.get(Server.path(job)).status()).isEqualTo(410));
    }
  }

  @Test
  void watchers_and_polls_stay_through_a_restart_of_the_tracker() {
    try (Server server = new Server(CONFIG, store);
        RpcClient watcher = new RpcClient(server)) {
      JsonObject job = server.create("import");
      watcher.watchJob(job);
      Future<Answer> poll =
          server.begin(
              "GET", Server.path(job), null, "Prefer", "wait=20", "If-None-Match", "\"1\"");
      eventually(
          () ->
              assertThat(server.get("/metrics").body())
                  .contains("jobtracker_live_clients{door=\"poll\"} 1.0\n"));
      Bus.await(server.vertx.undeploy(server.tracker));
      Bus.await(
          server.vertx.deployVerticle(
              Trackers.on(new FaultyStore(disk, () -> Call.GOOD)),
              new DeploymentOptions().setConfig(CONFIG)));
      Answer patched = server.patch(Server.path(job), step("after"));
      assertThat(patched.json().getInteger("revision")).isEqualTo(2);
      JsonObject changed = watcher.changed(state -> state.getInteger("revision") == 2);
      assertThat(changed.getString("current_step")).isEqualTo("after");
      assertThat(Bus.await(poll).json().getString("current_step")).isEqualTo("after");
    }
  }
}
