package dev.jobtracker.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** WebSocket frames of a client (RFC 6455), as far as a load needs them: short ones. */
final class Frames {
  private static final int TEXT = 0x81;
  private static final int PONG = 0x8A;
  private static final int MASKED = 0x80;
  private static final int LONG = 126;

  private Frames() {}

  /** Returns the request that begins a WebSocket, with more headers, each with its line end. */
  static byte[] upgrade(String path, String headers) {
    return ("GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n%s\r\n")
        .formatted(path, headers)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns a text in a frame. The mask is zero, so that masking it costs the client nothing. */
  static ByteBuffer text(String text) {
    return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the answer to a ping. */
  static ByteBuffer pong() {
    return frame(PONG, new byte[0]);
  }

  private static ByteBuffer frame(int kind, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(8 + payload.length).put((byte) kind);
    if (payload.length < LONG) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | LONG)).putShort((short) payload.length);
    }
    return frame.putInt(0).put(payload).flip();
  }
}
