package dev.jobtracker.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.wire.Addresses;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, section 9: how the tracker is deployed, and how it goes. */
class DeploymentTest {
  private static final String NAME = "dev.jobtracker.tracker.JobTrackerVerticle";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  private static DeploymentOptions config(JsonObject config) {
    return new DeploymentOptions().setConfig(config);
  }

  @Test
  void tracker_by_class_name_without_config_runs_on_defaults() {
    Bus.await(vertx.deployVerticle(NAME));
    JsonObject job = bus.create("import");
    assertThat(job.getInteger("heartbeat_timeout")).isEqualTo(300);
    JsonObject done = bus.update(job, new JsonObject().put("status", "completed"));
    assertThat(done.getInstant("expires_at"))
        .isEqualTo(done.getInstant("finished_at").plusSeconds(3_600));
  }

  @Test
  void tracker_that_tells_that_it_can_answer_does() {
    Promise<Object> answer = Promise.promise();
    vertx
        .eventBus()
        .consumer(
            Addresses.TRACKER,
            told ->
                vertx
                    .eventBus()
                    .request(Addresses.STATS, new JsonObject())
                    .<Object>map(Message::body)
                    .onComplete(answer));
    Bus.await(vertx.deployVerticle(NAME));
    assertThat(((JsonObject) Bus.await(answer.future())).getInteger("total")).isZero();
  }

  @Test
  void tracker_with_config_reads_its_part() {
    JsonObject config =
        new JsonObject()
            .put("tracker", new JsonObject().put("heartbeat_timeout", "7s"))
            .put("http", new JsonObject().put("port", 0));
    Bus.await(vertx.deployVerticle(NAME, config(config)));
    assertThat(bus.create("import").getInteger("heartbeat_timeout")).isEqualTo(7);
  }

  @Test
  void tracker_with_a_wrong_config_fails_with_a_sentence() {
    JsonObject config = new JsonObject().put("tracker", new JsonObject().put("max_job", 7));
    assertThatThrownBy(() -> Bus.await(vertx.deployVerticle(NAME, config(config))))
        .hasMessageContaining("tracker.max_job");
    JsonObject range = new JsonObject().put("tracker", new JsonObject().put("max_jobs", 0));
    assertThatThrownBy(() -> Bus.await(vertx.deployVerticle(NAME, config(range))))
        .hasMessageContaining("tracker.max_jobs")
        .hasMessageContaining("found 0");
    Bus.await(vertx.deployVerticle(NAME));
    assertThat(bus.create("import")).isNotNull();
  }

  /** Issue 13, 20: a start that failed half way was "already deployed" for every later one. */
  @Test
  void tracker_after_a_start_that_failed_half_way_starts() {
    vertx.eventBus().registerCodec(new ForeignCodec("jobs.page"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> Bus.await(vertx.deployVerticle(NAME)))
          .hasMessageContaining("jobs.page");
      assertThat(bus.failure("jobs.stats", new JsonObject()).failureType())
          .isEqualTo(ReplyFailure.NO_HANDLERS);
    }
    vertx.eventBus().unregisterCodec("jobs.page");
    Bus.await(vertx.deployVerticle(NAME));
    assertThat(bus.create("import")).isNotNull();
  }

  /** A codec of somebody else who chose one of our names. */
  private record ForeignCodec(String name) implements MessageCodec<Object, Object> {
    @Override
    public void encodeToWire(Buffer buffer, Object body) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object transform(Object body) {
      return body;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }

  @Test
  void second_tracker_fails_with_a_sentence_and_leaves_the_first() {
    Bus.await(vertx.deployVerticle(NAME));
    JsonObject job = bus.create("import");
    assertThatThrownBy(() -> Bus.await(vertx.deployVerticle(NAME)))
        .hasMessage("A job tracker is already deployed on this Vert.x instance.");
    assertThat(bus.get(job)).isEqualTo(job);
    assertThat(bus.create("import").getInteger("revision")).isEqualTo(1);
  }

  @Test
  void two_instances_fail_and_leave_room_for_one() {
    assertThatThrownBy(
            () -> Bus.await(vertx.deployVerticle(NAME, new DeploymentOptions().setInstances(2))))
        .hasMessage("A job tracker is already deployed on this Vert.x instance.");
    Bus.await(vertx.deployVerticle(NAME));
    assertThat(bus.create("import")).isNotNull();
  }

  @Test
  void two_vertx_instances_have_a_tracker_each() {
    Vertx other = Vertx.vertx();
    try {
      Bus.await(vertx.deployVerticle(NAME));
      Bus.await(other.deployVerticle(NAME));
      JsonObject job = bus.create("import");
      JsonObject id = new JsonObject().put("task_id", job.getString("task_id"));
      assertThat(new Bus(other).failure("jobs.get", id).failureCode()).isEqualTo(404);
    } finally {
      Bus.await(other.close());
    }
  }

  @Test
  void tracker_undeployed_and_deployed_again_starts_empty() {
    for (int i = 0; i < 3; i++) {
      String deployment = Bus.await(vertx.deployVerticle(NAME));
      bus.create("import");
      assertThat(bus.call("jobs.stats", new JsonObject()).getInteger("total")).isEqualTo(1);
      Bus.await(vertx.undeploy(deployment));
      ReplyException failure = bus.failure("jobs.stats", new JsonObject());
      assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
    }
  }

  @Test
  void tracker_on_a_worker_thread_keeps_its_order() {
    DeploymentOptions worker = new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
    Bus.await(vertx.deployVerticle(NAME, worker));
    JsonObject job = bus.create("import");
    Events one = Events.on(vertx, "jobs.events." + job.getString("task_id"));
    for (int i = 0; i < 2_000; i++) {
      vertx
          .eventBus()
          .send(
              "jobs.update",
              new JsonObject().put("task_id", job.getString("task_id")).put("add", 1));
    }
    one.until(body -> body.getInteger("revision") == 2_001);
    assertThat(bus.get(job).getInteger("done")).isEqualTo(2_000);
  }

  @Test
  void requests_while_stopping_are_all_answered() {
    String deployment = Bus.await(vertx.deployVerticle(NAME));
    List<Future<Message<JsonObject>>> requests = new ArrayList<>();
    JsonObject create = new JsonObject().put("type", "import");
    for (int i = 0; i < 2_000; i++) {
      requests.add(vertx.eventBus().request("jobs.create", create));
    }
    Future<Void> undeployed = vertx.undeploy(deployment);
    for (int i = 0; i < 2_000; i++) {
      requests.add(vertx.eventBus().request("jobs.create", create));
    }
    Bus.await(undeployed);
    Bus.await(Future.join(requests).otherwiseEmpty());
    for (Future<Message<JsonObject>> request : requests) {
      if (request.failed()) {
        ReplyException failure = (ReplyException) request.cause();
        assertThat(failure)
            .satisfiesAnyOf(
                e -> assertThat(e.failureCode()).isEqualTo(503),
                e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS),
                e -> assertThat(e).hasMessageStartingWith("Discarded the request"));
      }
    }
    assertThat(requests.get(0).succeeded()).as("what came before the end").isTrue();
  }
}
