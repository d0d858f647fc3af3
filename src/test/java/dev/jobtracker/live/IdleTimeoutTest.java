package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.Server.Answer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code idle_timeout} never cuts a waiting poll, a stream or a WebSocket that answers pings. */
class IdleTimeoutTest {
  private static JsonObject config(String pingInterval) {
    return new JsonObject()
        .put("http", new JsonObject().put("idle_timeout", "1s"))
        .put("live", new JsonObject().put("ping_interval", pingInterval));
  }

  @ParameterizedTest
  @ValueSource(strings = {"300ms", "1h"})
  void who_waits_for_a_job_is_not_idle(String pingInterval) {
    try (Server server = new Server(config(pingInterval))) {
      JsonObject job = server.bus.create("import");
      try (RpcClient socket = new RpcClient(server);
          EventClient ofJob = new EventClient(server, Server.path(job) + "/events");
          EventClient ofFilter = EventClient.ofFilter(server, "/api/events")) {
        socket.watchJob(job);
        assertThat(ofJob.job()).isEqualTo(job);
        assertThat(ofFilter.job().getLong("revision")).isEqualTo(1);
        // The poll that ends by itself is three timeouts of silence on the others.
        Answer poll = server.get(Server.path(job), "If-None-Match", "\"1\"", "Prefer", "wait=3");
        assertThat(poll.status()).isEqualTo(304);
        JsonObject changed = server.bus.update(job, new JsonObject().put("progress", 0.5));
        assertThat(socket.changed()).isEqualTo(changed);
        assertThat(ofJob.job()).isEqualTo(changed);
        assertThat(ofFilter.job().getLong("revision")).isEqualTo(2);
      }
    }
  }

  @Test
  void client_that_owes_a_request_is_cut() {
    try (Server server = new Server(config("1h"))) {
      assertThat(server.raw("GET /api/stats HTTP/1.1\r\nHost: loc")).isEmpty();
    }
  }
}
