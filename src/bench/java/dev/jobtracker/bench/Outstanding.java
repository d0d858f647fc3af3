package dev.jobtracker.bench;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Acknowledged updates over the bus, of which a number is outstanding at any time. */
final class Outstanding {
  /** How many jobs are updated in turn. */
  static final int JOBS = 500;

  private static final int PATIENCE_SECONDS = 300;

  private final Vertx vertx;
  private final String[] ids;
  private final List<Long> latencies = new ArrayList<>();
  private final CompletableFuture<Long> end = new CompletableFuture<>();
  private final long until = System.nanoTime() + (long) (Rounds.SECONDS * 1e9);
  private int sent;
  private int waiting;

  private Outstanding(Vertx vertx, String[] ids) {
    this.vertx = vertx;
    this.ids = ids;
  }

  /**
   * One round.
   *
   * @param rate updates that were answered in a second
   * @param p99Millis the time that one of a hundred takes at least
   * @param cpuMicros what an update costs this process, with the load itself
   */
  record Sample(double rate, double p99Millis, double cpuMicros) {}

  /** Creates jobs, updates them for a round, and clears them. */
  static Sample updates(Vertx vertx, int outstanding) throws Exception {
    List<Future<String>> created = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      JsonObject create = new JsonObject().put("type", "bench");
      created.add(
          vertx
              .eventBus()
              .<JsonObject>request("jobs.create", create)
              .map(reply -> reply.body().getString("task_id")));
    }
    Future.all(created).await();
    String[] ids = created.stream().map(Future::result).toArray(String[]::new);
    Sample sample = new Outstanding(vertx, ids).run(outstanding);
    vertx.eventBus().request("jobs.clear", new JsonObject()).await();
    return sample;
  }

  /** Returns how long all threads of this process have run together. */
  static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Sums up a round in which so many updates took so long. */
  static Sample sample(List<Long> latencies, long updates, long nanos, long cpuNanos) {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Sample(
        updates / (nanos / 1e9),
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        cpuNanos / 1e3 / updates);
  }

  private Sample run(int outstanding) throws Exception {
    long start = System.nanoTime();
    long cpu = cpuNanos();
    vertx
        .getOrCreateContext()
        .runOnContext(
            begin -> {
              for (int i = 0; i < outstanding; i++) {
                next();
              }
            });
    long stop = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return sample(latencies, latencies.size(), stop - start, cpuNanos() - cpu);
  }

  private void next() {
    long begun = System.nanoTime();
    JsonObject update =
        new JsonObject()
            .put("task_id", ids[sent % ids.length])
            .put("add", 1)
            .put("current_step", "Row " + sent++);
    waiting++;
    vertx
        .eventBus()
        .request("jobs.update", update)
        .onFailure(end::completeExceptionally)
        .onSuccess(
            reply -> {
              waiting--;
              long now = System.nanoTime();
              latencies.add(now - begun);
              if (now < until) {
                next();
              } else if (waiting == 0) {
                end.complete(now);
              }
            });
  }
}
