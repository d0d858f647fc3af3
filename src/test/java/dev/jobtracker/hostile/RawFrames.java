package dev.jobtracker.hostile;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a client of the live door writes by hand (RFC 6455, sections 4 and 5): the upgrade, and
 * frames that may have any bit set and any length claimed.
 */
public final class RawFrames {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;
  public static final int FINAL = 0x80;

  /** Asks for a WebSocket; the server's answer ends with an empty line. */
  public static final String UPGRADE =
      "GET /api/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  private static final int LONGEST_HEADER = 14;
  private static final byte[] MASK = {17, 34, 51, 68};
  private static final byte[] NO_MASK = {0, 0, 0, 0};

  private RawFrames() {}

  /** Returns a frame; {@code first} is its first byte, and the payload is masked as it must be. */
  public static byte[] frame(int first, byte[] payload) {
    return frame(first, payload.length, true, payload);
  }

  /** Returns a frame that claims another length than it has, or is not masked. */
  public static byte[] frame(int first, long claimed, boolean masked, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(LONGEST_HEADER + payload.length);
    int bit = masked ? 0x80 : 0;
    byte[] mask = masked ? MASK : NO_MASK;
    frame.put((byte) first);
    if (claimed >= 0 && claimed < 126) {
      frame.put((byte) (bit | claimed));
    } else if (claimed >= 0 && claimed < 1 << 16) {
      frame.put((byte) (bit | 126)).putShort((short) claimed);
    } else {
      frame.put((byte) (bit | 127)).putLong(claimed);
    }
    if (masked) {
      frame.put(mask);
    }
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i % 4]));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }
}
