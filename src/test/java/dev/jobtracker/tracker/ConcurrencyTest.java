package dev.jobtracker.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract, section 4: every verb is atomic, and every accepted update is one revision. */
class ConcurrencyTest {
  private static final int UPDATERS = 64;
  private static final int UPDATES_EACH = 50;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  @BeforeEach
  void deploy() {
    Bus.await(vertx.deployVerticle(new JobTrackerVerticle()));
  }

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  /** Adds one to a job again and again, each time when the last one is answered. */
  private static final class Updater extends VerticleBase {
    private final JsonObject update;
    private final Map<Long, Double> doneByRevision;

    Updater(String taskId, Map<Long, Double> doneByRevision) {
      this.update = new JsonObject().put("task_id", taskId).put("add", 1);
      this.doneByRevision = doneByRevision;
    }

    @Override
    public Future<?> start() {
      return updates(UPDATES_EACH);
    }

    private Future<?> updates(int left) {
      if (left == 0) {
        return Future.succeededFuture();
      }
      return vertx
          .eventBus()
          .<JsonObject>request("jobs.update", update)
          .compose(
              reply -> {
                JsonObject job = reply.body();
                doneByRevision.put(job.getLong("revision"), job.getDouble("done"));
                return updates(left - 1);
              });
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ThreadingModel.class,
      names = {"EVENT_LOOP", "WORKER"})
  void job_with64_updaters_loses_no_update(ThreadingModel threads) {
    JsonObject job = bus.create("import");
    Map<Long, Double> doneByRevision = new ConcurrentHashMap<>();
    List<Future<?>> updaters = new ArrayList<>();
    for (int i = 0; i < UPDATERS; i++) {
      updaters.add(
          vertx.deployVerticle(
              new Updater(job.getString("task_id"), doneByRevision),
              new DeploymentOptions().setThreadingModel(threads)));
    }
    Bus.await(Future.all(updaters));
    long updates = UPDATERS * UPDATES_EACH;
    // Each revision was answered once, and bears exactly the updates before it.
    Map<Long, Double> expected =
        LongStream.rangeClosed(2, updates + 1)
            .boxed()
            .collect(Collectors.toMap(revision -> revision, revision -> revision - 1.0));
    assertThat(doneByRevision).isEqualTo(expected);
    assertThat(bus.get(job).getLong("revision")).isEqualTo(updates + 1);
    assertThat(bus.get(job).getDouble("done")).isEqualTo(updates);
  }

  @Test
  void creates_with_one_own_id_make_one_job() {
    JsonObject request = new JsonObject().put("type", "import").put("task_id", "import_my-own-id");
    List<Future<Message<JsonObject>>> creates = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      creates.add(vertx.eventBus().request("jobs.create", request));
    }
    Bus.await(Future.all(creates));
    assertThat(creates)
        .extracting(create -> create.result().headers().get("created"))
        .containsOnlyOnce("true")
        .containsOnly("true", "false");
    assertThat(creates)
        .extracting(create -> create.result().body())
        .containsOnly(bus.call("jobs.get", new JsonObject().put("task_id", "import_my-own-id")));
    JsonObject stats = bus.call("jobs.stats", new JsonObject());
    assertThat(stats.getInteger("total")).isEqualTo(1);
    assertThat(stats.getJsonObject("counters").getInteger("created")).isEqualTo(1);
  }

  @Test
  void updates_for_one_revision_apply_once() {
    JsonObject job = bus.create("import");
    List<Future<?>> updates = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      JsonObject update =
          new JsonObject()
              .put("task_id", job.getString("task_id"))
              .put("current_step", "step " + i)
              .put("if_revision", 1);
      updates.add(vertx.eventBus().request("jobs.update", update));
    }
    Future.join(updates).otherwiseEmpty().await();
    assertThat(updates.stream().filter(Future::succeeded)).hasSize(1);
    assertThat(bus.get(job).getInteger("revision")).isEqualTo(2);
  }

  @Test
  void burst_of_sends_loses_none() {
    JsonObject job = bus.create("import");
    JsonObject update = new JsonObject().put("task_id", job.getString("task_id")).put("add", 1);
    for (int i = 0; i < 20_000; i++) {
      vertx.eventBus().send("jobs.update", update);
    }
    assertThat(bus.get(job).getInteger("done")).isEqualTo(20_000);
  }
}
