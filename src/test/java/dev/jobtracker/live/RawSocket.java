package dev.jobtracker.live;

import dev.jobtracker.hostile.RawFrames;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket written by hand (RFC 6455, section 5), for frames that no client library sends and
 * for peers that do not answer: it sends nothing by itself.
 */
final class RawSocket {
  static final int CONTINUATION = RawFrames.CONTINUATION;
  static final int TEXT = RawFrames.TEXT;
  static final int BINARY = RawFrames.BINARY;
  static final int CLOSE = RawFrames.CLOSE;
  static final int PING = RawFrames.PING;
  static final int PONG = RawFrames.PONG;

  private static final int FIN = RawFrames.FINAL;
  private static final long DEADLINE_SECONDS = 30;
  private static final Frame END = new Frame(-1, true, Buffer.buffer());

  /** A frame that the server sent; {@link #END} where it ended the connection. */
  record Frame(int opcode, boolean last, Buffer payload) {
    String text() {
      return payload.toString(StandardCharsets.UTF_8);
    }
  }

  private final NetSocket socket;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private Buffer unread = Buffer.buffer();
  private final Promise<Void> upgraded = Promise.promise();

  RawSocket(Server server) {
    socket =
        Bus.await(
            server
                .sockets
                .connect(server.port, "127.0.0.1")
                .onSuccess(
                    connected ->
                        connected
                            .handler(this::read)
                            .closeHandler(closed -> frames.add(END))
                            .exceptionHandler(broken -> {})));
    Bus.await(socket.write(RawFrames.UPGRADE));
    Bus.await(upgraded.future());
  }

  private void read(Buffer bytes) {
    unread.appendBuffer(bytes);
    if (!upgraded.future().isComplete()) {
      int end = unread.toString(StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
      if (end < 0) {
        return;
      }
      upgraded.complete();
      unread = unread.getBuffer(end + 4, unread.length());
    }
    int begin = 0;
    int length = frameLength(begin);
    while (length > 0) {
      int header = headerLength(begin);
      Buffer payload = unread.getBuffer(begin + header, begin + length);
      int first = unread.getByte(begin);
      frames.add(new Frame(first & 0x0f, (first & FIN) != 0, payload));
      begin += length;
      length = frameLength(begin);
    }
    unread = unread.getBuffer(begin, unread.length());
  }

  private int headerLength(int at) {
    return switch (unread.getByte(at + 1) & 0x7f) {
      case 126 -> 4;
      case 127 -> 10;
      default -> 2;
    };
  }

  /** Returns how long the frame that begins here is, or 0 when it is not all there. */
  private int frameLength(int at) {
    if (unread.length() < at + 2 || unread.length() < at + headerLength(at)) {
      return 0;
    }
    int header = headerLength(at);
    int payload =
        switch (header) {
          case 4 -> unread.getUnsignedShort(at + 2);
          case 10 -> (int) unread.getLong(at + 2);
          default -> unread.getByte(at + 1) & 0x7f;
        };
    return unread.length() < at + header + payload ? 0 : header + payload;
  }

  /** Sends a whole message in one frame. */
  void send(int opcode, byte[] payload) {
    send(FIN | opcode, true, payload);
  }

  /** Sends a fragment. */
  void sendFragment(int opcode, boolean last, byte[] payload) {
    send(last ? FIN | opcode : opcode, true, payload);
  }

  /** Sends a frame with this first byte, which need not make sense. */
  void send(int firstByte, boolean masked, byte[] payload) {
    write(RawFrames.frame(firstByte, payload.length, masked, payload));
  }

  private void write(byte[] bytes) {
    socket.write(Buffer.buffer(bytes));
  }

  /** Sends the beginning of a frame that is said to be this long. */
  void sendHeader(int firstByte, long length) {
    write(RawFrames.frame(firstByte, length, true, new byte[0]));
  }

  void send(String text) {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes no more bytes from now on. */
  void stopReading() {
    socket.pause();
  }

  void readAgain() {
    socket.resume();
  }

  /** Returns the next frame, whatever it is. */
  Frame next() {
    try {
      Frame frame = frames.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame within " + DEADLINE_SECONDS + " s");
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the next frame of this kind; the end of the connection is an error. */
  Frame next(int opcode) {
    Frame frame = next();
    while (frame.opcode() != opcode) {
      if (frame == END) {
        throw new AssertionError("the connection ended");
      }
      frame = next();
    }
    return frame;
  }

  /** Returns the next text message, put together from its fragments. */
  String nextMessage() {
    Buffer message = Buffer.buffer();
    Frame frame = next(TEXT);
    message.appendBuffer(frame.payload());
    while (!frame.last()) {
      frame = next(CONTINUATION);
      message.appendBuffer(frame.payload());
    }
    return message.toString(StandardCharsets.UTF_8);
  }

  /** Waits until the server ends the connection; returns the code with which it said so. */
  int closeCode() {
    int code = -1;
    for (Frame frame = next(); frame != END; frame = next()) {
      if (frame.opcode() == CLOSE) {
        code = frame.payload().getUnsignedShort(0);
      }
    }
    return code;
  }

  void close() {
    socket.close();
  }
}
