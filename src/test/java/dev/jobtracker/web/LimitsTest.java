package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.TrackerGateway;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the limits of the configuration refuse, drop or cut, and that {@code /metrics} counts it
 * (contract, sections 3 and 9). A key that limits something must be in here.
 */
class LimitsTest {
  private static final String UPGRADE =
      "GET /api/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

  /** Where the tracker's own limits show, each tested below. */
  private static final Map<String, String> OF_TRACKER =
      Map.of(
          "tracker.max_jobs", "jobtracker_creates_refused_full_total",
          "tracker.max_gone", "jobtracker_gone_ids_dropped_total",
          "tracker.retention", "jobtracker_jobs_removed_total{reason=\"expired\"}",
          "tracker.max_retention", "jobtracker_refused_total{code=\"400\"}",
          "tracker.heartbeat_timeout", "jobtracker_jobs_stalls_total",
          "tracker.lost_after", "jobtracker_jobs_lost_total",
          "tracker.max_result_bytes", "jobtracker_refused_total{code=\"413\"}",
          "store.max_unsaved", "jobtracker_refused_total{code=\"503\"}");

  /** What chooses, switches or sets a pace, and so refuses and drops nothing. */
  private static final Set<String> NO_LIMITS =
      Set.of(
          "http.host",
          "http.port",
          "http.instances",
          "http.allow_clear",
          "http.cert",
          "http.key",
          "tracker.publish_interval",
          "live.max_wait",
          "auth.open",
          "store.file",
          "store.url",
          "store.user",
          "store.password",
          "store.commit_timeout",
          "cluster.name",
          "cluster.url",
          "cluster.token",
          "cluster.ca",
          "cluster.lease",
          "cluster.poll",
          "tracker.indexed_labels",
          "auth.jwt",
          "bridge.enabled",
          "bridge.allow_writes",
          "demo.directory");

  private Server server;
  private Server.Answer scrape;

