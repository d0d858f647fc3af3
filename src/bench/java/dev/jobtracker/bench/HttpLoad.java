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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Many keep-alive connections on one thread; each sends its next request when the last one is
 * answered. It reads of an answer only its status and its length, so that it is the server that is
 * measured.
 */
final class HttpLoad {
  private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);

  private final ServerProcess server;
  private final Supplier<HttpScript> scripts;
  private final ByteBuffer transfer = ByteBuffer.allocateDirect(64 * 1024);
  private final Histogram nanos = new Histogram(3);

  private HttpLoad(ServerProcess server, Supplier<HttpScript> scripts) {
    this.server = server;
    this.scripts = scripts;
  }

  /** Lets this many connections follow their scripts for some seconds. */
  static HttpSample run(
      ServerProcess server, int connections, double seconds, Supplier<HttpScript> scripts)
      throws IOException {
    return new HttpLoad(server, scripts).run(connections, seconds);
  }

  private HttpSample run(int connections, double seconds) throws IOException {
    try (Selector selector = Selector.open()) {
      List<Connection> open = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        open.add(new Connection(selector));
      }
      double cpu = server.cpuMicros();
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      for (Connection connection : open) {
        connection.ask();
      }
      while (System.nanoTime() < end) {
        selector.select(key -> ((Connection) key.attachment()).read(), 1_000);
      }
      double took = (System.nanoTime() - start) / 1e9;
      double used = server.cpuMicros() - cpu;
      for (Connection connection : open) {
        connection.channel.close();
      }
      return HttpSample.of(nanos, took, used);
    }
  }

  private final class Connection {
    private final SocketChannel channel;
    private final HttpScript script = scripts.get();
    private byte[] answer = new byte[4 * 1024];
    private int length;
    private int expected;
    private long asked;

    Connection(Selector selector) throws IOException {
      channel = SocketChannel.open(server.address());
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void ask() throws IOException {
      transfer.clear().put(script.next()).flip();
      length = 0;
      expected = 0;
      asked = System.nanoTime();
      while (transfer.hasRemaining()) {
        channel.write(transfer);
      }
    }

    void read() {
      try {
        transfer.clear();
        if (channel.read(transfer) < 0) {
          throw new EOFException("the server closed a connection");
        }
        take(transfer.flip());
        if (expected > 0 && length >= expected) {
          nanos.recordValue(System.nanoTime() - asked);
          answered();
          ask();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void take(ByteBuffer more) {
      int end = length + more.remaining();
      if (end > answer.length) {
        answer = Arrays.copyOf(answer, 2 * end);
      }
      more.get(answer, length, more.remaining());
      length = end;
      if (expected == 0) {
        expected = expected();
      }
    }

    private void answered() throws IOException {
      if (answer[9] != '2') {
        throw new IOException(new String(answer, 0, length, StandardCharsets.UTF_8));
      }
      script.answered(answer, length);
    }

    /** Returns how long the whole answer is, or 0 while its head is not complete. */
    private int expected() {
      int body = 0;
      int matched = 0;
      for (int i = 0; i < length; i++) {
        byte one = answer[i];
        if (one == '\n' && i >= 3 && answer[i - 2] == '\n') {
          return i + 1 + body;
        }
        matched = (one | 0x20) == (LENGTH[matched] | 0x20) ? matched + 1 : one == '\r' ? 1 : 0;
        if (matched == LENGTH.length) {
          for (int digit = i + 1; digit < length && answer[digit] >= '0'; digit++) {
            body = 10 * body + answer[digit] - '0';
          }
          matched = 0;
        }
      }
      return 0;
    }
  }
}
