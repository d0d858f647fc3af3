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
    until("one connection", () -> gauge("jobtracker_connections") <= 1);
    for (String door : new String[] {"websocket", "sse", "poll"}) {
      String clients = "jobtracker_live_clients{door=\"" + door + "\"}";
      until(clients, () -> gauge(clients) == 0);
    }
    until("no watch", () -> gauge("jobtracker_watches") == 0);
    server.bus.call("jobs.clear", new JsonObject());
    until("the heap that there was", () -> liveHeap() < heap + SLACK_BYTES);
    assertThat(server.get("/health/ready").status()).isEqualTo(200);
    assertThat(server.create("import").getInteger("revision")).isEqualTo(1);
  }

  private static void until(String wanted, Supplier<Boolean> holds) {
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (!holds.get()) {
      assertThat(System.nanoTime()).as("waits for " + wanted).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private double gauge(String sample) {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample " + sample));
  }

  private static long liveHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
