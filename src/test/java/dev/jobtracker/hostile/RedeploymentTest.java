package dev.jobtracker.hostile;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A verticle that goes and comes back while clients are connected. */
class RedeploymentTest {
  private static final String TRACKER = "dev.jobtracker.tracker.JobTrackerVerticle";
  private static final String WEB = "dev.jobtracker.web.WebVerticle";

  private final Server server = new Server(new JsonObject(), 2);
  private final JsonObject job = server.bus.create("import");
  private RpcClient socket;
  private RawConnection stream;
  private RawConnection poll;

  /** One client of each kind, each of which has got its present state. */
  @BeforeEach
  void connect() throws IOException {
    socket = new RpcClient(server);
    socket.watch(new JsonObject().put("type", "import"));
    stream = new RawConnection(server.port);
    stream.send(
        "GET "
            + Server.path(job)
            + "/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    readTo("event: job");
    poll = new RawConnection(server.port);
    poll.send(
        "GET /api/stats HTTP/1.1\r\nHost: localhost\r\n\r\nGET "
            + Server.path(job)
            + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\nIf-None-Match: \"1\"\r\n\r\n");
    assertThat(poll.answer(false).status()).isEqualTo(200);
    eventually(
        () ->
            assertThat(server.get("/metrics").body())
                .contains("jobtracker_live_clients{door=\"poll\"} 1.0"));
  }

  @AfterEach
  void close() {
    stream.close();
    poll.close();
    server.close();
  }

  private void readTo(String line) throws IOException {
    while (!stream.line().equals(line)) {
      // What comes before does not matter here.
    }
  }

  @Test
  void tracker_redeployed_tells_all_that_its_jobs_are_gone_and_is_there_again() throws IOException {
    Bus.await(server.vertx.undeploy(server.tracker));
    JsonObject removal =
        new JsonObject().put("task_id", job.getString("task_id")).put("reason", "cleared");
    assertThat(socket.removed()).isEqualTo(removal);
    readTo("event: removed");
    assertThat(stream.line()).isEqualTo("data: " + removal.encode());
    assertThat(stream.rest()).endsWith("0\r\n\r\n");
    assertThat(poll.answer(false).status()).isEqualTo(410);
    Server.Answer meanwhile = server.get(Server.path(job));
    assertThat(meanwhile.status()).isEqualTo(503);
    assertThat(meanwhile.header("Retry-After")).isNotNull();
    assertThat(socket.error("jobs.stats", new JsonObject()).getInteger("code")).isEqualTo(503);

    Bus.await(server.vertx.deployVerticle(TRACKER));
    assertThat(server.get(Server.path(job)).status()).isEqualTo(404);
    JsonObject next = server.create("import");
    assertThat(socket.changed()).isEqualTo(withoutResult(next));
  }

  private static JsonObject withoutResult(JsonObject job) {
    JsonObject lean = job.copy();
    lean.remove("result");
    return lean;
  }

  @Test
  void web_redeployed_sends_all_away_and_serves_them_again_on_its_port() throws IOException {
    Bus.await(server.vertx.undeploy(server.web));
    assertThat(socket.closeCode()).isEqualTo(1012);
    assertThat(stream.rest()).endsWith("0\r\n\r\n");
    assertThat(poll.answer(false).status()).isEqualTo(304);
    assertThatThrownBy(() -> new RawConnection(server.port)).isInstanceOf(IOException.class);

    JsonObject http = new JsonObject().put("port", server.port);
    DeploymentOptions again =
        new DeploymentOptions().setConfig(new JsonObject().put("http", http)).setInstances(2);
    Bus.await(server.vertx.deployVerticle(WEB, again));
    assertThat(server.get(Server.path(job)).json()).isEqualTo(job);
    try (RpcClient back = new RpcClient(server)) {
      back.watchJob(job);
      JsonObject running = server.bus.update(job, new JsonObject().put("progress", 0.5));
      assertThat(back.changed()).isEqualTo(running);
    }
    Calm.of(server).check();
  }
}
