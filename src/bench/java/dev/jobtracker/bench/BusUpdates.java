package dev.jobtracker.bench;

import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Acknowledged updates over the bus, against a bare echo of the same message. */
final class BusUpdates {
  private static final int PER_JOB = 100;
  private static final int JOBS = 6_000;
  private static final String ECHO = "echo";

  private final Vertx vertx = Vertx.vertx();

  static List<Figure> measure() throws Exception {
    BusUpdates bench = new BusUpdates();
    try {
      return bench.run();
    } finally {
      bench.vertx.close().await();
    }
  }

  private List<Figure> run() throws Exception {
    vertx.deployVerticle(new JobTrackerVerticle()).await();
    vertx.deployVerticle(new Echo(ECHO)).await();
    String work = "acknowledged updates over the bus, 64 outstanding";
    return List.of(
        figure(work, unread -> {}),
        figure(work + ", answers read whole", answer -> answer.getMap().entrySet().size()));
  }

  private Figure figure(String work, Consumer<JsonObject> reader) throws Exception {
    return Rounds.of(() -> updates(reader), () -> echoes(reader))
        .figure(work, "/s", "ratio at least 0.70", rate -> rate);
  }

  private double updates(Consumer<JsonObject> reader) throws Exception {
    String[] ids = new String[JOBS];
    for (int i = 0; i < JOBS; i++) {
      JsonObject create = new JsonObject().put("type", "bench");
      ids[i] = request("jobs.create", create).getString("task_id");
    }
    IntFunction<JsonObject> bodies = i -> update(ids[i / PER_JOB], i % PER_JOB);
    double rate = BusLoad.rate(vertx, "jobs.update", JOBS * PER_JOB, bodies, reader);
    request("jobs.clear", new JsonObject());
    return rate;
  }

  private double echoes(Consumer<JsonObject> reader) throws Exception {
    IntFunction<JsonObject> bodies = i -> update("bench_12345678", i % PER_JOB);
    return BusLoad.rate(vertx, ECHO, JOBS * PER_JOB, bodies, reader);
  }

  private static JsonObject update(String taskId, int step) {
    return new JsonObject()
        .put("task_id", taskId)
        .put("progress", (step + 1) / (double) PER_JOB)
        .put("current_step", "Working");
  }

  private JsonObject request(String address, JsonObject body) {
    return vertx.eventBus().<JsonObject>request(address, body).await().body();
  }
}
