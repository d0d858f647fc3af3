package dev.jobtracker.process;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

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
  private static final int WRITERS = 4;
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
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicLong lastAnswer = new AtomicLong();
  private final AtomicLong longestGap = new AtomicLong();
  private volatile boolean resting;
  private volatile String lastRefusal = "nothing";
  private volatile String lastEnd = "nothing";
  private List<LoadClient> writers = List.of();
  private LoadClient reader;

  /** Creates a loader that has seen nothing yet. */
  Loader(Vertx vertx, Random random) {
    this(vertx, random, "count");
  }

  /** Creates one whose counters are not those of others, as their type is its own. */
  Loader(Vertx vertx, Random random, String type) {
    this.vertx = vertx;
    this.random = random;
    for (int i = 0; i < COUNTERS; i++) {
      SeenCounter counter = new SeenCounter(type, i);
      counters.put(counter.id(), counter);
    }
  }

  /** Begins to load a server that answers; it goes on until the server's end. */
  void begin(int port) throws Exception {
    resting = false;
    unanswered.set(0);
    countAnew();
    if (reader != null) {
      reader.close();
      writers.forEach(LoadClient::close);
      counters.values().forEach(SeenCounter::newReader);
    }
    reader = LoadClient.connect(vertx, port, this::see);
    await(reader.call("jobs.watch", new JsonObject()));
    writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(LoadClient.connect(vertx, port, news -> {}));
    }
    await(
        Future.all(
            counters.values().stream()
                .map(c -> writer(c.id()).call("jobs.create", c.create()))
                .toList()));
    counters.values().forEach(counter -> repeat(ADDS_AT_ONCE, () -> add(counter)));
    repeat(SLOTS, this::beginJob);
  }

  private static void repeat(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      action.run();
    }
  }

  private void add(SeenCounter counter) {
    if (resting) {
      return;
    }
    long sentAfter = counter.sent();
    call("jobs.update", counter.add())
        .onSuccess(
            job -> {
              note(counter.answered(job, sentAfter));
              add(counter);
            })
        .onFailure(failure -> again(failure, counter::refused, () -> add(counter)));
  }

  private void beginJob() {
    SeenJob job = new SeenJob("once_" + Long.toHexString(random.nextLong() | Long.MIN_VALUE));
    jobs.put(job.id(), job);
    step(job);
  }

  private void step(SeenJob job) {
    if (resting) {
      return;
    }
    call(job.nextVerb(), job.params())
        .onSuccess(
            result -> {
              if (job.answered()) {
                beginJob();
              } else {
                step(job);
              }
            })
        .onFailure(failure -> again(failure, job::refused, () -> step(job)));
  }

  /** Changes of one job go over one connection, as their order counts. */
  private LoadClient writer(String id) {
    return writers.get(Math.floorMod(id.hashCode(), WRITERS));
  }

  private Future<JsonObject> call(String verb, JsonObject params) {
    unanswered.incrementAndGet();
    return writer(params.getString("task_id"))
        .call(verb, params)
        .onSuccess(
            result -> {
              long now = System.nanoTime();
              long gap = now - lastAnswer.getAndSet(now);
              longestGap.accumulateAndGet(gap, Math::max);
              answers.release();
            })
        .onComplete(answered -> unanswered.decrementAndGet());
  }

  /** What was refused is sent again after a pause; the end of the connection ends the loading. */
  private void again(Throwable failure, Function<LoadClient.Refused, String> noted, Runnable next) {
    if (failure instanceof LoadClient.Refused refused) {
      lastRefusal = refused.getMessage();
      note(noted.apply(refused));
      vertx.setTimer(PAUSE_MILLIS, pause -> next.run());
    } else {
      lastEnd = String.valueOf(failure);
    }
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

  @Override
  public String toString() {
    return String.format(
        "%s in flight, refused last with %s, ended last with %s", unanswered, lastRefusal, lastEnd);
  }

  private void note(String fault) {
    if (!fault.isEmpty()) {
      faults.add(fault);
    }
  }

  /** Returns the id of a job that this loader counts with. */
  String anyCounter() {
    return counters.keySet().iterator().next();
  }

  /** Lets {@link #awaitAnswers} count from now on, and {@link #longestGap} too. */
  void countAnew() {
    answers.drainPermits();
    lastAnswer.set(System.nanoTime());
    longestGap.set(0);
  }

  /** Waits until more is answered, from now on, than can be on its way now. */
  void awaitItGoesOn() throws InterruptedException {
    answers.drainPermits();
    awaitAnswers(IN_FLIGHT + 1);
  }

  /** Waits until so many more changes were answered. */
  void awaitAnswers(int count) throws InterruptedException {
    boolean answered = answers.tryAcquire(count, DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(faults).isEmpty();
    assertThat(answered).as("%d answers in time", count).isTrue();
  }

  /** Returns the longest time between two answers since {@link #begin}. */
  Duration longestGap() {
    return Duration.ofNanos(longestGap.get());
  }

  /** Sends no more, and returns when all that is in flight has its answer. */
  void rest() throws InterruptedException {
    resting = true;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (unanswered.get() > 0) {
      assertThat(System.nanoTime()).as("%s are in flight", unanswered).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(faults).isEmpty();
  }

  /** Waits until this loader's reader has been told the newest state of every counter. */
  void awaitReader() {
    eventually(
        () ->
            assertThat(counters.values())
                .allSatisfy(counter -> assertThat(counter.isSeen()).as(counter.id()).isTrue()));
    assertThat(faults).isEmpty();
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
                        new JsonObject()
                            .put("status", String.valueOf(refused.code()))
                            .put("why", refused.getMessage()))
                    : Future.failedFuture(failure))
        .onSuccess(job -> note(check.of(job)))
        .mapEmpty();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
