package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever was shown a job that his filter admits hears how it ends, also when the newest 100 of the
 * first state were without it (contract, section 12).
 */
class PagedJobsTest {
  private static final JsonObject PENDING = JsonObject.of("status", "pending");

  private final Server server = new Server();
  private final AtomicBoolean losing = new AtomicBoolean();
  private final AtomicInteger lost = new AtomicInteger();
  private final RpcClient socket = new RpcClient(server);
  private JsonObject old;

  @BeforeEach
  void watchTheNewest() {
    server
        .vertx
        .eventBus()
        .addInboundInterceptor(
            delivery -> {
              if (losing.get() && delivery.message().address().equals(Addresses.EVENTS)) {
                lost.incrementAndGet();
              } else {
                delivery.next();
              }
            });
    old = server.bus.create("import");
    List<Future<?>> newer = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      newer.add(server.vertx.eventBus().request("jobs.create", JsonObject.of("type", "export")));
    }
    Bus.await(Future.all(newer));
    // Whoever listens when all are published is shown them by their first states alone.
    settle();
    assertThat(socket.watch(PENDING).getBoolean("more")).isTrue();
  }

  /** Returns when what was changed until now is published. */
  private void settle() {
    RpcClient other = new RpcClient(server);
    other.watch(new JsonObject());
    JsonObject last = server.bus.create("last");
    other.changed(job -> job.getString("task_id").equals(last.getString("task_id")));
    server.bus.call("jobs.delete", id(last));
    other.removed();
    other.close();
    eventually(
        () ->
            assertThat(server.get("/metrics").body())
                .contains("jobtracker_live_clients{door=\"websocket\"} 1.0\n"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static JsonObject id(JsonObject job) {
    return JsonObject.of("task_id", job.getString("task_id"));
  }

  private void pageToTheOld() {
    JsonObject query = PENDING.copy().put("page_size", 100);
    JsonObject first = socket.result("jobs.list", query);
    query.put("page_token", first.getString("next_page_token"));
    assertThat(socket.result("jobs.list", query).getJsonArray("jobs").getJsonObject(0))
        .isEqualTo(lean(old));
  }

  private static JsonObject lean(JsonObject job) {
    JsonObject lean = job.copy();
    lean.remove("result");
    return lean;
  }

  /** Changes the old job's state while no news come through. */
  private JsonObject unheard(String status) {
    losing.set(true);
    int before = lost.get();
    JsonObject changed = server.bus.update(old, JsonObject.of("status", status));
    eventually(() -> assertThat(lost).hasValueGreaterThan(before));
    losing.set(false);
    return changed;
  }

  private void trackerIsBack() {
    server.vertx.eventBus().publish(Addresses.TRACKER, JsonObject.of("role", "standby"));
  }

  /** What waited at the tracker to be published comes now. */
  private void publish(JsonObject job) {
    DeliveryOptions changed = new DeliveryOptions().addHeader(Addresses.EVENT, Addresses.CHANGED);
    server.vertx.eventBus().publish(Addresses.EVENTS, job, changed);
  }

  @Test
  void job_that_a_list_showed_leaves_although_its_end_was_lost() {
    pageToTheOld();
    unheard("completed");
    trackerIsBack();
    assertThat(socket.removed()).isEqualTo(id(old).put("reason", "left"));
  }

  @Test
  void job_that_was_asked_for_leaves_although_its_end_was_lost() {
    assertThat(socket.result("jobs.get", id(old))).isEqualTo(old);
    unheard("completed");
    trackerIsBack();
    assertThat(socket.removed()).isEqualTo(id(old).put("reason", "left"));
  }

  private void anotherSeesItRunFirst() {
    JsonObject running = unheard("running");
    RpcClient other = new RpcClient(server);
    assertThat(other.watch(JsonObject.of("status", "running")).getJsonArray("jobs")).hasSize(1);
    publish(running);
  }

  @Test
  void job_that_a_list_showed_leaves_although_another_watcher_saw_its_next_state_first() {
    pageToTheOld();
    anotherSeesItRunFirst();
    assertThat(socket.removed()).isEqualTo(id(old).put("reason", "left"));
  }

  @Test
  void job_that_a_list_over_http_showed_leaves_although_another_watcher_saw_its_next_state_first() {
    String list = "/api/jobs?status=pending&page_size=100";
    String next = server.get(list).json().getString("next_page_token");
    JsonObject page = server.get(list + "&page_token=" + next).json();
    assertThat(page.getJsonArray("jobs").getJsonObject(0)).isEqualTo(lean(old));
    anotherSeesItRunFirst();
    assertThat(socket.removed()).isEqualTo(id(old).put("reason", "left"));
  }

  @Test
  void answer_that_shows_a_job_keeps_no_news_from_the_socket() {
    losing.set(true);
    JsonObject waiting = server.bus.create("import");
    eventually(() -> assertThat(lost).hasValue(1));
    losing.set(false);
    assertThat(socket.result("jobs.get", id(waiting))).isEqualTo(waiting);
    publish(waiting);
    assertThat(socket.changed()).isEqualTo(lean(waiting));
  }
}
