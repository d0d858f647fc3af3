package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps {@link #IN_FLIGHT} changes in flight, whatever becomes of the server, and writes down what
 * was answered and what any reader saw, so that {@link #verify} can hold a later server to it:
 *
 * <pre>
 *   counters   add 1, again and again: the sum is what was answered, and at most what is open more
 *   slots      create, complete, delete one job after another: what was answered is so, for good
 * </pre>
 */
final class Loader {
  static final int IN_FLIGHT = 256;
  private static final int COUNTERS = 64;
  private static final int ADDS_AT_ONCE = 3;
  private static final int SLOTS = IN_FLIGHT - COUNTERS * ADDS_AT_ONCE;
  private static final long DEADLINE_SECONDS = 60;

  /** Before what was refused is sent again. */
  private static final long PAUSE_MILLIS = 20;

  private final Vertx vertx;
  private final Random random;
  private final Map<String, SeenCounter> counters = new LinkedHashMap<>();
  private final Map<String, SeenJob> jobs = new ConcurrentHashMap<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Semaphore answers = new Semaphore(0);
  private LoadClient writer;
  private LoadClient reader;

  /** Creates a loader that has seen nothing yet. */
  Loader(Vertx vertx, Random random) {
    this.vertx = vertx;
    this.random = random;
    for (int i = 0; i < COUNTERS; i++) {
      SeenCounter counter = new SeenCounter("count_%08x".formatted(i));
      counters.put(counter.id(), counter);
    }
  }

  /** Begins to load a server that answers; it goes on until the server's end. */
  void begin(int port) throws Exception {
    answers.drainPermits();
    reader = LoadClient.connect(vertx, port, this::see);
    await(reader.call("jobs.watch", new JsonObject()));
    writer = LoadClient.connect(vertx, port, news -> {});
    for (SeenCounter counter : counters.values()) {
      await(writer.call("jobs.create", counter.create()));
      for (int i = 0; i < ADDS_AT_ONCE; i++) {
        add(counter);
      }
    }
    for (int i = 0; i < SLOTS; i++) {
      beginJob();
    }
  }

  private void add(SeenCounter counter) {
    counter.sent();
    writer
        .call("jobs.update", counter.add())
        .onSuccess(
            job -> {
              note(counter.answered(job));
              answers.release();
              add(counter);
            })
        .onFailure(
            failure -> {
              if (failure instanceof LoadClient.Refused refused) {
                note(counter.refused(refused));
                vertx.setTimer(PAUSE_MILLIS, pause -> add(counter));
              }
            });
  }

  private void beginJob() {
    SeenJob job = new SeenJob("once_" + Long.toHexString(random.nextLong() | Long.MIN_VALUE));
    jobs.put(job.id(), job);
    step(job);
  }

  private void step(SeenJob job) {
    writer
        .call(job.nextVerb(), job.params())
        .onSuccess(
            result -> {
              answers.release();
              if (job.answered()) {
                beginJob();
              } else {
                step(job);
              }
            })
        .onFailure(
            failure -> {
              if (failure instanceof LoadClient.Refused refused) {
                note(job.refused(refused));
                vertx.setTimer(PAUSE_MILLIS, pause -> step(job));
              }
            });
  }

  /** What a reader is told; its counters must never go back. */
  private void see(JsonObject message) {
    JsonObject params = message.getJsonObject("params");
    JsonObject job = params.getJsonObject("job", params);
    String id = job.getString("task_id");
    if (counters.containsKey(id)) {
      note(counters.get(id).seen(job));
    } else if (jobs.containsKey(id)) {
      jobs.get(id).seen(job.getString("status", "410"));
    }
  }

  private void note(String fault) {
    if (!fault.isEmpty()) {
      faults.add(fault);
    }
  }

  /** Waits until so many more changes were answered. */
  void awaitAnswers(int count) throws InterruptedException {
    boolean answered = answers.tryAcquire(count, DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(faults).isEmpty();
    assertThat(answered).as("%d answers in time", count).isTrue();
  }

  /** Holds a server, which nobody loads, to all that was answered and seen before. */
  void verify(int port) throws Exception {
    try (LoadClient client = LoadClient.connect(vertx, port, news -> {})) {
      List<Future<Void>> checks = new ArrayList<>();
      counters.forEach((id, counter) -> checks.add(get(client, id, counter::verify)));
      jobs.forEach((id, job) -> checks.add(get(client, id, job::verify)));
      await(Future.all(checks));
      jobs.clear();
    }
    assertThat(faults).isEmpty();
  }

  private interface Check {
    String of(JsonObject job);
  }

  /** Checks a job; the {@code status} of one that cannot be had is the code of the refusal. */
  private Future<Void> get(LoadClient client, String id, Check check) {
    return client
        .call("jobs.get", new JsonObject().put("task_id", id))
        .recover(
            failure ->
                failure instanceof LoadClient.Refused refused
                    ? Future.succeededFuture(
                        new JsonObject().put("status", String.valueOf(refused.code())))
                    : Future.failedFuture(failure))
        .onSuccess(job -> note(check.of(job)))
        .mapEmpty();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
