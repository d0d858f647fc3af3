package dev.jobtracker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Watchers of a server, each of one job, and the workers of these jobs, each on a WebSocket of its
 * own. A worker says in {@code current_step} when it sent an update; one clock serves all processes
 * of a machine, so a watcher knows how long the state took to reach it. One thread reads for all
 * watchers; whoever calls {@link #work} is all workers.
 */
final class Crowd {
  private static final byte[] STEP = "\"current_step\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CHANGED = "jobs.changed".getBytes(StandardCharsets.US_ASCII);

  /** How far into a frame its method begins; all news of one server begin alike. */
  private static final int METHOD_WITHIN = 64;

  /** How long after the last update its states may come in. */
  private static final long LATE_NANOS = 2_000_000_000L;

  private static final long QUIET_NANOS = 200_000_000L;

  private final ServerProcess server;
  private final Selector selector = Selector.open();
  private final List<RawSocket> watchers = new ArrayList<>();
  private final List<RawSocket> workers = new ArrayList<>();
  private final List<String> ids;
  private final AtomicLongArray newest;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final Recorder nanos = new Recorder(3);
  private final Thread reading = new Thread(this::read, "watchers");
  private volatile boolean closed;

  /** Opens the sockets; as many watch each of the jobs. */
  Crowd(ServerProcess server, List<String> ids, int watchersOfEach) throws IOException {
    this(server, server, ids, watchersOfEach);
  }

  /** The same where the workers are at another node; what is measured is the first one. */
  Crowd(ServerProcess server, ServerProcess ofWorkers, List<String> ids, int watchersOfEach)
      throws IOException {
    this.server = server;
    this.ids = ids;
    reading.setDaemon(true);
    // The server deals connections out to its event loops in turn, so workers come first, lest
    // a number of watchers that happens to fit puts them all on one loop.
    for (String id : ids) {
      workers.add(RawSocket.open(ofWorkers, selector, (bytes, from, to) -> {}));
    }
    newest = new AtomicLongArray(ids.size() * watchersOfEach);
    for (int i = 0; i < newest.length(); i++) {
      int watcher = i;
      RawSocket socket =
          RawSocket.open(server, selector, (bytes, from, to) -> frame(watcher, bytes, from, to));
      watchers.add(socket);
      socket.send(Frames.text(watch(ids.get(i / watchersOfEach))));
    }
    reading.start();
    awaitAtLeast(answered, watchers.size(), 20 * LATE_NANOS);
    if (answered.get() != watchers.size()) {
      throw new IOException("only " + answered + " watches were answered");
    }
  }

  private static String watch(String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"jobs.watch\",\"params\":{\"task_id\":\"%s\"}}"
        .formatted(id);
  }

  private static ByteBuffer update(String id, long sent) {
    return Frames.text(
        ("{\"jsonrpc\":\"2.0\",\"method\":\"jobs.update\","
                + "\"params\":{\"task_id\":\"%s\",\"current_step\":\"%019d\"}}")
            .formatted(id, sent));
  }

  private void read() {
    ByteBuffer transfer = ByteBuffer.allocateDirect(64 * 1024);
    try {
      while (!closed) {
        selector.select(key -> ((RawSocket) key.attachment()).read(transfer), 100);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void frame(int watcher, byte[] bytes, int begin, int end) {
    if (Bytes.indexOf(bytes, begin, Math.min(end, begin + METHOD_WITHIN), CHANGED) < 0) {
      answered.incrementAndGet();
      return;
    }
    long sent = 0;
    int digit = Bytes.indexOf(bytes, begin, end, STEP) + STEP.length;
    for (; bytes[digit] != '"'; digit++) {
      sent = 10 * sent + bytes[digit] - '0';
    }
    nanos.recordValue(Math.max(0, System.nanoTime() - sent));
    newest.lazySet(watcher, sent);
    delivered.lazySet(delivered.get() + 1);
  }

  /** Lets every job be updated so many times a second, one job after the other, for some time. */
  FanoutSample work(double updatesPerJob, double seconds) throws IOException {
    settle();
    nanos.reset();
    long before = delivered.get();
    double cpu = server.cpuMicros();
    long updates = Math.round(updatesPerJob * ids.size() * seconds);
    double pause = 1e9 / (updatesPerJob * ids.size());
    long[] last = new long[ids.size()];
    long start = System.nanoTime();
    for (long i = 0; i < updates; i++) {
      long due = start + (long) (i * pause);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      int job = (int) (i % ids.size());
      last[job] = System.nanoTime();
      workers.get(job).send(update(ids.get(job), last[job]));
    }
    double took = (System.nanoTime() - start) / 1e9;
    long expected = updates * watchers.size() / ids.size();
    awaitAtLeast(delivered, before + expected, LATE_NANOS);
    if (!reading.isAlive()) {
      throw new IOException("the watchers lost their server");
    }
    double used = server.cpuMicros() - cpu;
    long got = delivered.get() - before;
    Histogram times = nanos.getIntervalHistogram();
    return new FanoutSample(
        got / took,
        times.getValueAtPercentile(50) / 1e6,
        times.getValueAtPercentile(99) / 1e6,
        used / got,
        used / 1e6 / took,
        expected - got,
        behind(last));
  }

  /** Waits until nothing comes any more of what the workers of another crowd sent last. */
  private void settle() {
    long seen = -1;
    while (seen != delivered.get()) {
      seen = delivered.get();
      LockSupport.parkNanos(QUIET_NANOS);
    }
  }

  /** Returns how many watchers do not know the last state of their job. */
  private int behind(long[] last) {
    int behind = 0;
    for (int i = 0; i < watchers.size(); i++) {
      behind += newest.get(i) == last[i / (watchers.size() / ids.size())] ? 0 : 1;
    }
    return behind;
  }

  private static void awaitAtLeast(AtomicLong count, long expected, long patience) {
    long end = System.nanoTime() + patience;
    while (count.get() < expected && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Ends all threads and connections. */
  void close() throws IOException, InterruptedException {
    closed = true;
    reading.join();
    for (RawSocket socket : watchers) {
      socket.close();
    }
    for (RawSocket worker : workers) {
      worker.close();
    }
    selector.close();
  }
}