  private void start(String section, Object... keysAndValues) {
    JsonObject values = new JsonObject();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    server = new Server(new JsonObject().put(section, values));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private double sample(String name) {
    scrape = server.get("/metrics", Tokens.bearer("read"));
    return scrape
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  private double hits(Limit limit) {
    return sample("jobtracker_limit_hits_total{limit=\"" + limit.key() + "\"}");
  }

  private static void await(BooleanSupplier condition) {
    eventually(() -> assertThat(condition.getAsBoolean()).isTrue());
  }

  @Test
  void every_key_that_limits_is_counted() throws IOException {
    start("http");
    JsonObject file = new JsonObject(Files.readString(Path.of("conf/tracker.json")));
    Set<String> keys = new TreeSet<>();
    for (String section : file.fieldNames()) {
      file.getJsonObject(section).fieldNames().forEach(key -> keys.add(section + "." + key));
    }
    Set<String> known = new TreeSet<>(NO_LIMITS);
    known.addAll(OF_TRACKER.keySet());
    for (Limit limit : Limit.values()) {
      assertThat(hits(limit)).isZero();
      if (limit != Limit.IN_FLIGHT) {
        known.add(limit.key());
      }
    }
    OF_TRACKER.values().forEach(name -> assertThat(sample(name)).as(name).isZero());
    assertThat(known).isEqualTo(keys);
  }

  @Test
  void auth_tokens() {
    server = new Server(Tokens.config());
    assertThat(server.get("/api/jobs", "Authorization", "Bearer x").status()).isEqualTo(401);
    assertThat(server.get("/api/jobs").status()).isEqualTo(401);
    assertThat(server.post("/api/session", "{\"token\":\"x\"}").status()).isEqualTo(401);
    assertThat(hits(Limit.TOKENS)).isEqualTo(2);
  }

  @Test
  void auth_max_sessions() {
    JsonObject auth = Tokens.auth().put("max_sessions", 1);
    server = new Server(new JsonObject().put("auth", auth));
    String[] first = Tokens.session(server, "read");
    Tokens.session(server, "read");
    assertThat(server.get("/api/jobs", first).status()).isEqualTo(401);
    assertThat(hits(Limit.MAX_SESSIONS)).isEqualTo(1);
    assertThat(sample("jobtracker_sessions")).isEqualTo(1);
  }

  @Test
  void auth_session_ttl() {
    JsonObject auth = Tokens.auth().put("session_ttl", "1ms");
    server = new Server(new JsonObject().put("auth", auth));
    String[] session = Tokens.session(server, "read");
    await(() -> server.get("/api/jobs", session).status() == 401);
    assertThat(hits(Limit.SESSION_TTL)).isEqualTo(1);
  }

  @Test
  void http_allowed_origins_and_allowed_hosts() {
    start("http");
    server.send("POST", "/api/jobs", "{}", "Origin", "http://evil.example");
    RpcClient.refusal(server, "Origin", "http://evil.example");
    server.get("/api/jobs", "Origin", "http://evil.example");
    server.raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertThat(hits(Limit.ALLOWED_ORIGINS)).isEqualTo(2);
    assertThat(hits(Limit.ALLOWED_HOSTS)).isEqualTo(1);
  }

  @Test
  void http_max_body_bytes() {
    start("http", "max_body_bytes", 1024);
    assertThat(server.post("/api/jobs", "x".repeat(1025)).status()).isEqualTo(413);
    String chunked =
        "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n401\r\n%s\r\n10\r\n%s\r\n0\r\n\r\n";
    assertThat(server.raw(chunked.formatted("x".repeat(1025), "x".repeat(16))))
        .startsWith("HTTP/1.1 413 ");
    assertThat(hits(Limit.MAX_BODY_BYTES)).isEqualTo(2);
  }

  @Test
  void http_max_connections() {
    start("http", "max_connections", 2);
    assertThat(hits(Limit.MAX_CONNECTIONS)).as("over the first connection").isZero();
    NetSocket second = Bus.await(server.sockets.connect(server.port, "127.0.0.1"));
    assertThat(server.raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")).isEmpty();
    assertThat(hits(Limit.MAX_CONNECTIONS)).isEqualTo(1);
    Bus.await(second.close());
    await(() -> sample("jobtracker_connections") == 1);
  }

  @Test
  void http_idle_timeout() {
    start("http", "idle_timeout", "1s");
    assertThat(server.raw("GET / HT")).isEmpty();
    assertThat(hits(Limit.IDLE_TIMEOUT)).isGreaterThanOrEqualTo(1);
  }

  @Test
  void live_max_sockets() {
    start("live", "max_sockets", 1);
    try (RpcClient first = new RpcClient(server)) {
      JsonObject job = server.create("a");
      assertThat(RpcClient.refusal(server).getStatus()).isEqualTo(503);
      assertThat(server.get(Server.path(job) + "/events").status()).isEqualTo(503);
      Server.Answer poll =
          server.get(Server.path(job), "Prefer", "wait=9", "If-None-Match", "\"1\"");
      assertThat(poll.status()).isEqualTo(503);
      assertThat(poll.header("Retry-After")).isNotNull();
      assertThat(poll.header("Preference-Applied")).isNull();
      assertThat(first.isQuiet()).isTrue();
    }
    assertThat(hits(Limit.MAX_SOCKETS)).isEqualTo(3);
    await(() -> sample("jobtracker_live_clients{door=\"websocket\"}") == 0);
    new RpcClient(server).close();
  }

  @Test
  void live_max_watches_per_socket() {
    start("live", "max_watches_per_socket", 1);
    try (RpcClient client = new RpcClient(server)) {
      client.watch(new JsonObject());
      assertThat(client.error("jobs.watch", new JsonObject()).getInteger("code")).isEqualTo(429);
    }
    assertThat(hits(Limit.MAX_WATCHES)).isEqualTo(1);
  }

  private static String batch(int size) {
    String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"jobs.stats\"}";
    return "[" + String.join(",", Collections.nCopies(size, call)) + "]";
  }

  @Test
  void live_max_batch() {
    start("live", "max_batch", 2);
    try (RpcClient client = new RpcClient(server)) {
      client.answer(batch(2));
      JsonObject refused = (JsonObject) client.answer(batch(3));
      assertThat(refused.getJsonObject("error").getInteger("code")).isEqualTo(-32600);
    }
    assertThat(hits(Limit.MAX_BATCH)).isEqualTo(1);
  }

  @Test
  void live_max_frame_bytes() {
    start("live", "max_frame_bytes", 1024);
    try (RpcClient whole = new RpcClient(server);
        RpcClient inParts = new RpcClient(server)) {
      whole.send("x".repeat(1025));
      assertThat(whole.closeCode()).isEqualTo(1009);
      inParts.socket.writeFrame(
          io.vertx.core.http.WebSocketFrame.textFrame("x".repeat(1000), false));
      inParts.socket.writeFrame(
          io.vertx.core.http.WebSocketFrame.continuationFrame(
              Buffer.buffer("x".repeat(1000)), true));
      assertThat(inParts.closeCode()).isEqualTo(1009);
    }
    assertThat(hits(Limit.MAX_FRAME_BYTES)).isEqualTo(2);
  }

  @Test
  void live_ping_interval() {
    start("live", "ping_interval", "100ms");
    assertThat(server.raw(UPGRADE)).as("no pong, so closed").startsWith("HTTP/1.1 101 ");
    assertThat(hits(Limit.PING_INTERVAL)).isEqualTo(1);
  }

  @Test
  void live_slow_client_timeout() {
    start("live", "slow_client_timeout", "1s");
    JsonObject job = server.create("a");
    String path = Server.path(job) + "/events";
    Bus.await(
        server
            .sockets
            .connect(server.port, "127.0.0.1")
            .compose(
                socket -> {
                  socket.pause();
                  return socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                }));
    String result = "x".repeat(200_000);
    await(
        () -> {
          server.bus.update(job, new JsonObject().put("result", Math.random() + result));
          return hits(Limit.SLOW_CLIENT_TIMEOUT) == 1;
        });
    assertThat(sample("jobtracker_slow_clients_closed_total")).isEqualTo(1);
    assertThat(sample("jobtracker_states_conflated_total")).isGreaterThan(0);
  }

  @Test
  void requests_in_flight() {
    start("live", "max_batch", TrackerGateway.MAX_IN_FLIGHT + 1);
    Bus.await(server.vertx.undeploy(server.tracker));
    List<Message<JsonObject>> waiting = Collections.synchronizedList(new ArrayList<>());
    server.vertx.eventBus().<JsonObject>consumer("jobs.stats", waiting::add);
    try (RpcClient client = new RpcClient(server)) {
      client.send(batch(TrackerGateway.MAX_IN_FLIGHT + 1));
      await(() -> waiting.size() == TrackerGateway.MAX_IN_FLIGHT);
      assertThat(server.get("/api/stats").status()).isEqualTo(503);
      assertThat(server.get("/health/live").status()).isEqualTo(200);
      List.copyOf(waiting).forEach(message -> message.reply(new JsonObject()));
      long refused =
          new JsonArray(client.nextText())
              .stream().filter(answer -> ((JsonObject) answer).containsKey("error")).count();
      assertThat(refused).isEqualTo(1);
    }
    assertThat(hits(Limit.IN_FLIGHT)).isEqualTo(2);
  }

  @Test
  void tracker_max_jobs_and_max_gone() {
    start("tracker", "max_jobs", 2, "max_gone", 1);
    JsonObject first = server.create("a");
    JsonObject second = server.create("a");
    Server.Answer full = server.post("/api/jobs", "{\"type\":\"a\"}");
    assertThat(full.status()).isEqualTo(503);
    for (JsonObject job : List.of(first, second)) {
      server.patch(Server.path(job), "{\"status\":\"completed\"}");
      server.create("a");
    }
    assertThat(server.get(Server.path(first)).status()).as("forgotten for good").isEqualTo(404);
    assertThat(server.get(Server.path(second)).status()).isEqualTo(410);
    assertThat(sample("jobtracker_creates_refused_full_total")).isEqualTo(1);
    assertThat(sample("jobtracker_refused_total{code=\"503\"}")).isEqualTo(1);
    assertThat(sample("jobtracker_jobs_removed_total{reason=\"evicted\"}")).isEqualTo(2);
    assertThat(sample("jobtracker_gone_ids_dropped_total")).isEqualTo(1);
  }

  @Test
  void tracker_times() {
    start(
        "tracker",
        "retention",
        "1s",
        "max_retention",
        "2s",
        "heartbeat_timeout",
        "1s",
        "lost_after",
        "2s");
    assertThat(server.post("/api/jobs", "{\"type\":\"a\",\"retention\":3}").status())
        .isEqualTo(400);
    JsonObject ended = server.create("a");
    server.patch(Server.path(ended), "{\"status\":\"completed\"}");
    JsonObject silent = server.create("a");
    server.patch(Server.path(silent), "{\"status\":\"running\"}");
    await(() -> sample("jobtracker_jobs_removed_total{reason=\"expired\"}") >= 1);
    await(() -> sample("jobtracker_jobs_lost_total") == 1);
    assertThat(sample("jobtracker_jobs_stalls_total")).isEqualTo(1);
    assertThat(sample("jobtracker_refused_total{code=\"400\"}")).isEqualTo(1);
  }

  @Test
  void tracker_max_result_bytes() {
    start("tracker", "max_result_bytes", 1024);
    JsonObject job = server.create("a");
    String update = "{\"result\":\"" + "x".repeat(1023) + "\"}";
    assertThat(server.patch(Server.path(job), update).status()).isEqualTo(413);
    assertThat(sample("jobtracker_refused_total{code=\"413\"}")).isEqualTo(1);
  }
}
