package dev.jobtracker.hostile;

import static dev.jobtracker.hostile.RawFrames.BINARY;
import static dev.jobtracker.hostile.RawFrames.CLOSE;
import static dev.jobtracker.hostile.RawFrames.CONTINUATION;
import static dev.jobtracker.hostile.RawFrames.FINAL;
import static dev.jobtracker.hostile.RawFrames.PING;
import static dev.jobtracker.hostile.RawFrames.PONG;
import static dev.jobtracker.hostile.RawFrames.TEXT;
import static dev.jobtracker.hostile.RawFrames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** WebSocket frames as RFC 6455 forbids them, and some odd ones that it allows. */
class FrameHuntTest {
  private static final int HUNTERS = 32;
  private static final int SOCKETS = 40;
  private static final int MAX_FRAME = 1 << 16;

  /** The call with which every client ends, in the hope for an answer. */
  private static final byte[] LAST =
      RawWebSocket.text("{\"jsonrpc\":\"2.0\",\"id\":\"last\",\"method\":\"jobs.stats\"}");

  private static final int ANSWERED = 0;

  /** A violation that comes before the socket is looked at shows only as silence after a ping. */
  private static final int SILENT = 1001;

  private static final int CUT = 1006;

  private final Server server =
      new Server(
          new JsonObject()
              .put(
                  "live",
                  new JsonObject().put("ping_interval", "3s").put("max_frame_bytes", MAX_FRAME)),
          2);

  /** What is sent, and the ways in which the connection may go on. */
  private record Odd(byte[] bytes, Integer... ends) {}

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void odd_frames_are_answered_or_end_the_connection_with_its_code() {
    JsonObject job = server.bus.create("import");
    Calm calm = Calm.of(server);
    Hunt.run(HUNTERS, (number, random) -> hunt(new OddJson(random), random));
    assertThat(server.bus.get(job)).isEqualTo(job);
    calm.check();
  }

  private int hunt(OddJson json, Random random) throws IOException {
    for (int i = 0; i < SOCKETS; i++) {
      Odd odd = odd(json, random);
      try (RawWebSocket socket = new RawWebSocket(server.port)) {
        socket.connection.send(OddJson.joined(odd.bytes, LAST));
        assertThat(end(socket)).isIn((Object[]) odd.ends);
      } catch (IOException | AssertionError e) {
        throw new AssertionError(e + "\nafter " + Hunt.shown(odd.bytes), e);
      }
    }
    return SOCKETS;
  }

  private static int end(RawWebSocket socket) throws IOException {
    try {
      socket.answer("last");
      return ANSWERED;
    } catch (RawWebSocket.Closed closed) {
      return closed.code;
    } catch (EOFException | SocketException cut) {
      return CUT;
    }
  }

  private static Odd odd(OddJson json, Random random) {
    byte[] some = new byte[random.nextInt(200)];
    random.nextBytes(some);
    byte[] text = json.bytes(json.value());
    byte[] small = Arrays.copyOf(some, Math.min(some.length, 125));
    return switch (json.chance(100) ? 15 : random.nextInt(15)) {
      case 0 -> new Odd(frame(FINAL | (3 + random.nextInt(5)), small), 1002, SILENT, CUT);
      case 1 -> new Odd(frame(FINAL | (11 + random.nextInt(5)), small), 1002, SILENT, CUT);
      case 2 -> new Odd(frame(FINAL | TEXT | (16 << random.nextInt(3)), text), 1002, SILENT, CUT);
      case 3 -> new Odd(unmasked(small), 1002, SILENT, CUT);
      case 4 -> new Odd(frame(FINAL | CONTINUATION, small), 1002, SILENT, CUT);
      case 5 -> new Odd(twoBeginnings(text), 1002, SILENT, CUT);
      case 6 -> new Odd(frame(json.oneOf(CLOSE, PING, PONG), small), 1002, SILENT, CUT);
      case 7 ->
          new Odd(frame(FINAL | json.oneOf(CLOSE, PING, PONG), new byte[126]), 1002, SILENT, CUT);
      case 8 -> new Odd(frame(FINAL | BINARY, some), 1003);
      case 9 ->
          new Odd(
              frame(FINAL | TEXT, MAX_FRAME + 1 + random.nextInt(1 << 30), true, text),
              1009,
              1002,
              SILENT,
              CUT);
      case 10 ->
          new Odd(
              frame(FINAL | TEXT, Long.MIN_VALUE | random.nextLong(), true, text),
              1002,
              1009,
              SILENT,
              CUT);
      case 11 -> new Odd(frame(FINAL | CLOSE, badClose(json)), 1002, 1007, SILENT, CUT);
      case 12 -> new Odd(manyOf(frame(FINAL | json.oneOf(PING, PONG), small)), ANSWERED);
      case 13 -> new Odd(fragments(text, random), ANSWERED);
      case 14 -> new Odd(frame(FINAL | TEXT, some), ANSWERED, 1007);
      // It waits for what never comes, until the second ping finds that no pong has come.
      default -> new Odd(frame(FINAL | TEXT, text.length + 500, true, text), SILENT, CUT);
    };
  }

  private static byte[] unmasked(byte[] payload) {
    return OddJson.joined(new byte[] {(byte) (FINAL | TEXT), (byte) payload.length}, payload);
  }

  private static byte[] twoBeginnings(byte[] text) {
    return OddJson.joined(frame(TEXT, text), frame(FINAL | TEXT, text));
  }

  private static byte[] badClose(OddJson json) {
    return json.oneOf(
        new byte[] {3},
        new byte[] {0, 0},
        new byte[] {3, (byte) 0xed},
        new byte[] {3, (byte) 0xee},
        new byte[] {3, (byte) 0xe8, (byte) 0xff});
  }

  private static byte[] manyOf(byte[] frame) {
    byte[][] all = new byte[50][];
    Arrays.fill(all, frame);
    return OddJson.joined(all);
  }

  /** A message in pieces, cut through characters and with a ping in between. */
  private static byte[] fragments(byte[] text, Random random) {
    byte[] all = {};
    for (int from = 0; from < text.length; ) {
      int to = Math.min(text.length, from + 1 + random.nextInt(1 + text.length / 8));
      int opcode = (from == 0 ? TEXT : CONTINUATION) | (to == text.length ? FINAL : 0);
      byte[] fragment = frame(opcode, Arrays.copyOfRange(text, from, to));
      all =
          OddJson.joined(all, fragment, frame(FINAL | PING, "?".getBytes(StandardCharsets.UTF_8)));
      from = to;
    }
    return all;
  }
}
