package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket speaks JSON-RPC 2.0 as its standard says (contract, sections 5 and 8). */
class RpcTest {
  private static Server server;
  private RpcClient client;

  @BeforeAll
  static void start() {
    server = new Server(new JsonObject().put("live", new JsonObject().put("max_batch", 5)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    client = new RpcClient(server);
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private JsonObject single(String text) {
    return (JsonObject) client.answer(text);
  }

  private int code(String text) {
    return single(text).getJsonObject("error").getInteger("code");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // The standard's own examples of errors, section 7.
        "{\"jsonrpc\": \"2.0\", \"method\": \"foobar\", \"id\": \"1\"} | -32601",
        "{\"jsonrpc\": \"2.0\", \"method\": \"foobar, \"params\": \"bar\", \"baz] | -32700",
        "{\"jsonrpc\": \"2.0\", \"method\": 1, \"params\": \"bar\"} | -32600",
        "[{\"jsonrpc\": \"2.0\", \"method\": \"sum\", \"params\": [1,2,4], \"id\": \"1\"},{\"jsonrpc\": \"2.0\", \"method\" | -32700",
        "[] | -32600",
        // What else is no call.
        "'' | -32700",
        "1 | -32600",
        "null | -32600",
        "\"jobs.stats\" | -32600",
        "{} | -32600",
        "{\"jsonrpc\":\"1.0\",\"method\":\"jobs.stats\",\"id\":1} | -32600",
        "{\"method\":\"jobs.stats\",\"id\":1} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1} | -32600",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"id\":{}} | -32600",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"id\":true} | -32600",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"id\":1,\"params\":null} | -32600",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"id\":1,\"params\":7} | -32600",
        // Positional parameters, of a method that is unknown and of one that is known.
        "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [42, 23], \"id\": 1} | -32601",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.get\",\"params\":[\"a_12345678\"],\"id\":1} | -32602",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"params\":[],\"id\":1} | -32602",
        // What the strict reader refuses.
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"id\":1,\"id\":2} | -32700",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"id\":1}{} | -32700",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"id\":1e999} | -32700",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"id\":\"\\ud800\"} | -32700",
        // Failures of the verbs.
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.get\",\"id\":1} | -32602",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.get\",\"params\":{\"task_id\":7},\"id\":1} | -32602",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.get\",\"params\":{\"task_id\":\"a_12345678\"},\"id\":1} | 404",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.clear\",\"id\":1} | 403",
      })
  void bad_message_is_answered_with_the_code_of_the_standard(String text, int code) {
    assertThat(code(text.equals("''") ? "" : text)).isEqualTo(code);
    assertThat(single(call("next", "jobs.stats", "{}")).getString("id"))
        .as("the socket still works")
        .isEqualTo("next");
  }

  private static String call(String id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  @Test
  void error_carries_code_sentence_and_status() {
    assertThat(single(call("a", "jobs.get", "{\"task_id\":\"a_12345678\"}")).encode())
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{\"code\":404,\"message\":"
                + "\"task_id: there is no job \\\"a_12345678\\\"\",\"data\":{\"status\":404}}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-7", "1.5", "\"x\"", "null", "123456789012345678901234567890"})
  void id_comes_back_as_it_was(String id) {
    client.send("{\"jsonrpc\":\"2.0\",\"method\":\"jobs.stats\",\"id\":" + id + "}");
    assertThat(client.nextText()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\": \"2.0\", \"method\": \"update\", \"params\": [1,2,3,4,5]}",
        "{\"jsonrpc\": \"2.0\", \"method\": \"foobar\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.get\",\"params\":[1]}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.get\",\"params\":{\"task_id\":\"a_12345678\"}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.clear\"}",
        "[{\"jsonrpc\":\"2.0\",\"method\":\"notify_sum\",\"params\":[1,2,4]},"
            + "{\"jsonrpc\":\"2.0\",\"method\":\"notify_hello\",\"params\":[7]}]",
      })
  void notification_is_never_answered_not_even_with_an_error(String text) {
    client.send(text);
    assertThat(client.isQuiet()).isTrue();
  }

  @Test
  void notification_is_carried_out() {
    JsonObject job = server.bus.create("note");
    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.update\",\"params\":{\"task_id\":\"%s\",\"progress\":0.5}}"
            .formatted(job.getString("task_id")));
    assertThat(client.isQuiet()).isTrue();
    assertThat(server.bus.get(job).getDouble("progress")).isEqualTo(0.5);
  }

  @Test
  void batch_of_calls_notifications_and_rubbish_is_answered_as_the_standard_shows() {
    JsonArray answers =
        (JsonArray)
            client.answer(
                "["
                    + call("1", "jobs.stats", "{}")
                    + ",{\"jsonrpc\":\"2.0\",\"method\":\"notify_hello\",\"params\":[7]},"
                    + "{\"foo\":\"boo\"},"
                    + call("5", "foo.get", "{\"name\":\"myself\"}")
                    + ","
                    + call("9", "jobs.list", "{}")
                    + "]");
    assertThat(answers).hasSize(4);
    assertThat(answers.getJsonObject(0).getJsonObject("result").containsKey("total")).isTrue();
    assertThat(answers.getJsonObject(1).getValue("id")).isNull();
    assertThat(answers.getJsonObject(1).getJsonObject("error").getInteger("code"))
        .isEqualTo(-32600);
    assertThat(answers.getJsonObject(2).getJsonObject("error").getInteger("code"))
        .isEqualTo(-32601);
    assertThat(answers.getJsonObject(3).getString("id")).isEqualTo("9");
  }

  @Test
  void batch_of_rubbish_is_answered_call_by_call() {
    JsonArray answers = (JsonArray) client.answer("[1,2,3]");
    assertThat(answers).hasSize(3);
    for (Object answer : answers) {
      assertThat(((JsonObject) answer).getJsonObject("error").getInteger("code")).isEqualTo(-32600);
    }
  }

  @Test
  void batch_over_the_limit_is_one_error() {
    String call = call("1", "jobs.stats", "{}");
    String five = String.join(",", Collections.nCopies(5, call));
    assertThat((JsonArray) client.answer("[" + five + "]")).hasSize(5);
    JsonObject refused = single("[" + five + "," + call + "]");
    assertThat(refused.getValue("id")).isNull();
    assertThat(refused.getJsonObject("error").getInteger("code")).isEqualTo(-32600);
    assertThat(code("[" + String.join(",", Collections.nCopies(1000, call)) + "]"))
        .isEqualTo(-32600);
  }

  @Test
  void every_verb_works_and_means_what_it_means_elsewhere() {
    JsonObject job = client.result("jobs.create", new JsonObject().put("type", "verb"));
    JsonObject id = new JsonObject().put("task_id", job.getString("task_id"));
    assertThat(client.result("jobs.update", id.copy().put("progress", 0.25)).getInteger("revision"))
        .isEqualTo(2);
    assertThat(client.result("jobs.get", id)).isEqualTo(server.bus.get(job));
    JsonObject page = client.result("jobs.list", new JsonObject().put("type", "verb"));
    assertThat(page.getJsonArray("jobs")).hasSize(1);
    assertThat(client.result("jobs.cancel", id).getBoolean("cancel_requested")).isTrue();
    assertThat(client.error("jobs.update", id.copy().put("status", "pending")).getInteger("code"))
        .isEqualTo(409);
    assertThat(client.error("jobs.update", id.copy().put("if_revision", 1)).getInteger("code"))
        .isEqualTo(412);
    assertThat(client.result("jobs.delete", id)).isEqualTo(id);
    assertThat(client.error("jobs.get", id).getInteger("code")).isEqualTo(410);
  }

  @Test
  void long_answer_comes_in_frames_that_every_client_reads() {
    String result = "\ud83d\ude00é".repeat(30_000);
    JsonObject job = server.bus.create("long");
    server.bus.update(job, new JsonObject().put("result", result));
    JsonObject read =
        client.result("jobs.get", new JsonObject().put("task_id", job.getString("task_id")));
    assertThat(read.getString("result")).isEqualTo(result);
  }

  @Test
  void client_that_sends_pings_and_reads_no_pong_is_cut() {
    client.socket.pause();
    Buffer longest = Buffer.buffer(new byte[125]);
    eventually(
        () -> {
          for (int i = 0; i < 10_000; i++) {
            client.socket.writePing(longest);
          }
          assertThat(server.get("/metrics").body())
              .contains("jobtracker_slow_clients_closed_total 1.0");
        });
    client.socket.resume();
  }
}
