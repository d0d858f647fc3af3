package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.live.CloseCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The standard event-bus bridge: what it lets in and out (contract, section 8). */
class BridgeTest {
  private static final String RAW = "/eventbus/websocket";

  /** Below the 64 KiB at which a frame is too long for the test's client. */
  private static final String LONG = "x".repeat(50_000);

  private Server server;

  @AfterEach
  void close() {
    server.close();
  }

  private RpcClient bridge(JsonObject config, String... headers) {
    start(config);
    return new RpcClient(server, RAW, headers);
  }

  private void start(JsonObject config) {
    JsonObject bridge = config.getJsonObject("bridge", new JsonObject()).put("enabled", true);
    server = new Server(config.put("bridge", bridge));
  }

  private static JsonObject writes() {
    return new JsonObject().put("bridge", new JsonObject().put("allow_writes", true));
  }

  private static JsonObject tokens(String may) {
    JsonObject token =
        new JsonObject().put("name", "n").put("token", "secret").put("may", List.of(may));
    return writes().put("auth", new JsonObject().put("tokens", new JsonArray().add(token)));
  }

  private static JsonObject message(String type, String address) {
    return new JsonObject().put("type", type).put("address", address);
  }

  private static JsonObject request(RpcClient client, String address, JsonObject body) {
    client.send(message("send", address).put("body", body).put("replyAddress", "r1").encode());
    return client.next();
  }

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  @Test
  void bridge_that_is_not_enabled_is_not_there() {
    server = new Server();
    assertThat(server.get("/eventbus/info").status()).isEqualTo(404);
    assertThat(server.get(RAW).status()).isEqualTo(404);
  }

  @Test
  void request_is_answered_by_the_tracker_and_its_refusal_keeps_its_code() {
    RpcClient client = bridge(new JsonObject());
    JsonObject job = server.bus.create("import");
    assertThat(request(client, "jobs.get", id(job)).getJsonObject("body")).isEqualTo(job);
    JsonObject refused =
        request(client, "jobs.get", new JsonObject().put("task_id", "import_00000000"));
    assertThat(refused.getString("type")).isEqualTo("err");
    assertThat(refused.getInteger("failureCode")).isEqualTo(404);
    assertThat(refused.getString("message")).contains("import_00000000");
  }

