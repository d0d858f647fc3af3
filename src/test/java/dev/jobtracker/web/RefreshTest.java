package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.Verbs;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** News that are lost while the tracker changes are read anew when it can answer again. */
class RefreshTest {
  private final Server server = new Server();
  private final AtomicBoolean losing = new AtomicBoolean();
  private final AtomicInteger lost = new AtomicInteger();
  private final Handler<DeliveryContext<Object>> loss =
      delivery -> {
        if (losing.get() && delivery.message().address().equals(Addresses.EVENTS)) {
          lost.incrementAndGet();
        } else {
          delivery.next();
        }
      };

  private final Handler<DeliveryContext<Object>> allLoss =
      delivery -> {
        if (losing.get() && delivery.message().address().startsWith(Addresses.EVENTS)) {
          lost.incrementAndGet();
        } else {
          delivery.next();
        }
      };

  @BeforeEach
  void loseNews() {
    server.vertx.eventBus().addInboundInterceptor(loss);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject update(JsonObject job, String key, Object value) {
    return server.bus.update(job, new JsonObject().put(key, value));
  }

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  private void back() {
    losing.set(false);
    server.vertx.eventBus().publish(Addresses.TRACKER, JsonObject.of("role", "alone", "epoch", 2));
  }

  /** Waits until the news of this many changes were lost, so that none comes late. */
  private void awaitLost(int changes) {
    dev.jobtracker.Eventually.eventually(
        () -> assertThat(lost).hasValueGreaterThanOrEqualTo(changes));
  }

  @Test
  void watchers_of_a_job_end_on_its_newest_state() {
    JsonObject job = server.create("import");
    RpcClient socket = new RpcClient(server);
    socket.watchJob(job);
    var poll =
        server.begin("GET", Server.path(job), null, "Prefer", "wait=60", "If-None-Match", "\"1\"");
    losing.set(true);
    dev.jobtracker.Eventually.eventually(
        () ->
            assertThat(server.get("/metrics").body())
                .contains("jobtracker_live_clients{door=\"poll\"} 1.0\n"));
    JsonObject changed = update(job, "result", "x");
    awaitLost(1);
    back();
    assertThat(socket.changed()).isEqualTo(changed);
    assertThat(Bus.await(poll).json()).isEqualTo(changed);
  }

  @Test
  void watchers_of_a_filter_see_what_came_left_and_went_and_nothing_twice() {
    JsonObject same = server.create("import");
    JsonObject changes = server.create("import");
    JsonObject leaves = server.create("import");
    JsonObject goes = server.create("import");
    RpcClient socket = new RpcClient(server);
    socket.watch(JsonObject.of("status", List.of("pending", "running")));
    losing.set(true);
    JsonObject changed = update(changes, "progress", 0.5);
    update(leaves, "status", "completed");
    server.bus.call("jobs.delete", id(goes));
    JsonObject comes = server.create("import");
    awaitLost(4);
    back();
    List<String> told =
        List.of(socket.next(), socket.next(), socket.next(), socket.next()).stream()
            .map(message -> message.getJsonObject("params"))
            .map(p -> p.containsKey("job") ? p.getJsonObject("job") : p)
            .map(p -> p.getString("task_id") + " " + p.getString("reason", p.getString("status")))
            .toList();
    assertThat(told)
        .containsExactlyInAnyOrder(
            changed.getString("task_id") + " running",
            leaves.getString("task_id") + " left",
            goes.getString("task_id") + " deleted",
            comes.getString("task_id") + " pending");
    // Whatever was told beside these would come before this.
    JsonObject last = update(same, "progress", 0.1);
    assertThat(socket.changed().getLong("revision")).isEqualTo(last.getLong("revision"));
  }

  @Test
  void tracker_that_does_not_answer_yet_is_asked_again() {
    JsonObject job = server.create("import");
    RpcClient socket = new RpcClient(server);
    socket.watchJob(job);
    losing.set(true);
    JsonObject changed = update(job, "progress", 0.5);
    awaitLost(1);
    AtomicInteger refused = new AtomicInteger();
    server
        .vertx
        .eventBus()
        .<Object>addInboundInterceptor(
            delivery -> {
              if (Verbs.count(delivery.message(), Addresses.GET) > 0
                  && refused.getAndIncrement() == 0) {
                delivery.message().fail(503, "not yet");
              } else {
                delivery.next();
              }
            });
    back();
    assertThat(socket.changed()).isEqualTo(changed);
    assertThat(refused.get()).isGreaterThan(1);
  }

  @Test
  void clients_of_the_bridge_end_on_the_newest_state_and_hear_nothing_twice() {
    try (Server bridged = new Server(JsonObject.of("bridge", JsonObject.of("enabled", true)))) {
      RpcClient all = listener(bridged, "jobs.events");
      JsonObject kept = bridged.create("import");
      JsonObject gone = bridged.create("import");
      assertThat(all.next().getJsonObject("body")).isEqualTo(kept);
      assertThat(all.next().getJsonObject("body")).isEqualTo(gone);
      RpcClient one = listener(bridged, "jobs.events." + kept.getString("task_id"));
      bridged.vertx.eventBus().addInboundInterceptor(allLoss);
      losing.set(true);
      JsonObject changed = bridged.bus.update(kept, JsonObject.of("result", "x"));
      bridged.bus.call("jobs.delete", id(gone));
      awaitLost(5);
      losing.set(false);
      for (int times = 0; times < 2; times++) {
        bridged.vertx.eventBus().publish(Addresses.TRACKER, JsonObject.of("role", "alone"));
      }
      assertThat(List.of(all.next(), all.next()))
          .extracting(told -> told.getJsonObject("body"))
          .containsExactlyInAnyOrder(changed, id(gone).put("reason", "deleted"));
      assertThat(one.next().getJsonObject("body")).isEqualTo(changed);
      assertNothingBeforeAnAnswer(all);
      assertNothingBeforeAnAnswer(one);
    }
  }

  @Test
  void client_of_the_bridge_that_paged_to_a_job_hears_of_its_end() {
    try (Server bridged = new Server(JsonObject.of("bridge", JsonObject.of("enabled", true)))) {
      Set<String> published = ConcurrentHashMap.newKeySet();
      MessageConsumer<JsonObject> events = bridged.vertx.eventBus().consumer(Addresses.EVENTS);
      events.handler(event -> published.add(event.body().getString("task_id")));
      JsonObject old = bridged.create("import");
      List<Future<?>> newer = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        newer.add(bridged.vertx.eventBus().request("jobs.create", JsonObject.of("type", "other")));
      }
      Bus.await(Future.all(newer));
      // So that nothing but the list tells the client of the old one.
      dev.jobtracker.Eventually.eventually(() -> assertThat(published).hasSize(101));
      Bus.await(events.unregister());
      RpcClient all = listener(bridged, "jobs.events");
      JsonObject query = JsonObject.of("page_size", 100);
      String token = answer(all, "jobs.list", query).getString("next_page_token");
      JsonObject page = answer(all, "jobs.list", query.copy().put("page_token", token));
      assertThat(page.getJsonArray("jobs").getJsonObject(0).getString("task_id"))
          .isEqualTo(old.getString("task_id"));
      bridged.vertx.eventBus().addInboundInterceptor(allLoss);
      losing.set(true);
      JsonObject ended = bridged.bus.update(old, JsonObject.of("status", "completed"));
      awaitLost(2);
      losing.set(false);
      bridged.vertx.eventBus().publish(Addresses.TRACKER, JsonObject.of("role", "alone"));
      // Those of the first page are told beside it, as nobody knows whether they were.
      JsonObject told = all.next().getJsonObject("body");
      while (!told.equals(ended)) {
        told = all.next().getJsonObject("body");
      }
    }
  }

  private static JsonObject answer(RpcClient client, String verb, JsonObject body) {
    JsonObject ask = JsonObject.of("type", "send", "address", verb, "body", body);
    client.send(ask.put("replyAddress", "answer").encode());
    JsonObject message = client.next();
    while (!"answer".equals(message.getString("address"))) {
      message = client.next();
    }
    return message.getJsonObject("body");
  }

  private static RpcClient listener(Server server, String address) {
    RpcClient client = new RpcClient(server, "/eventbus/websocket", new String[0]);
    client.send(JsonObject.of("type", "register", "address", address).encode());
    // Messages are read in order, so an answer tells that the client listens.
    assertNothingBeforeAnAnswer(client);
    return client;
  }

  private static void assertNothingBeforeAnAnswer(RpcClient client) {
    client.send(
        JsonObject.of("type", "send", "address", "jobs.stats", "body", new JsonObject())
            .put("replyAddress", "r")
            .encode());
    assertThat(client.next().getString("address")).isEqualTo("r");
  }
}
