package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A change that is still to be published is shown to a newcomer who leaves at once. Those who watch
 * the job already must hear of it all the same: they never did.
 */
class ShownFirstTest {
  private static final JsonObject LATE =
      JsonObject.of("tracker", JsonObject.of("publish_interval", "2s"));

  private final Server server = new Server(LATE, 1);
  private JsonObject job;

  @BeforeEach
  void create() {
    job = server.create("import");
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Completes the job; that it was created began the interval, at whose end this is published. */
  private void complete() {
    server.bus.update(job, JsonObject.of("status", "completed"));
  }

  private Future<Server.Answer> poll() throws Exception {
    Future<Server.Answer> poll =
        server.begin("GET", Server.path(job), null, "If-None-Match", "\"1\"", "Prefer", "wait=20");
    dev.jobtracker.Eventually.eventually(
        () ->
            assertThat(server.get("/metrics").body())
                .contains("jobtracker_live_clients{door=\"poll\"} 1.0\n"));
    return poll;
  }

  @Test
  void stream_of_a_job_that_has_ended_keeps_no_news_from_a_poll() throws Exception {
    Future<Server.Answer> poll = poll();
    complete();
    assertThat(server.get(Server.path(job) + "/events").body()).contains("\"revision\":2");
    assertThat(Bus.await(poll).status()).isEqualTo(200);
  }

  @Test
  void watch_that_is_taken_back_at_once_keeps_no_news_from_a_poll() throws Exception {
    Future<Server.Answer> poll = poll();
    complete();
    RpcClient socket = new RpcClient(server);
    JsonObject id = JsonObject.of("task_id", job.getString("task_id"));
    socket.answer(
        JsonArray.of(
                JsonObject.of("jsonrpc", "2.0", "id", 1, "method", "jobs.watch", "params", id),
                JsonObject.of(
                    "jsonrpc",
                    "2.0",
                    "id",
                    2,
                    "method",
                    "jobs.unwatch",
                    "params",
                    JsonObject.of("watch", 1)))
            .encode());
    assertThat(Bus.await(poll).status()).isEqualTo(200);
  }
}
