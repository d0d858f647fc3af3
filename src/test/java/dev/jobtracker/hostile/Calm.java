package dev.jobtracker.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a server holds before a storm, and must hold again when it is over. */
public final class Calm {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long SLACK_BYTES = 24L << 20;

  private final Server server;
  private final long heap;

  private Calm(Server server) {
    this.server = server;
    this.heap = liveHeap();
  }

  /** Remembers how the server is now. */
  public static Calm of(Server server) {
    return new Calm(server);
  }

  /** Waits until nobody but the asking client is connected and what was held is let go of. */
  public void check() {
    connectionsAreGone();
    for (String door : new String[] {"websocket", "sse", "poll"}) {
      String clients = "jobtracker_live_clients{door=\"" + door + "\"}";
      until(clients, () -> gauge(clients) == 0);
    }
    until("no watch", () -> gauge("jobtracker_watches") == 0);
    server.bus.call("jobs.clear", new JsonObject());
    until("the heap that there was", () -> liveHeap() < heap + SLACK_BYTES);
    assertThat(ask("/health/ready")).startsWith("HTTP/1.1 200 ");
    assertThat(server.bus.create("import").getInteger("revision")).isEqualTo(1);
  }

  /** Waits until nobody is connected but one that asks, and one that the client may keep. */
  void connectionsAreGone() {
    until("no other connection", () -> gauge("jobtracker_connections") <= 2);
  }

  private static void until(String wanted, Supplier<Boolean> holds) {
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (!holds.get()) {
      assertThat(System.nanoTime()).as("waits for " + wanted).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private double gauge(String sample) {
    return ask("/metrics")
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample " + sample));
  }

  /** Asks on a connection of its own, since an old one may have been idle for too long. */
  private String ask(String path) {
    return server.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  private static long liveHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
