package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Questions and changes that come in one turn: whoever reads the state before a change is told of
 * the change after that, and not before, so that nobody keeps an old state for good.
 */
class BatchOrderTest {
  private static final long QUIET_MILLIS = 300;

  private final Server server =
      new Server(new JsonObject().put("http", new JsonObject().put("allow_clear", true)));
  private final JsonObject job = server.create("import");
  private final RpcClient client = new RpcClient(server);

  @AfterEach
  void close() {
    server.close();
  }

  /**
   * Returns the first state that a watch of this filter shows, with this change right behind it.
   */
  private JsonObject watchBefore(JsonObject filter, String method, JsonObject params) {
    // A change of a quiet job is published at once, and not at the end of an interval.
    Bus.await(server.vertx.timer(QUIET_MILLIS));
    JsonArray batch = JsonArray.of(call(1, "jobs.watch", filter), call(2, method, params));
    JsonArray answers = (JsonArray) client.answer(batch.encode());
    assertThat(answers.getJsonObject(1).getValue("result")).as("the change").isNotNull();
    JsonArray jobs = answers.getJsonObject(0).getJsonObject("result").getJsonArray("jobs");
    assertThat(jobs).hasSize(1);
    return jobs.getJsonObject(0);
  }

  private static JsonObject call(int id, String method, JsonObject params) {
    return JsonObject.of("jsonrpc", "2.0", "id", id, "method", method, "params", params);
  }

  private JsonObject id() {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  @Test
  void job_that_leaves_a_filter_right_after_its_first_state_is_told() {
    server.bus.update(job, new JsonObject().put("status", "running"));
    JsonObject filter = new JsonObject().put("status", "running");
    JsonObject first = watchBefore(filter, "jobs.update", id().put("status", "completed"));
    assertThat(first.getString("status")).isEqualTo("running");
    assertThat(client.removed()).isEqualTo(id().put("reason", "left"));
  }

  @Test
  void job_that_is_deleted_right_after_its_first_state_is_removed() {
    watchBefore(new JsonObject(), "jobs.delete", id());
    assertThat(client.removed()).isEqualTo(id().put("reason", "deleted"));
  }

  @Test
  void job_that_is_cleared_right_after_its_first_state_is_removed() {
    watchBefore(new JsonObject(), "jobs.clear", new JsonObject());
    assertThat(client.removed()).isEqualTo(id().put("reason", "cleared"));
  }
}
