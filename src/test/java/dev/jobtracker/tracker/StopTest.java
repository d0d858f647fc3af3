package dev.jobtracker.tracker;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.client.JobTracker;
import dev.jobtracker.store.FaultyStore;
import dev.jobtracker.store.FaultyStore.Call;
import dev.jobtracker.store.FaultyStore.Fault;
import dev.jobtracker.store.MemoryDisk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, section 11: a tracker with a store that stops, and what goes on after it. */
class StopTest {
  private static final int MANY = 1_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final MemoryDisk disk = new MemoryDisk();
  private final Semaphore passes = new Semaphore(MANY);
  private volatile Fault fault = Fault.NONE;

  private String deploy() {
    return Bus.await(vertx.deployVerticle(Trackers.on(new FaultyStore(disk, this::nextCall))));
  }

  private Call nextCall() {
    passes.acquireUninterruptibly();
    return new Call(fault, 0);
  }

  @AfterEach
  void close() {
    passes.release(MANY);
    Bus.await(vertx.close());
  }

  private Future<Message<JsonObject>> update(JsonObject job) {
    JsonObject update = new JsonObject().put("task_id", job.getString("task_id")).put("add", 1);
    return vertx.eventBus().request("jobs.update", update);
  }

  @Test
  void stop_waits_for_the_commit_that_is_on_its_way() {
    final String tracker = deploy();
    JsonObject job = bus.create("import");
    passes.drainPermits();
    Future<Message<JsonObject>> update = update(job);
    eventually(() -> assertThat(passes.hasQueuedThreads()).isTrue());
    Future<Void> stop = vertx.undeploy(tracker);
    passes.release(MANY);
    assertThat(Bus.await(update).body().getDouble("done")).isEqualTo(1);
    Bus.await(stop);
    assertThat(disk.job(job.getString("task_id")).done()).isEqualTo(1);
  }

  @Test
  void stop_with_a_store_that_hangs_has_an_end_and_tells_who_waits() {
    final String tracker = deploy();
    JsonObject job = bus.create("import");
    passes.drainPermits();
    Future<Message<JsonObject>> update = update(job);
    eventually(() -> assertThat(passes.hasQueuedThreads()).isTrue());
    Bus.await(vertx.undeploy(tracker));
    assertThatThrownBy(() -> Bus.await(update)).hasMessageContaining("it is not known");
  }

  @Test
  void stop_with_a_store_that_fails_has_an_end() {
    final String tracker = deploy();
    JsonObject job = bus.create("import");
    fault = Fault.BEFORE;
    Future<Message<JsonObject>> update = update(job);
    Bus.await(vertx.undeploy(tracker));
    assertThatThrownBy(() -> Bus.await(update)).hasMessageContaining("it is not known");
    assertThat(disk.job(job.getString("task_id")).done()).isNull();
  }

  /** The work reports in small steps while the tracker is stopped and started again. */
  @Test
  void reporter_counts_exactly_over_restarts() throws InterruptedException {
    String tracker = deploy();
    int steps = 300;
    CountDownLatch reported = new CountDownLatch(steps);
    Semaphore mayReport = new Semaphore(0);
    Future<Void> work =
        new JobTracker(vertx)
            .trackBlocking(
                "import",
                job -> {
                  for (int i = 0; i < steps; i++) {
                    mayReport.acquireUninterruptibly();
                    job.add(1);
                    reported.countDown();
                  }
                  return null;
                })
            .mapEmpty();
    for (int restart = 0; restart < 3; restart++) {
      mayReport.release(steps / 6);
      Bus.await(vertx.undeploy(tracker));
      mayReport.release(steps / 6);
      tracker = deploy();
    }
    assertThat(reported.await(30, TimeUnit.SECONDS)).isTrue();
    Bus.await(work);
    JsonObject job = bus.call("jobs.list", new JsonObject()).getJsonArray("jobs").getJsonObject(0);
    assertThat(job.getString("status")).isEqualTo("completed");
    assertThat(job.getDouble("done")).isEqualTo(steps);
    assertThat(bus.call("jobs.stats", new JsonObject()).getInteger("total")).isEqualTo(1);
  }
}
