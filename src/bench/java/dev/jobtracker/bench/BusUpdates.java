package dev.jobtracker.bench;

import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Acknowledged updates over the bus, against a bare echo of the same message. */
final class BusUpdates {
  private static final int OUTSTANDING = 64;
  private static final int PER_JOB = 100;
  private static final int JOBS = 6_000;
  private static final String ECHO = "echo";

  private final Vertx vertx = Vertx.vertx();
  private int sent;
  private int answered;

  static List<Figure> measure() throws Exception {
    BusUpdates bench = new BusUpdates();
    try {
      return List.of(bench.run());
    } finally {
      bench.vertx.close().await();
    }
  }

  private Figure run() throws Exception {
    vertx.deployVerticle(new JobTrackerVerticle()).await();
    vertx
        .deployVerticle(
            context -> {
              vertx.eventBus().<JsonObject>consumer(ECHO, message -> message.reply(message.body()));
              return Future.succeededFuture();
            })
        .await();
    return Rounds.of(this::updates, this::echoes)
        .figure(
            "acknowledged updates over the bus, 64 outstanding",
            "/s",
            "ratio at least 0.70",
            rate -> rate);
  }

  private double updates() throws Exception {
    String[] ids = new String[JOBS];
    for (int i = 0; i < JOBS; i++) {
      ids[i] =
          request("jobs.create", new JsonObject().put("type", "bench"))
              .await()
              .body()
              .getString("task_id");
    }
    double rate = rate("jobs.update", i -> update(ids[i / PER_JOB], i % PER_JOB));
    request("jobs.clear", new JsonObject()).await();
    return rate;
  }

  private double echoes() throws Exception {
    return rate(ECHO, i -> update("bench_12345678", i % PER_JOB));
  }

  private static JsonObject update(String taskId, int step) {
    return new JsonObject()
        .put("task_id", taskId)
        .put("progress", (step + 1) / (double) PER_JOB)
        .put("current_step", "Working");
  }

  private double rate(String address, IntFunction<JsonObject> body) throws Exception {
    CompletableFuture<Long> end = new CompletableFuture<>();
    long start = System.nanoTime();
    vertx
        .getOrCreateContext()
        .runOnContext(
            begin -> {
              sent = 0;
              answered = 0;
              for (int i = 0; i < OUTSTANDING; i++) {
                next(address, body, end);
              }
            });
    return JOBS * PER_JOB / ((end.get(120, TimeUnit.SECONDS) - start) / 1e9);
  }

  private void next(String address, IntFunction<JsonObject> body, CompletableFuture<Long> end) {
    if (sent == JOBS * PER_JOB) {
      return;
    }
    request(address, body.apply(sent++))
        .onComplete(
            (reply, failure) -> {
              if (failure != null) {
                end.completeExceptionally(failure);
              } else if (++answered == JOBS * PER_JOB) {
                end.complete(System.nanoTime());
              } else {
                next(address, body, end);
              }
            });
  }

  private Future<Message<JsonObject>> request(String address, JsonObject body) {
    return vertx.eventBus().request(address, body);
  }
}
