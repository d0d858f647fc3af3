package dev.jobtracker.web.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.Scope;
import dev.jobtracker.store.FaultyStore;
import dev.jobtracker.store.FaultyStore.Call;
import dev.jobtracker.store.FaultyStore.Fault;
import dev.jobtracker.store.MemoryDisk;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Batch;
import dev.jobtracker.wire.Failures;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a turn of an event loop asks the tracker, and what it comes to. */
class TurnAsksTest {
  private static final JsonObject STORE =
      new JsonObject().put("store", new JsonObject().put("file", "none"));

  private final Semaphore passes = new Semaphore(1_000_000);

  /** Does all of this in one turn of an event loop, and returns what it began. */
  private static <T> T inOneTurn(Server server, Function<TrackerGateway, T> work) {
    return Bus.await(
        Future.future(
            done ->
                server.vertx.runOnContext(
                    now ->
                        done.complete(
                            work.apply(
                                new TrackerGateway(
                                    server.vertx, new LimitHits(), Duration.ofSeconds(10)))))));
  }

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  private static AtomicInteger countBatches(Server server) {
    AtomicInteger batches = new AtomicInteger();
    server
        .vertx
        .eventBus()
        .addOutboundInterceptor(
            delivery -> {
              if (delivery.message().address().equals(Batch.ADDRESS)) {
                batches.incrementAndGet();
              }
              delivery.next();
            });
    return batches;
  }

  @Test
  void asks_of_one_turn_are_carried_out_in_their_order_and_go_as_few_messages() {
    try (Server server = new Server()) {
      JsonObject job = server.create("import");
      AtomicInteger batches = countBatches(server);
      List<Future<JsonObject>> answers =
          inOneTurn(
              server,
              tracker ->
                  IntStream.rangeClosed(1, 100)
                      .mapToObj(
                          n ->
                              tracker.call(
                                  Scope.ALL,
                                  Addresses.UPDATE,
                                  id(job).put("current_step", "step " + n)))
                      .toList());
      for (int n = 1; n <= 100; n++) {
        JsonObject answer = Bus.await(answers.get(n - 1));
        assertThat(answer.getString("current_step")).isEqualTo("step " + n);
        assertThat(answer.getInteger("revision")).isEqualTo(n + 1);
      }
      assertThat(batches).hasValue(2);
    }
  }

  @Test
  void each_ask_of_a_turn_has_its_own_answer_or_refusal() {
    try (Server server = new Server()) {
      JsonObject job = server.create("import");
      JsonObject none = new JsonObject().put("task_id", "import_00000000");
      List<Future<JsonObject>> answers =
          inOneTurn(
              server,
              tracker ->
                  List.of(
                      tracker.call(Scope.ALL, Addresses.GET, none),
                      tracker.job(Scope.ALL, job.getString("task_id")),
                      tracker.call(Scope.ALL, Addresses.UPDATE, id(job).put("progress", 7)),
                      tracker.call(Scope.ALL, Addresses.LIST, new JsonObject()),
                      tracker.call(Scope.ALL, Addresses.STATS, new JsonObject())));
      assertThat(refusal(answers.get(0))).isEqualTo(Kind.NOT_FOUND);
      assertThat(Bus.await(answers.get(1))).isEqualTo(job);
      assertThat(refusal(answers.get(2))).isEqualTo(Kind.INVALID);
      assertThat(Bus.await(answers.get(3)).getJsonArray("jobs")).hasSize(1);
      assertThat(Bus.await(answers.get(4)).getInteger("total")).isEqualTo(1);
    }
  }

  private static Kind refusal(Future<?> answer) {
    Throwable failure = Bus.await(answer.transform(ended -> Future.succeededFuture(ended.cause())));
    return Failures.refusal(failure).kind();
  }

  @Test
  void taker_that_throws_keeps_no_other_from_his_answer() {
    try (Server server = new Server()) {
      JsonObject job = server.create("import");
      JsonObject answer =
          Bus.await(
              inOneTurn(
                  server,
                  tracker -> {
                    tracker
                        .call(Scope.ALL, Addresses.GET, id(job))
                        .onComplete(
                            first -> {
                              throw new IllegalStateException("a fault of the test");
                            });
                    return tracker.call(Scope.ALL, Addresses.GET, id(job));
                  }));
      assertThat(answer).isEqualTo(job);
    }
  }

  @Test
  void read_that_the_store_does_not_concern_is_answered_while_a_change_of_its_turn_waits()
      throws Exception {
    try (Server server =
        new Server(STORE, new FaultyStore(new MemoryDisk(), () -> new Call(pass(), 0)))) {
      JsonObject changed = server.create("import");
      JsonObject calm = server.create("import");
      passes.drainPermits();
      List<Future<JsonObject>> answers =
          inOneTurn(
              server,
              tracker ->
                  List.of(
                      tracker.call(Scope.ALL, Addresses.UPDATE, id(changed).put("progress", 0.5)),
                      tracker.call(Scope.ALL, Addresses.GET, id(calm)),
                      tracker.call(Scope.ALL, Addresses.UPDATE, id(changed).put("progress", 0.6))));
      assertThat(Bus.await(answers.get(1))).isEqualTo(calm);
      assertThat(answers.get(0).isComplete()).isFalse();
      assertThat(answers.get(2).isComplete()).isFalse();
      passes.release(1_000_000);
      assertThat(Bus.await(answers.get(0)).getDouble("progress")).isEqualTo(0.5);
      assertThat(Bus.await(answers.get(2)).getDouble("progress")).isEqualTo(0.6);
    }
  }

  private Fault pass() {
    passes.acquireUninterruptibly();
    return Fault.NONE;
  }

  @Test
  void tracker_that_leaves_answers_or_refuses_all_that_is_asked_meanwhile() {
    try (Server server = new Server()) {
      JsonObject job = server.create("import");
      List<Future<JsonObject>> answers = new ArrayList<>();
      inOneTurn(
          server,
          tracker -> {
            answers.add(tracker.call(Scope.ALL, Addresses.GET, id(job)));
            Future<Void> gone = server.vertx.undeploy(server.tracker);
            for (int i = 0; i < 200; i++) {
              answers.add(tracker.call(Scope.ALL, Addresses.GET, id(job)));
            }
            return gone;
          });
      long begin = System.nanoTime();
      for (Future<JsonObject> answer : answers) {
        boolean answered =
            Bus.await(answer.transform(end -> Future.succeededFuture(end.succeeded())));
        assertThat(answered || refusal(answer) == Kind.UNAVAILABLE).isTrue();
      }
      // At once, not after the ten seconds that an answer may take.
      assertThat(System.nanoTime() - begin).isLessThan(9_000_000_000L);
    }
  }
}
