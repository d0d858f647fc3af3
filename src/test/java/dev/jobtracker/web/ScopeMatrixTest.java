package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is outside the scope of a caller's token does not exist (contract, section 13): every verb
 * at every door, for a caller of every job, of one job and of labels, on a job that is his, on that
 * of another, on one that never was and on one that is gone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScopeMatrixTest {
  private static final List<String> RIGHTS = List.of("read", "write", "admin");
  private static final List<String> SCOPES = List.of("all", "job", "labels");

  /** A call on one job at each door, the right that it needs, and the status of success. */
  private static final List<String[]> CALLS =
      List.of(
          new String[] {"read", "200", "GET /api/jobs/{id}"},
          new String[] {"read", "200", "HEAD /api/jobs/{id}"},
          new String[] {"read", "204", "SSE /api/jobs/{id}/events"},
          new String[] {"read", "304", "POLL /api/jobs/{id}"},
          new String[] {"write", "200", "PATCH /api/jobs/{id} {\"current_step\":\"x\"}"},
          new String[] {"write", "202", "POST /api/jobs/{id}/cancel {}"},
          new String[] {"admin", "204", "DELETE /api/jobs/{id}"},
          new String[] {"read", "ok", "WS jobs.get {\"task_id\":\"{id}\"}"},
          new String[] {"read", "ok", "WS jobs.watch {\"task_id\":\"{id}\"}"},
          new String[] {"write", "ok", "WS jobs.update {\"task_id\":\"{id}\",\"progress\":1}"},
          new String[] {"write", "ok", "WS jobs.cancel {\"task_id\":\"{id}\"}"},
          new String[] {"admin", "ok", "WS jobs.delete {\"task_id\":\"{id}\"}"},
          new String[] {"read", "ok", "BUS jobs.get {\"task_id\":\"{id}\"}"},
          new String[] {"write", "ok", "BUS jobs.update {\"task_id\":\"{id}\",\"progress\":1}"},
          new String[] {"write", "ok", "BUS jobs.cancel {\"task_id\":\"{id}\"}"});

  private final Server server =
      new Server(
          Jwt.config()
              .put("http", new JsonObject().put("allow_clear", true))
              .put("bridge", JsonObject.of("enabled", true, "allow_writes", true)));

  private JsonObject own;
  private JsonObject foreign;
  private JsonObject gone;

  @AfterAll
  void close() {
    server.close();
  }

  @BeforeEach
  void jobs() {
    // What another test left would be counted too.
    server.bus.call("jobs.clear", new JsonObject());
    own = ended("ann");
    foreign = ended("bob");
    gone = ended("ann");
    server.bus.call("jobs.delete", id(gone));
  }

  /** A cancelled job, on which each of the calls has one answer, again and again. */
  private JsonObject ended(String owner) {
    JsonObject job = create(owner);
    return server.bus.call("jobs.cancel", id(job));
  }

  private JsonObject create(String owner) {
    return server.bus.call(
        "jobs.create", JsonObject.of("type", "a", "labels", JsonObject.of("owner", owner)));
  }

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  private String[] caller(String scope, String right, JsonObject job) {
    JsonObject claims = Jwt.claims(right);
    switch (scope) {
      case "job" -> claims.put("job", job.getString("task_id"));
      case "labels" -> claims.put("labels", JsonObject.of("owner", "ann"));
      default -> {}
    }
    return Jwt.bearer(claims);
  }

  static Stream<Arguments> matrix() {
    List<Arguments> rows = new ArrayList<>();
    for (String[] call : CALLS) {
      for (String right : RIGHTS) {
        SCOPES.forEach(scope -> rows.add(Arguments.of(call[2], call[0], call[1], right, scope)));
      }
    }
    return rows.stream();
  }

  @ParameterizedTest(name = "{0} with {3} of {4}")
  @MethodSource("matrix")
  void outside_the_scope_is_what_nobody_knows(
      String call, String needed, String success, String right, String scope) {
    String[] caller = caller(scope, right, own);
    JsonObject unknown = new JsonObject().put("task_id", "a_0000dead");
    String ofUnknown = outcome(call, unknown, caller);
    if (RIGHTS.indexOf(right) < RIGHTS.indexOf(needed)) {
      assertThat(outcome(call, own, caller)).isEqualTo(ofUnknown);
      assertThat(outcome(call, foreign, caller)).isEqualTo(ofUnknown);
      return;
    }
    assertThat(ofUnknown).startsWith("404");
    String ofForeign = outcome(call, foreign, caller);
    if (scope.equals("all")) {
      assertThat(ofForeign).startsWith(expected(call, success));
      assertThat(outcome(call, gone, caller)).startsWith("410");
    } else {
      assertThat(ofForeign).isEqualTo(ofUnknown);
      assertThat(outcome(call, gone, caller)).isEqualTo(ofUnknown);
      String[] ofGone = caller(scope, right, gone);
      assertThat(outcome(call, gone, ofGone)).startsWith(scope.equals("job") ? "410" : "404");
      assertThat(server.bus.get(foreign)).as("untouched").isEqualTo(foreign);
    }
    assertThat(outcome(call, own, caller)).startsWith(expected(call, success));
  }

  /** The jobs have ended, so a change is refused by their state, which shows that they exist. */
  private static String expected(String call, String success) {
    return call.contains("PATCH") || call.contains("jobs.update") ? "409" : success;
  }

  /** Returns the status and all that the answer says, without the id. */
  private String outcome(String call, JsonObject job, String[] caller) {
    String taskId = job.getString("task_id");
    String[] parts = call.replace("{id}", taskId).split(" ", 3);
    String body = parts.length == 3 ? parts[2] : null;
    String said =
        switch (parts[0]) {
          case "WS" -> overWebSocket(parts[1], body, caller);
          case "BUS" -> overBridge(parts[1], body, caller);
          case "SSE" -> http("GET", parts[1], null, and(caller, "Last-Event-ID", "2"));
          case "POLL" ->
              http(
                  "GET", parts[1], null, and(caller, "Prefer", "wait=0", "If-None-Match", "\"2\""));
          default -> http(parts[0], parts[1], body, caller);
        };
    return said.replace(taskId, "{id}");
  }

  private String http(String method, String path, String body, String[] caller) {
    Answer answer =
        server.send(method, path, body, and(caller, "Content-Type", "application/json"));
    List<String> headers = new ArrayList<>();
    answer.headers().forEach(header -> headers.add(header.getKey() + ": " + header.getValue()));
    return answer.status() + " " + headers + " " + answer.body();
  }

  private static String[] and(String[] headers, String... more) {
    return Stream.of(headers, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private String overWebSocket(String method, String params, String[] caller) {
    try (RpcClient client = new RpcClient(server, caller)) {
      JsonObject answer =
          (JsonObject)
              client.answer(
                  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                      .formatted(method, params));
      JsonObject error = answer.getJsonObject("error");
      return error == null
          ? "ok " + answer.getValue("result")
          : error.getInteger("code") + " " + answer;
    }
  }

  private String ofForeign() {
    return JsonObject.of("job", foreign.getString("task_id")).encode();
  }

  private String overBridge(String address, String body, String[] caller) {
    JsonObject message =
        JsonObject.of("type", "send", "address", address, "replyAddress", "r")
            // What a client writes there must not widen what he may see.
            .put("headers", JsonObject.of("scope", ofForeign(), "Scope", "{}", "sCOPE", "{}"))
            .put("body", new JsonObject(body));
    try (RpcClient client = new RpcClient(server, "/eventbus/websocket", caller)) {
      client.send(message.encode());
      JsonObject answer = client.next();
      return answer.getString("type").equals("rec")
          ? "ok " + answer
          : answer.getInteger("failureCode") + " " + answer;
    }
  }

  @Test
  void lists_and_stats_show_the_scope_alone() {
    String[] labels = caller("labels", "read", own);
    String[] job = caller("job", "read", own);
    for (String query : new String[] {"", "?type=a", "?status=cancelled", "?page_size=1"}) {
      assertThat(ids(server.get("/api/jobs" + query, job).json())).containsExactly(task(own));
    }
    assertThat(ids(server.get("/api/jobs", labels).json()))
        .contains(task(own))
        .doesNotContain(task(foreign));
    assertThat(ids(server.get("/api/jobs?label=owner:bob", labels).json())).isEmpty();
    assertThat(ids(server.get("/api/jobs?label=owner:bob", job).json())).isEmpty();
    assertThat(ids(server.get("/api/jobs?status=running", job).json())).isEmpty();
    JsonObject stats = server.get("/api/stats", labels).json();
    int present = ids(server.get("/api/jobs", labels).json()).size();
    assertThat(stats.getInteger("total")).isEqualTo(present);
    assertThat(stats.getJsonObject("by_type").getJsonObject("a").getInteger("cancelled"))
        .isEqualTo(present);
    assertThat(stats.containsKey("counters")).isFalse();
    assertThat(server.get("/api/stats", job).status()).isEqualTo(403);
  }

  private static String task(JsonObject job) {
    return job.getString("task_id");
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("jobs").stream().map(job -> task((JsonObject) job)).toList();
  }

  @Test
  void create_under_labels_gets_them_and_shows_nothing_of_others() {
    String[] caller = and(caller("labels", "write", own), "Content-Type", "application/json");
    Answer created = server.send("POST", "/api/jobs", "{\"type\":\"a\"}", caller);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().getJsonObject("labels")).isEqualTo(JsonObject.of("owner", "ann"));
    Answer more =
        server.send(
            "POST",
            "/api/jobs",
            "{\"type\":\"a\",\"labels\":{\"owner\":\"ann\",\"x\":\"y\"}}",
            caller);
    assertThat(more.json().getJsonObject("labels"))
        .isEqualTo(JsonObject.of("owner", "ann", "x", "y"));
    assertThat(
            server
                .send(
                    "POST", "/api/jobs", "{\"type\":\"a\",\"labels\":{\"owner\":\"bob\"}}", caller)
                .status())
        .isEqualTo(403);
    String taken = null;
    for (JsonObject other : List.of(foreign, gone)) {
      String body = JsonObject.of("type", "a", "task_id", task(other)).encode();
      Answer refused = server.send("POST", "/api/jobs", body, caller);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.json().containsKey("job")).isFalse();
      assertThat(taken == null || taken.equals(refused.body())).as(refused.body()).isTrue();
      taken = refused.body();
    }
    String body = JsonObject.of("type", "a", "task_id", task(own)).encode();
    Answer again = server.send("POST", "/api/jobs", body, caller);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(own);
  }

  @Test
  void create_under_one_job_is_for_that_id_alone() {
    JsonObject unborn = new JsonObject().put("task_id", "a_cafe0000-" + System.nanoTime());
    String[] caller = and(caller("job", "write", unborn), "Content-Type", "application/json");
    assertThat(server.send("POST", "/api/jobs", "{\"type\":\"a\"}", caller).status())
        .isEqualTo(403);
    String foreignId = JsonObject.of("type", "a", "task_id", task(foreign)).encode();
    assertThat(server.send("POST", "/api/jobs", foreignId, caller).status()).isEqualTo(403);
    String body = JsonObject.of("type", "a", "task_id", task(unborn)).encode();
    assertThat(server.send("POST", "/api/jobs", body, caller).status()).isEqualTo(201);
    assertThat(server.send("POST", "/api/jobs", body, caller).status()).isEqualTo(200);
    String[] ofGone = and(caller("job", "write", gone), "Content-Type", "application/json");
    String goneId = JsonObject.of("type", "a", "task_id", task(gone)).encode();
    assertThat(server.send("POST", "/api/jobs", goneId, ofGone).status()).isEqualTo(410);
  }

  @Test
  void clear_and_metrics_need_a_token_for_every_job() {
    for (String scope : List.of("job", "labels")) {
      String[] admin = caller(scope, "admin", own);
      assertThat(server.delete("/api/jobs", admin).status()).isEqualTo(403);
      assertThat(server.get("/metrics", admin).status()).isEqualTo(403);
      try (RpcClient client = new RpcClient(server, admin)) {
        assertThat(client.error("jobs.clear", new JsonObject()).getInteger("code")).isEqualTo(403);
      }
    }
    assertThat(server.bus.get(own)).isEqualTo(own);
    String[] all = caller("all", "admin", own);
    assertThat(server.get("/metrics", all).status()).isEqualTo(200);
    assertThat(server.delete("/api/jobs", all).status()).isEqualTo(200);
  }

  @Test
  void session_stands_for_a_signed_token_and_tells_who_asks() {
    JsonObject claims =
        Jwt.claims("write").put("sub", "ann").put("labels", JsonObject.of("owner", "ann"));
    Answer begun = server.post("/api/session", new JsonObject().put("token", Jwt.hs256(claims)));
    assertThat(begun.status()).isEqualTo(204);
    String[] cookie = {"Cookie", begun.header("Set-Cookie").split(";")[0]};
    assertThat(server.get("/api/session", cookie).json())
        .isEqualTo(JsonObject.of("name", "ann", "may", JsonArray.of("read", "write")));
    assertThat(ids(server.get("/api/jobs", cookie).json())).doesNotContain(task(foreign));
    assertThat(server.get("/api/jobs/" + task(foreign), cookie).status()).isEqualTo(404);
  }

  @Test
  void end_of_a_token_ends_what_it_holds_open() {
    TestClock clock = new TestClock();
    try (Server timed =
        new Server(Jwt.config().put("bridge", JsonObject.of("enabled", true)), 1, clock)) {
      long end = clock.instant().plusSeconds(60).getEpochSecond();
      String[] caller = Jwt.bearer(Jwt.claims("read").put("exp", end));
      JsonObject live = timed.bus.create("a");
      RpcClient socket = new RpcClient(timed, caller);
      RpcClient bridged = new RpcClient(timed, "/eventbus/websocket", caller);
      String[] waits = and(caller, "Prefer", "wait=60", "If-None-Match", "\"1\"");
      var poll = timed.begin("GET", Server.path(live), null, waits);
      var stream = timed.begin("GET", "/api/events", null, caller);
      for (String door : List.of("poll", "sse")) {
        String sample = "jobtracker_live_clients{door=\"" + door + "\"} 1.0\n";
        eventually(
            () -> assertThat(timed.get("/metrics", Tokens.bearer("read")).body()).contains(sample));
      }
      clock.advance(Duration.ofSeconds(61));
      assertThat(socket.closeCode()).isEqualTo(1008);
      assertThat(bridged.closeCode()).isEqualTo(1008);
      assertThat(Bus.await(poll).status()).isEqualTo(401);
      assertThat(Bus.await(stream).body()).startsWith("event: snapshot\n");
      assertThat(timed.get("/api/jobs", caller).status()).isEqualTo(401);
    }
  }
}
