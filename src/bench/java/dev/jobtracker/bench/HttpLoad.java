package dev.jobtracker.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Many keep-alive connections on one thread, each of which has one request under way. It reads of
 * an answer only its status and its length, so that it is the server that is measured.
 */
final class HttpLoad {
  private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);

  private static final ThreadMXBean OWN = ManagementFactory.getThreadMXBean();

  private final ServerProcess server;
  private final Supplier<HttpScript> scripts;
  private final ByteBuffer transfer = ByteBuffer.allocateDirect(64 * 1024);
  private final Histogram nanos = new Histogram(3);
  private final Deque<Connection> free = new ArrayDeque<>();
  private final double nanosBetween;
  private double due;

  private HttpLoad(ServerProcess server, Supplier<HttpScript> scripts, double nanosBetween) {
    this.server = server;
    this.scripts = scripts;
    this.nanosBetween = nanosBetween;
  }

  /** Asks as fast as the server answers. */
  static HttpLoad closed(ServerProcess server, Supplier<HttpScript> scripts) {
    return new HttpLoad(server, scripts, 0);
  }

  /**
   * Asks so many times a second, if the server is fast enough. A request that has to wait for a
   * free connection has been asked when it was due, so a server that stands still is seen.
   */
  static HttpLoad paced(ServerProcess server, Supplier<HttpScript> scripts, double rate) {
    return new HttpLoad(server, scripts, 1e9 / rate);
  }

  /** Lets this many connections follow their scripts for some seconds. */
  HttpSample run(int connections, double seconds) throws IOException {
    nanos.reset();
    free.clear();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        free.add(new Connection(selector));
      }
      double cpu = server.cpuMicros();
      long own = OWN.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      due = start;
      for (long now = start; now < end; now = System.nanoTime()) {
        ask(now);
        selector.select(key -> ((Connection) key.attachment()).read(), 1);
      }
      double took = (System.nanoTime() - start) / 1e9;
      double used = server.cpuMicros() - cpu;
      double loader = (OWN.getCurrentThreadCpuTime() - own) / 1e3;
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      return HttpSample.of(nanos, took, used, loader);
    }
  }

  private void ask(long now) throws IOException {
    while (due <= now && !free.isEmpty()) {
      free.poll().ask(nanosBetween == 0 ? System.nanoTime() : (long) due);
      due += nanosBetween;
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

    void ask(long when) throws IOException {
      asked = when;
      transfer.clear().put(script.next()).flip();
      length = 0;
      expected = 0;
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
          if (nanosBetween == 0) {
            ask(System.nanoTime());
          } else {
            free.add(this);
          }
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
