package dev.jobtracker.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** A WebSocket that costs the load next to nothing: it cuts the stream into frames, no more. */
final class RawSocket {
  /** Takes the text frames of sockets. */
  interface Reader {
    /** Takes the text of one frame, which lies in these bytes until the method returns. */
    void text(byte[] bytes, int begin, int end);
  }

  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int PING = 0x9;
  private static final int CLOSE = 0x8;
  private static final int TWO_BYTES = 126;

  private static final long FULL_NANOS = 100_000;

  private final SocketChannel channel;
  private final Reader reader;
  private byte[] pending = new byte[2 * 1024];
  private int length;

  private RawSocket(SocketChannel channel, Reader reader) {
    this.channel = channel;
    this.reader = reader;
  }

  /** Opens a socket whose frames are read when the selector says so. */
  static RawSocket open(ServerProcess server, Selector selector, Reader reader) throws IOException {
    SocketChannel channel = SocketChannel.open(server.address());
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.write(ByteBuffer.wrap(Frames.upgrade("/api/ws", server.headers())));
    RawSocket socket = new RawSocket(channel, reader);
    socket.takeHead();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, socket);
    return socket;
  }

  private void takeHead() throws IOException {
    ByteBuffer transfer = ByteBuffer.allocate(1024);
    int end = -1;
    while (end < 0) {
      take(transfer);
      end = Bytes.indexOf(pending, 0, length, HEAD_END);
    }
    if (!new String(pending, 0, end, StandardCharsets.US_ASCII).contains(" 101 ")) {
      throw new IOException(new String(pending, 0, length, StandardCharsets.UTF_8));
    }
    keep(end + HEAD_END.length);
  }

  private void take(ByteBuffer transfer) throws IOException {
    transfer.clear();
    if (channel.read(transfer) < 0) {
      throw new EOFException("the server closed a WebSocket");
    }
    transfer.flip();
    if (length + transfer.remaining() > pending.length) {
      pending = Arrays.copyOf(pending, 2 * (length + transfer.remaining()));
    }
    int more = transfer.remaining();
    transfer.get(pending, length, more);
    length += more;
  }

  /** Sends a frame, and waits while the server does not read; no two frames get mixed. */
  synchronized void send(ByteBuffer frame) throws IOException {
    while (frame.hasRemaining()) {
      if (channel.write(frame) == 0) {
        LockSupport.parkNanos(FULL_NANOS);
      }
    }
  }

  /** Reads what has come, to be called when something has. */
  void read(ByteBuffer transfer) {
    try {
      take(transfer);
      int begin = 0;
      int end = frameEnd(begin);
      while (end > 0) {
        frame(begin, end);
        begin = end;
        end = frameEnd(begin);
      }
      keep(begin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void frame(int begin, int end) throws IOException {
    int kind = pending[begin] & 0xF;
    if (kind == PING) {
      send(Frames.pong());
    } else if (kind == CLOSE) {
      int reason = begin + headLength(begin) + 2;
      String why = new String(pending, reason, end - reason, StandardCharsets.UTF_8);
      throw new EOFException("the server closes a WebSocket: " + why);
    } else {
      reader.text(pending, begin + headLength(begin), end);
    }
  }

  /** Returns where the frame ends that begins here, or 0 where it is not complete. */
  private int frameEnd(int begin) {
    if (length < begin + 4) {
      return length == begin + 2 && pending[begin + 1] == 0 ? length : 0;
    }
    int size = pending[begin + 1];
    if (size == TWO_BYTES) {
      size = (pending[begin + 2] & 0xFF) << 8 | pending[begin + 3] & 0xFF;
    } else if (size > TWO_BYTES) {
      throw new IllegalStateException("a frame longer than a load expects");
    }
    int end = begin + headLength(begin) + size;
    return end <= length ? end : 0;
  }

  private int headLength(int begin) {
    return pending[begin + 1] == TWO_BYTES ? 4 : 2;
  }

  private void keep(int begin) {
    System.arraycopy(pending, begin, pending, 0, length - begin);
    length -= begin;
  }

  void close() throws IOException {
    channel.close();
  }
}
