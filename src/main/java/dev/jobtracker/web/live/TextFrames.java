package dev.jobtracker.web.live;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Text messages as a WebSocket server sends them (RFC 6455, section 5.2): so encoded, one message
 * can be written to any number of sockets, since a server masks nothing.
 */
public final class TextFrames {
  /** Longer messages are sent in fragments, since some clients read no frame over 64 KiB. */
  static final int MAX_PAYLOAD = 32 * 1024;

  private static final int FINAL = 0x80;
  private static final int TEXT = 0x1;
  private static final int CONTINUATION = 0x0;
  private static final int LENGTH_IN_TWO_BYTES = 126;
  private static final int MAX_HEADER = 4;

  private TextFrames() {}

  /** Returns the message in one frame, or in as many as it needs. */
  public static byte[] encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the message in one frame, or in as many as it needs. */
  public static byte[] encode(byte[] utf8) {
    int frames = Math.max(1, (utf8.length + MAX_PAYLOAD - 1) / MAX_PAYLOAD);
    ByteArrayOutputStream out = new ByteArrayOutputStream(utf8.length + frames * MAX_HEADER);
    for (int frame = 0; frame < frames; frame++) {
      int begin = frame * MAX_PAYLOAD;
      int length = Math.min(MAX_PAYLOAD, utf8.length - begin);
      int kind = frame == 0 ? TEXT : CONTINUATION;
      out.write(frame == frames - 1 ? FINAL | kind : kind);
      writeLength(out, length);
      out.write(utf8, begin, length);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < LENGTH_IN_TWO_BYTES) {
      out.write(length);
    } else {
      out.write(LENGTH_IN_TWO_BYTES);
      out.write(length >> 8);
      out.write(length);
    }
  }
}
