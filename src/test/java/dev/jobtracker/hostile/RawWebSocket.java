package dev.jobtracker.hostile;

import static dev.jobtracker.hostile.RawFrames.CLOSE;
import static dev.jobtracker.hostile.RawFrames.FINAL;
import static dev.jobtracker.hostile.RawFrames.PING;
import static dev.jobtracker.hostile.RawFrames.PONG;
import static dev.jobtracker.hostile.RawFrames.TEXT;
import static dev.jobtracker.hostile.RawFrames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A WebSocket by hand (RFC 6455) on a plain socket: it reads when it is told to, and only then. */
public final class RawWebSocket implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;
  private static final String PINGED = "\"a ping\"";

  final RawConnection connection;

  /** Opens one at the live door. */
  public RawWebSocket(int port) throws IOException {
    connection = new RawConnection(port);
    connection.send(RawFrames.UPGRADE);
    assertThat(connection.answer(false).status()).isEqualTo(101);
  }

  static byte[] text(String text) {
    return frame(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the next message, whose fragments it joins; a ping is answered and counts as one. */
  public String message() throws IOException {
    StringBuilder message = new StringBuilder();
    while (true) {
      int first = connection.octet();
      int length = connection.octet();
      assertThat(length).as("a server masks nothing").isLessThan(128);
      byte[] extended = length < 126 ? new byte[0] : connection.exactly(length == 126 ? 2 : 8);
      for (int i = 0; i < extended.length; i++) {
        length = (i == 0 ? 0 : length << 8) | (extended[i] & 0xff);
      }
      byte[] payload = connection.exactly(length);
      switch (first & 15) {
        case CLOSE -> throw new Closed(ByteBuffer.wrap(payload));
        case PING -> {
          connection.send(frame(FINAL | PONG, payload));
          return PINGED;
        }
        case PONG -> {
          // Nobody waits for it.
        }
        default -> {
          message.append(new String(payload, StandardCharsets.UTF_8));
          if ((first & FINAL) != 0) {
            return message.toString();
          }
        }
      }
    }
  }

  /** Reads to the answer of the call with this id, past everything else. */
  public JsonObject answer(String id) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    // A server that only pings would never run into the deadline of the connection.
    while (System.nanoTime() < end) {
      Object message = Json.decodeValue(message());
      if (message instanceof JsonObject answer && id.equals(answer.getValue("id"))) {
        return answer;
      }
    }
    throw new AssertionError("neither answered nor closed within " + DEADLINE_SECONDS + " s");
  }

  /** Reads to the end and returns the close code; 1006 for an end without one. */
  public int closeCode() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    try {
      while (System.nanoTime() < end) {
        message();
      }
      throw new AssertionError("not closed within " + DEADLINE_SECONDS + " s");
    } catch (Closed closed) {
      return closed.code;
    } catch (EOFException | SocketException cut) {
      return 1006;
    }
  }

  @Override
  public void close() {
    connection.close();
  }

  /** The server has said that it closes. */
  static final class Closed extends IOException {
    private static final long serialVersionUID = 1L;

    final int code;

    Closed(ByteBuffer payload) {
      super("closed by the server");
      code = payload.remaining() < 2 ? 1005 : payload.getShort() & 0xffff;
    }
  }
}
