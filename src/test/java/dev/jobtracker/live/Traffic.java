package dev.jobtracker.live;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Workers of whom a tracker hears about a thousand times a second, until this is closed: ten calls
 * every ten milliseconds, and no more while the last ones are not answered.
 */
final class Traffic implements AutoCloseable {
  private static final long PERIOD_MILLIS = 10;
  private static final int CALLS = 10;
  private static final int MAX_LIVE = 60;
  private static final long DEADLINE_SECONDS = 30;
  private static final String[] ENDS = {"completed", "failed", "cancelled"};

  private final Server server;
  private final Semaphore answered = new Semaphore(0);
  private final List<String> jobs = new ArrayList<>();
  private long timer = -1;
  private Future<?> last = Future.succeededFuture();

  Traffic(Server server) {
    this.server = server;
  }

  /** Updates one job again and again. */
  void update(String taskId) {
    begin(() -> call("jobs.update", JsonObject.of("task_id", taskId, "add", 1)));
  }

  /** Jobs are created, run, end and are deleted, all at random. */
  void liveAndDie(int seed) {
    Random random = new Random(seed);
    begin(() -> step(random));
  }

  private interface Step {
    Future<?> take();
  }

  private void begin(Step step) {
    timer =
        server.vertx.setPeriodic(
            PERIOD_MILLIS,
            tick -> {
              if (last.isComplete()) {
                List<Future<?>> calls = new ArrayList<>();
                for (int i = 0; i < CALLS; i++) {
                  calls.add(step.take());
                }
                last = Future.join(calls).onComplete(all -> answered.release(CALLS));
              }
            });
  }

  private Future<?> step(Random random) {
    if (jobs.isEmpty() || (jobs.size() < MAX_LIVE && random.nextInt(8) == 0)) {
      JsonObject body = new JsonObject().put("type", random.nextBoolean() ? "a" : "b");
      String env = random.nextBoolean() ? "prod" : "dev";
      return server
          .vertx
          .eventBus()
          .<JsonObject>request("jobs.create", body.put("labels", JsonObject.of("env", env)))
          .onSuccess(reply -> jobs.add(reply.body().getString("task_id")));
    }
    String id = jobs.get(random.nextInt(jobs.size()));
    JsonObject job = new JsonObject().put("task_id", id);
    return switch (random.nextInt(24)) {
      case 0 -> call("jobs.update", job.put("status", ENDS[random.nextInt(ENDS.length)]));
      case 1 -> {
        jobs.remove(id);
        yield call("jobs.delete", job);
      }
      case 2 -> call("jobs.cancel", job);
      case 3 -> random.nextInt(20) == 0 ? clear() : call("jobs.update", job.put("add", 1));
      default -> call("jobs.update", job.put("add", 1).put("result", random.nextInt()));
    };
  }

  private Future<?> clear() {
    jobs.clear();
    return call("jobs.clear", new JsonObject());
  }

  /** A call that may be refused, because its job has ended or is gone. */
  private Future<?> call(String verb, JsonObject body) {
    return server.vertx.eventBus().request(verb, body).otherwiseEmpty();
  }

  /** Waits until so many more calls are answered. */
  void awaitMore(int calls) {
    try {
      if (!answered.tryAcquire(calls, DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no " + calls + " answers within " + DEADLINE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends a job while it is still updated; returns its last state. */
  JsonObject end(JsonObject job) {
    return server.bus.update(job, new JsonObject().put("status", "completed"));
  }

  @Override
  public void close() {
    server.vertx.cancelTimer(timer);
    Bus.await(last);
  }
}
