package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad frames get the promised answer, and other sockets notice nothing (contract, section 8). */
class BadFramesTest {
  private static final int MAX_FRAME = 20_000;
  private static final String STATS =
      "{\"jsonrpc\":\"2.0\",\"id\":\"next\",\"method\":\"jobs.stats\"}";

  private static Server server;
  private static RpcClient bystander;
  private static JsonObject watched;
  private RawSocket socket;

  @BeforeAll
  static void start() {
    server =
        new Server(
            new JsonObject().put("live", new JsonObject().put("max_frame_bytes", MAX_FRAME)));
    bystander = new RpcClient(server);
    watched = server.bus.create("import");
    bystander.watchJob(watched);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    socket = new RawSocket(server);
  }

  @AfterEach
  void bystanderNoticedNothing() {
    socket.close();
    assertThat(bystander.isQuiet()).isTrue();
    JsonObject changed = server.bus.update(watched, new JsonObject().put("add", 1));
    assertThat(bystander.changed()).isEqualTo(changed);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private JsonObject answer() {
    return new JsonObject(socket.next(RawSocket.TEXT).text());
  }

  private int errorCode() {
    JsonObject answer = answer();
    assertThat(answer.containsKey("id")).isTrue();
    return answer.getJsonObject("error").getInteger("code");
  }

  private void assertStillAnswers() {
    socket.send(STATS);
    assertThat(answer().getString("id")).isEqualTo("next");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "this is not JSON                                                             | -32700",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"jobs.stats\"                       | -32700",
        "{\"hello\":\"world\"}                                                         | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"jobs.destroy\"}                     | -32601",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"jobs.watch\",\"params\":{\"a\":1}}   | -32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"jobs.watch\",\"params\":[\"a\"]}     | -32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"jobs.unwatch\",\"params\":{\"watch\":9}} | 404",
      })
  void text_that_is_no_good_call_is_answered_and_the_socket_lives(String text, int code) {
    socket.send(text);
    assertThat(errorCode()).isEqualTo(code);
    assertStillAnswers();
  }

  @Test
  void text_that_is_not_utf8_is_a_parse_error_and_the_socket_lives() {
    for (byte[] bad :
        new byte[][] {
          {'"', (byte) 0xff, '"'},
          {'"', (byte) 0xc0, (byte) 0x80, '"'},
          {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
          {'"', (byte) 0xe2, (byte) 0x82, '"'},
        }) {
      socket.send(RawSocket.TEXT, bad);
      assertThat(errorCode()).isEqualTo(-32700);
    }
    assertStillAnswers();
  }

  @Test
  void nesting_that_is_too_deep_is_a_parse_error() {
    socket.send("[".repeat(MAX_FRAME - 1));
    assertThat(errorCode()).isEqualTo(-32700);
    assertStillAnswers();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000, 100_000})
  void frame_over_the_limit_is_closed_with_1009(int more) {
    byte[] large = new byte[MAX_FRAME + more];
    Arrays.fill(large, (byte) ' ');
    socket.send(RawSocket.TEXT, large);
    assertThat(socket.closeCode()).isEqualTo(1009);
  }

  @Test
  void frame_of_the_limit_is_read() {
    socket.send(STATS + " ".repeat(MAX_FRAME - STATS.length()));
    assertThat(answer().getString("id")).isEqualTo("next");
  }

  @Test
  void frame_that_announces_more_than_there_is_memory_is_closed_with_1009() {
    socket.send(0x81, true, new byte[0]);
    assertThat(errorCode()).isEqualTo(-32700);
    socket.sendHeader(0x81, Long.MAX_VALUE);
    assertThat(socket.closeCode()).isEqualTo(1009);
  }

  @Test
  void fragments_make_one_message_wherever_they_are_cut() {
    byte[] call = bytes("{\"jsonrpc\":\"2.0\",\"id\":\"é€😀\",\"method\":\"jobs.stats\"}");
    for (int i = 0; i < call.length; i++) {
      int opcode = i == 0 ? RawSocket.TEXT : RawSocket.CONTINUATION;
      socket.sendFragment(opcode, i == call.length - 1, new byte[] {call[i]});
      if (i == 7) {
        socket.send(RawSocket.PING, bytes("in between"));
      }
    }
    assertThat(socket.next(RawSocket.PONG).text()).isEqualTo("in between");
    assertThat(answer().getString("id")).isEqualTo("é€😀");
  }

