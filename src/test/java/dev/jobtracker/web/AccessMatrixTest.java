package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.http.Paths;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may do what, at every door (contract, section 9): one table of every verb and door, and of
 * every kind of caller. A call that is refused must also change nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {
  private static final String ALLOWED = "https://app.example";

  private final Server server =
      new Server(
          Tokens.config()
              .put(
                  "http",
                  new JsonObject()
                      .put("allow_clear", true)
                      .put("allowed_origins", new JsonArray().add(ALLOWED)))
              .put("bridge", new JsonObject().put("enabled", true).put("allow_writes", true)));
  private final HttpClient streams = server.vertx.createHttpClient();
  private final Map<String, String[]> callers = callers();

  private Map<String, String[]> callers() {
    Map<String, String[]> callers = new LinkedHashMap<>();
    callers.put("none", new String[] {});
    callers.put("wrong", new String[] {"Authorization", "Bearer wrong"});
    String[] over = Tokens.session(server, "admin");
    server.delete("/api/session", over);
    callers.put("over", over);
    callers.put("read", Tokens.bearer("read"));
    callers.put("write", Tokens.bearer("write"));
    callers.put("admin", Tokens.bearer("admin"));
    callers.put("cookie", Tokens.session(server, "write"));
    return callers;
  }

  @AfterAll
  void close() {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          # The columns: no token, a wrong one, the cookie of a session that is over, tokens with the
          # rights to read, to write and to administer, and the cookie of a session that may write.
          #                                                none  wrong  over  read  write  admin  cookie
          GET /api/jobs                                   | 401 | 401 | 401 | 200 | 200 | 200 | 200
          HEAD /api/jobs                                  | 401 | 401 | 401 | 200 | 200 | 200 | 200
          GET /api/jobs/{id}                              | 401 | 401 | 401 | 200 | 200 | 200 | 200
          HEAD /api/jobs/{id}                             | 401 | 401 | 401 | 200 | 200 | 200 | 200
          GET /api/stats                                  | 401 | 401 | 401 | 200 | 200 | 200 | 200
          HEAD /api/stats                                 | 401 | 401 | 401 | 200 | 200 | 200 | 200
          POST /api/jobs {"type":"a"}                     | 401 | 401 | 401 | 403 | 201 | 201 | 201
          PATCH /api/jobs/{id} {"progress":0.5}           | 401 | 401 | 401 | 403 | 200 | 200 | 200
          POST /api/jobs/{id}/cancel {}                   | 401 | 401 | 401 | 403 | 202 | 202 | 202
          DELETE /api/jobs/{id}                           | 401 | 401 | 401 | 403 | 403 | 204 | 403
          DELETE /api/jobs                                | 401 | 401 | 401 | 403 | 403 | 200 | 403
          POLL /api/jobs/{id}                             | 401 | 401 | 401 | 304 | 304 | 304 | 304
          SSE /api/jobs/{id}/events                       | 401 | 401 | 401 | 200 | 200 | 200 | 200
          SSE /api/events                                 | 401 | 401 | 401 | 200 | 200 | 200 | 200
          HEAD /api/events                                | 401 | 401 | 401 | 200 | 200 | 200 | 200
          HEAD /api/jobs/{id}/events                      | 401 | 401 | 401 | 200 | 200 | 200 | 200
          WS jobs.get {"task_id":"{id}"}                  | 401 | 401 | 401 | ok  | ok  | ok  | ok
          WS jobs.list {}                                 | 401 | 401 | 401 | ok  | ok  | ok  | ok
          WS jobs.stats {}                                | 401 | 401 | 401 | ok  | ok  | ok  | ok
          WS jobs.watch {"task_id":"{id}"}                | 401 | 401 | 401 | ok  | ok  | ok  | ok
          WS jobs.watch {}                                | 401 | 401 | 401 | ok  | ok  | ok  | ok
          WS jobs.unwatch {"watch":1}                     | 401 | 401 | 401 | 404 | 404 | 404 | 404
          WS jobs.create {"type":"a"}                     | 401 | 401 | 401 | 403 | ok  | ok  | ok
          WS jobs.update {"task_id":"{id}","progress":0.5}| 401 | 401 | 401 | 403 | ok  | ok  | ok
          WS jobs.cancel {"task_id":"{id}"}               | 401 | 401 | 401 | 403 | ok  | ok  | ok
          WS jobs.delete {"task_id":"{id}"}               | 401 | 401 | 401 | 403 | 403 | ok  | 403
          WS jobs.clear {}                                | 401 | 401 | 401 | 403 | 403 | ok  | 403
          WS jobs.metrics {}                              | 401 | 401 | 401 | -32601 | -32601 | -32601 | -32601
          BUS jobs.get {"task_id":"{id}"}                 | 401 | 401 | 401 | ok  | ok  | ok  | ok
          BUS jobs.list {}                                | 401 | 401 | 401 | ok  | ok  | ok  | ok
          BUS jobs.stats {}                               | 401 | 401 | 401 | ok  | ok  | ok  | ok
          BUS jobs.create {"type":"a"}                    | 401 | 401 | 401 | rejected | ok | ok | ok
          BUS jobs.update {"task_id":"{id}","progress":1} | 401 | 401 | 401 | rejected | ok | ok | ok
          BUS jobs.cancel {"task_id":"{id}"}              | 401 | 401 | 401 | rejected | ok | ok | ok
          BUS jobs.delete {"task_id":"{id}"}              | 401 | 401 | 401 | access_denied | access_denied | access_denied | access_denied
          BUS jobs.clear {}                               | 401 | 401 | 401 | access_denied | access_denied | access_denied | access_denied
          BUS jobs.metrics {}                             | 401 | 401 | 401 | access_denied | access_denied | access_denied | access_denied
          GET /eventbus/info                              | 401 | 401 | 401 | 200 | 200 | 200 | 200
          GET /metrics                                    | 401 | 401 | 401 | 200 | 200 | 200 | 200
          HEAD /metrics                                   | 401 | 401 | 401 | 200 | 200 | 200 | 200
          POST /api/session {"token":"wrong"}             | 401 | 401 | 401 | 401 | 401 | 401 | 401
          GET /api/session                                | 401 | 401 | 401 | 200 | 200 | 200 | 200
          HEAD /api/session                               | 401 | 401 | 401 | 200 | 200 | 200 | 200
          GET /api/nothing                                | 401 | 401 | 401 | 404 | 404 | 404 | 404
          PUT /api/jobs                                   | 401 | 401 | 401 | 405 | 405 | 405 | 405
          GET /                                           | 200 | 200 | 200 | 200 | 200 | 200 | 200
          GET /openapi.json                               | 200 | 200 | 200 | 200 | 200 | 200 | 200
          GET /asyncapi.json                              | 200 | 200 | 200 | 200 | 200 | 200 | 200
          GET /health/live                                | 200 | 200 | 200 | 200 | 200 | 200 | 200
          GET /health/ready                               | 200 | 200 | 200 | 200 | 200 | 200 | 200
          OPTIONS /api/jobs                               | 204 | 204 | 204 | 204 | 204 | 204 | 204
          OPTIONS /api/session                            | 204 | 204 | 204 | 204 | 204 | 204 | 204
          """)
  void right_decides(
      String call,
      String none,
      String wrong,
      String over,
      String read,
      String write,
      String admin,
      String cookie) {
    List<String> expected = List.of(none, wrong, over, read, write, admin, cookie);
    int column = 0;
    for (Map.Entry<String, String[]> caller : callers.entrySet()) {
      JsonObject job = server.bus.create("a");
      String outcome = outcome(call.replace("{id}", job.getString("task_id")), caller.getValue());
      assertThat(outcome).as(caller.getKey()).isEqualTo(expected.get(column++));
      if (outcome.equals("401") || outcome.equals("403")) {
        assertThat(server.bus.get(job)).as(caller.getKey()).isEqualTo(job);
      }
    }
  }

  private String outcome(String call, String[] caller) {
    String[] parts = call.split(" ", 3);
    String body = parts.length == 3 ? parts[2] : null;
    return switch (parts[0]) {
      case "WS" -> overWebSocket(parts[1], body, caller);
      case "BUS" -> overBridge(parts[1], body, caller);
      case "SSE" -> String.valueOf(streamed(parts[1], caller));
      case "POLL" ->
          http("GET", parts[1], null, and(caller, "Prefer", "wait=0", "If-None-Match", "\"1\""));
      case "OPTIONS" ->
          http(
              "OPTIONS",
              parts[1],
              null,
              and(caller, "Origin", ALLOWED, "Access-Control-Request-Method", "POST"));
      default -> http(parts[0], parts[1], body, caller);
    };
  }

  private String http(String method, String path, String body, String[] headers) {
    String[] all = and(headers, "Content-Type", "application/json");
    Server.Answer answer = server.send(method, path, body, all);
    assertThat(answer.headers().contains("WWW-Authenticate")).isEqualTo(answer.status() == 401);
    return String.valueOf(answer.status());
  }

  private static String[] and(String[] headers, String... more) {
    return Stream.of(headers, more).flatMap(Stream::of).toArray(String[]::new);
  }

  /** Returns the status of an answer that has no end, and leaves it. */
  private int streamed(String path, String[] headers) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost("127.0.0.1")
            .setPort(server.port)
            .setURI(path);
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    return Bus.await(
        streams
            .request(options)
            .compose(
                request ->
                    request
                        .send()
                        .map(
                            response -> {
                              response.exceptionHandler(left -> {});
                              request.reset();
                              return response.statusCode();
                            })));
  }

  private String overWebSocket(String method, String params, String[] headers) {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, params);
    return over(
        Paths.WEB_SOCKET,
        headers,
        client -> {
          JsonObject answer = (JsonObject) client.answer(call);
          JsonObject error = answer.getJsonObject("error");
          return error == null ? "ok" : String.valueOf(error.getInteger("code"));
        });
  }

  private String overBridge(String address, String body, String[] headers) {
    JsonObject message =
        new JsonObject()
            .put("type", "send")
            .put("address", address)
            .put("replyAddress", "r")
            .put("body", new JsonObject(body));
    return over(
        "/eventbus/websocket",
        headers,
        client -> {
          client.send(message.encode());
          JsonObject answer = client.next();
          return answer.getString("type").equals("rec") ? "ok" : answer.getString("body");
        });
  }

  private String over(String path, String[] headers, Function<RpcClient, String> call) {
    try (RpcClient client = new RpcClient(server, path, headers)) {
      return call.apply(client);
    } catch (UpgradeRejectedException refusal) {
      return String.valueOf(refusal.getStatus());
    }
  }
}