  @Test
  void events_of_all_jobs_and_of_one_are_delivered_with_their_header() {
    RpcClient client = bridge(new JsonObject());
    JsonObject job = server.bus.create("import");
    client.send(message("register", "jobs.events." + job.getString("task_id")).encode());
    assertThat(request(client, "jobs.get", id(job)).getString("type")).isEqualTo("rec");
    JsonObject changed = server.bus.update(job, new JsonObject().put("progress", 0.5));
    assertThat(client.next())
        .isEqualTo(
            message("rec", "jobs.events." + job.getString("task_id"))
                .put("body", changed)
                .put("headers", new JsonObject().put("event", "changed")));
    client.send(message("register", "jobs.events").encode());
    assertThat(request(client, "jobs.get", id(job)).getString("type")).isEqualTo("rec");
    JsonObject other = server.bus.create("export");
    assertThat(client.next().getJsonObject("body")).isEqualTo(other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs.create", "jobs.update", "jobs.cancel", "jobs.delete", "other"})
  void address_beyond_the_reading_ones_is_denied_without_allow_writes(String address) {
    RpcClient client = bridge(new JsonObject());
    JsonObject job = server.bus.create("import");
    assertThat(request(client, address, id(job)).getString("body")).isEqualTo("access_denied");
    assertThat(server.bus.get(job)).isEqualTo(job);
  }

  @Test
  void writes_pass_where_they_are_allowed_but_delete_and_clear_never() {
    RpcClient client = bridge(writes());
    JsonObject job =
        request(client, "jobs.create", new JsonObject().put("type", "import"))
            .getJsonObject("body");
    assertThat(server.bus.get(job)).isEqualTo(job);
    JsonObject update = id(job).put("progress", 0.5);
    JsonObject updated = request(client, "jobs.update", update).getJsonObject("body");
    assertThat(updated.getDouble("progress")).isEqualTo(0.5);
    JsonObject cancelled = request(client, "jobs.cancel", id(job)).getJsonObject("body");
    assertThat(cancelled.getBoolean("cancel_requested")).isTrue();
    for (String address : List.of("jobs.delete", "jobs.clear", "jobs.metrics", "jobs.events")) {
      assertThat(request(client, address, id(job)).getString("body")).isEqualTo("access_denied");
    }
  }

  @Test
  void address_that_is_not_of_events_cannot_be_listened_to() {
    RpcClient client = bridge(writes());
    for (String address : List.of("jobs.update", "jobs.eventsX", "other")) {
      client.send(message("register", address).encode());
      assertThat(client.next().getString("body")).isEqualTo("access_denied");
    }
  }

  @Test
  void upgrade_needs_a_token_and_its_rights_hold_for_every_message() {
    start(tokens("read"));
    assertThat(server.get("/eventbus/info").status()).isEqualTo(401);
    assertThat(server.get(RAW).status()).isEqualTo(401);
    RpcClient client = new RpcClient(server, RAW, new String[] {"Authorization", "Bearer secret"});
    JsonObject job = server.bus.create("import");
    assertThat(request(client, "jobs.get", id(job)).getString("type")).isEqualTo("rec");
    JsonObject update = id(job).put("progress", 0.5);
    assertThat(request(client, "jobs.update", update).getString("body")).isEqualTo("rejected");
    assertThat(server.bus.get(job)).isEqualTo(job);
  }

  @Test
  void foreign_origin_is_refused_also_for_reading() {
    start(new JsonObject());
    assertThat(server.get("/eventbus/info", "Origin", "http://evil.example").status())
        .isEqualTo(403);
    assertThat(server.get(RAW, "Origin", "http://evil.example").status()).isEqualTo(403);
    String own = "http://127.0.0.1:" + server.port;
    assertThat(server.get("/eventbus/info", "Origin", own).status()).isEqualTo(200);
  }

  @Test
  void sockjs_is_spoken_over_its_web_socket_and_serves_nothing_else() {
    start(new JsonObject());
    JsonObject info = server.get("/eventbus/info").json();
    assertThat(info.getBoolean("websocket")).isTrue();
    RpcClient client = new RpcClient(server, "/eventbus/000/abcdefgh/websocket", new String[0]);
    assertThat(client.nextText()).isEqualTo("o");
    JsonObject job = server.bus.create("import");
    JsonObject get = message("send", "jobs.get").put("body", id(job)).put("replyAddress", "r1");
    client.send(new JsonArray().add(get.encode()).encode());
    JsonArray frame = new JsonArray(client.nextText().substring(1));
    assertThat(new JsonObject(frame.getString(0)).getJsonObject("body")).isEqualTo(job);
    for (String path : List.of("", "/", "/iframe.html", "/chunking_test", "/000/abc/xhr")) {
      assertThat(server.get("/eventbus" + path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void socket_over_the_limit_is_503_and_a_closed_one_leaves_its_seat() {
    RpcClient client = bridge(new JsonObject().put("live", new JsonObject().put("max_sockets", 1)));
    assertThat(server.get(RAW).status()).isEqualTo(503);
    client.close();
    eventually(
        () -> assertThat(metric(server, "jobtracker_live_clients{door=\"websocket\"}")).isZero());
    new RpcClient(server, RAW, new String[0]).ping();
  }

  /** A client that listens to all events and has stopped to read. */
  private RpcClient blocked(JsonObject config) {
    JsonObject tracker = config.getJsonObject("tracker", new JsonObject());
    RpcClient client = bridge(config.put("tracker", tracker.put("publish_interval", "1ms")));
    client.send(message("register", "jobs.events").encode());
    request(client, "jobs.stats", new JsonObject());
    client.socket.pause();
    return client;
  }

  private static double metric(Server server, String name) {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  @Test
  void bridge_client_that_reads_again_ends_on_the_newest_state() {
    RpcClient client = blocked(new JsonObject());
    JsonObject job = server.bus.create("import");
    eventually(
        () -> {
          for (int i = 0; i < 20; i++) {
            server.bus.update(job, new JsonObject().put("result", LONG + System.nanoTime()));
          }
          assertThat(metric(server, "jobtracker_states_conflated_total")).isGreaterThan(100);
        });
    JsonObject last = server.bus.update(job, new JsonObject().put("status", "completed"));
    client.socket.resume();
    JsonObject heard = client.next().getJsonObject("body");
    while (!heard.getString("status").equals("completed")) {
      long revision = heard.getLong("revision");
      heard = client.next().getJsonObject("body");
      assertThat(heard.getLong("revision")).isGreaterThan(revision);
    }
    assertThat(heard).isEqualTo(last);
  }

  @Test
  void bridge_client_that_reads_again_hears_of_a_removal_before_its_id_is_used_again() {
    JsonObject forgetful = new JsonObject().put("max_gone", 0);
    RpcClient client = blocked(new JsonObject().put("tracker", forgetful));
    JsonObject own = new JsonObject().put("type", "import").put("task_id", "import_the-one-job");
    JsonObject job = server.bus.call("jobs.create", own);
    eventually(
        () -> {
          for (int i = 0; i < 20; i++) {
            server.bus.update(job, new JsonObject().put("result", LONG + System.nanoTime()));
          }
          assertThat(metric(server, "jobtracker_states_conflated_total")).isGreaterThan(100);
        });
    server.bus.call("jobs.delete", id(job));
    JsonObject next = server.bus.call("jobs.create", own);
    client.socket.resume();
    JsonObject heard = client.next();
    while (heard.getJsonObject("headers").getString("event").equals("changed")) {
      heard = client.next();
    }
    assertThat(heard.getJsonObject("body")).isEqualTo(id(job).put("reason", "deleted"));
    assertThat(client.next().getJsonObject("body")).isEqualTo(next);
  }

  @Test
  void bridge_client_that_never_reads_is_cut() {
    RpcClient client =
        blocked(new JsonObject().put("live", new JsonObject().put("slow_client_timeout", "300ms")));
    JsonObject job = server.bus.create("import");
    eventually(
        () -> {
          for (int i = 0; i < 20; i++) {
            server.bus.update(job, new JsonObject().put("result", LONG + System.nanoTime()));
          }
          assertThat(metric(server, "jobtracker_slow_clients_closed_total")).isEqualTo(1);
        });
    eventually(
        () -> assertThat(metric(server, "jobtracker_live_clients{door=\"websocket\"}")).isZero());
    client.socket.resume();
  }

  @Test
  void stop_closes_the_bridge_with_1012() {
    RpcClient client = bridge(new JsonObject());
    Bus.await(server.vertx.undeploy(server.web));
    assertThat(client.closeCode()).isEqualTo(CloseCode.SERVICE_RESTART);
  }
}