  @Test
  void fragments_over_the_limit_are_closed_with_1009() {
    byte[] half = new byte[MAX_FRAME / 2];
    Arrays.fill(half, (byte) ' ');
    socket.sendFragment(RawSocket.TEXT, false, half);
    socket.sendFragment(RawSocket.CONTINUATION, false, half);
    socket.sendFragment(RawSocket.CONTINUATION, false, new byte[] {' '});
    assertThat(socket.closeCode()).isEqualTo(1009);
  }

  @Test
  void binary_frame_is_closed_with_1003() {
    socket.send(RawSocket.BINARY, bytes(STATS));
    assertThat(socket.closeCode()).isEqualTo(1003);
  }

  @Test
  void fragments_of_a_binary_message_are_closed_with_1003() {
    socket.sendFragment(RawSocket.BINARY, false, bytes(STATS));
    socket.sendFragment(RawSocket.CONTINUATION, true, bytes(STATS));
    assertThat(socket.closeCode()).isEqualTo(1003);
  }

  @ParameterizedTest
  @CsvSource({
    // No mask, each reserved bit, unknown kinds, a control frame in fragments or too long.
    "129, false, 2",
    "193, true, 2",
    "161, true, 2",
    "145, true, 2",
    "131, true, 2",
    "143, true, 2",
    "9, true, 2",
    "137, true, 126",
    // A continuation of nothing.
    "128, true, 2",
  })
  void frame_that_breaks_the_protocol_is_closed_with_1002(int first, boolean masked, int length) {
    socket.send(first, masked, new byte[length]);
    assertThat(socket.closeCode()).isEqualTo(1002);
  }

  @Test
  void close_is_answered_with_its_own_code() {
    socket.send(RawSocket.CLOSE, new byte[] {3, (byte) 0xe8});
    assertThat(socket.closeCode()).isEqualTo(1000);
  }

  @Test
  void ping_is_answered_with_a_pong_of_the_same_bytes() {
    socket.send(RawSocket.PING, bytes("are you there?"));
    assertThat(socket.next(RawSocket.PONG).text()).isEqualTo("are you there?");
    assertStillAnswers();
  }

  @Test
  void batch_of_a_thousand_is_one_error() {
    String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\"}";
    String batch = "[" + String.join(",", Collections.nCopies(480, call)) + "]";
    assertThat(batch.length()).isLessThan(MAX_FRAME);
    socket.send(batch);
    assertThat(errorCode()).isEqualTo(-32600);
    socket.send("[" + String.join(",", Collections.nCopies(1_000, "1")) + "]");
    assertThat(errorCode()).isEqualTo(-32600);
    assertStillAnswers();
  }

  @Test
  void ten_thousand_watches_are_a_thousand_and_then_429() {
    int accepted = 0;
    for (int i = 0; i < 100; i++) {
      JsonArray batch = new JsonArray();
      for (int j = 0; j < 100; j++) {
        batch.add(
            JsonObject.of("jsonrpc", "2.0", "id", j, "method", "jobs.watch")
                .put("params", new JsonObject().put("type", "t" + i + "." + j)));
      }
      socket.send(batch.encode());
      for (Object each : new JsonArray(socket.next(RawSocket.TEXT).text())) {
        JsonObject answer = (JsonObject) each;
        if (answer.containsKey("result")) {
          accepted++;
        } else {
          assertThat(answer.getJsonObject("error").getInteger("code")).isEqualTo(429);
        }
      }
    }
    assertThat(accepted).isEqualTo(1_000);
    assertStillAnswers();
  }

  @Test
  void client_that_sends_without_reading_waits_and_is_answered_in_order() {
    int calls = 5_000;
    socket.stopReading();
    for (int i = 0; i < calls; i++) {
      socket.send("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"jobs.stats\"}");
    }
    JsonObject changed = server.bus.update(watched, new JsonObject().put("add", 1));
    assertThat(bystander.changed()).isEqualTo(changed);
    socket.readAgain();
    for (int i = 0; i < calls; i++) {
      String text = socket.next(RawSocket.TEXT).text();
      assertThat(text).startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",");
    }
  }
}
