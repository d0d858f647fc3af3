package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The order in which a message is checked (contract, section 2): each line breaks the rule that it
 * names and all those below it, and is answered for that one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckOrderTest {
  private static final String GONE = "a_11111111";
  private static final String ENDED = "a_22222222";
  private static final String LONG = "x".repeat(2_000);

  private final Server server =
      new Server(
          Tokens.config()
              .put("http", new JsonObject().put("max_body_bytes", 1_500))
              .put("tracker", new JsonObject().put("max_result_bytes", 1_000)));

  @AfterAll
  void close() {
    server.close();
  }

  @BeforeAll
  void createJobs() {
    JsonObject gone = new JsonObject().put("type", "a").put("task_id", GONE);
    JsonObject ended = new JsonObject().put("type", "a").put("task_id", ENDED);
    server.bus.call("jobs.create", gone);
    server.bus.call("jobs.delete", new JsonObject().put("task_id", GONE));
    server.bus.update(
        server.bus.call("jobs.create", ended), new JsonObject().put("status", "completed"));
  }

  private static String[] and(String[] headers, String... more) {
    return Stream.of(headers, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          401 | none  | evil | x/y              | LONG               | a_00000000
          403 | read  | evil | x/y              | LONG               | a_00000000
          403 | write | evil | x/y              | LONG               | a_00000000
          415 | write |      | x/y              | LONG               | a_00000000
          413 | write |      | application/json | LONG               | a_00000000
          400 | write |      | application/json | {"status":"x"}     | a_00000000
          404 | write |      | application/json | {"error":"x"}      | a_00000000
          410 | write |      | application/json | {"error":"x"}      | a_11111111
          412 | write |      | application/json | {"error":"x"}      | a_22222222
          """)
  void http_checks_in_this_order(
      int status, String right, String origin, String type, String body, String id) {
    String[] headers = right.equals("none") ? new String[] {} : Tokens.bearer(right);
    headers = and(headers, "Content-Type", type, "If-Match", "\"99\"");
    if (origin != null) {
      headers = and(headers, "Origin", "http://evil.example");
    }
    String text = body.equals("LONG") ? LONG : body;
    assertThat(server.send("PATCH", "/api/jobs/" + id, text, headers).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          403    | read  | {"task_id":7,"x":1,"if_revision":99,"status":"running"}
          -32602 | write | {"task_id":7,"x":1,"if_revision":99,"status":"running"}
          -32602 | write | {"task_id":"a_00000000","x":1,"if_revision":99,"status":"running"}
          413    | write | {"task_id":"a_00000000","result":"LONG","if_revision":99,"status":"running"}
          404    | write | {"task_id":"a_00000000","if_revision":99,"status":"running"}
          410    | write | {"task_id":"a_11111111","if_revision":99,"status":"running"}
          412    | write | {"task_id":"a_22222222","if_revision":99,"status":"running"}
          409    | write | {"task_id":"a_22222222","if_revision":2,"status":"running"}
          """)
  void json_rpc_and_bus_check_in_this_order(int code, String right, String params) {
    JsonObject update = new JsonObject(params.replace("LONG", LONG));
    try (RpcClient client = new RpcClient(server, Tokens.bearer(right))) {
      JsonObject error = client.error("jobs.update", update);
      assertThat(error.getInteger("code")).isEqualTo(code);
    }
    if (code != 403) {
      assertThat(server.bus.failure("jobs.update", update).failureCode())
          .isEqualTo(code == -32602 ? 400 : code);
    }
  }
}
