package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.Server.Answer;
import io.vertx.core.Future;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import org.junit.jupiter.api.Test;

/** {@code live.max_sockets} bounds WebSockets, event streams and waiting polls together. */
class SeatsTest {
  private final JsonObject config =
      new JsonObject().put("live", new JsonObject().put("max_sockets", 3));

  private static String[] waiting(long revision) {
    return new String[] {"If-None-Match", "\"" + revision + "\"", "Prefer", "wait=20"};
  }

  private static void assertFull(Server server, JsonObject job) {
    UpgradeRejectedException refusal = RpcClient.refusal(server);
    assertThat(refusal.getStatus()).isEqualTo(503);
    assertThat(refusal.getHeaders().get("Retry-After")).isNotNull();
    for (Answer answer :
        new Answer[] {
          server.get("/api/events"),
          server.get(Server.path(job) + "/events"),
          server.get(Server.path(job), waiting(server.bus.get(job).getLong("revision")))
        }) {
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.error()).contains("live.max_sockets");
      assertThat(answer.header("Retry-After")).isNotNull();
    }
    assertThat(server.get(Server.path(job)).status()).as("what does not wait").isEqualTo(200);
  }

  private static void awaitFree(Server server, String door) {
    Metrics.await(server, "jobtracker_live_clients{door=\"" + door + "\"}", 0);
  }

  @Test
  void one_more_is_503_at_every_door_until_one_leaves() {
    try (Server server = new Server(config, 2)) {
      JsonObject job = server.bus.create("import");
      Future<Answer> poll = server.begin("GET", Server.path(job), null, waiting(1));
      Metrics.await(server, "jobtracker_live_clients{door=\"poll\"}", 1);
      RpcClient socket = new RpcClient(server);
      try (EventClient stream = EventClient.ofFilter(server, "/api/events")) {
        assertThat(stream.job()).isNotNull();
        assertFull(server, job);
        socket.close();
        awaitFree(server, "websocket");
        try (EventClient other = EventClient.ofFilter(server, "/api/events")) {
          assertThat(other.job()).isNotNull();
          assertFull(server, job);
        }
      }
      awaitFree(server, "sse");
      server.bus.update(job, new JsonObject().put("progress", 0.5));
      assertThat(Bus.await(poll).status()).isEqualTo(200);
      awaitFree(server, "poll");
      for (int i = 0; i < 3; i++) {
        new RpcClient(server);
      }
      assertFull(server, job);
    }
  }

  @Test
  void seat_is_free_again_after_every_way_to_end() {
    try (Server server = new Server(config)) {
      for (int i = 0; i < 5; i++) {
        JsonObject job = server.bus.create("import");
        assertThat(server.get("/api/jobs/import_12345678/events").status()).isEqualTo(404);
        assertThat(server.get("/api/events?status=x").status()).isEqualTo(400);
        server.bus.update(job, new JsonObject().put("status", "completed"));
        assertThat(server.get(Server.path(job) + "/events").status()).isEqualTo(200);
        String[] seen = {"Last-Event-ID", "2"};
        assertThat(server.get(Server.path(job) + "/events", seen).status()).isEqualTo(204);
        assertThat(server.send("HEAD", "/api/events", null).status()).isEqualTo(200);
        assertThat(server.get("/api/ws").status()).isEqualTo(400);
      }
      for (int i = 0; i < 3; i++) {
        new RpcClient(server);
      }
      assertThat(RpcClient.refusal(server).getStatus()).isEqualTo(503);
    }
  }

  @Test
  void poller_that_hangs_up_gives_its_seat_back() {
    try (Server server = new Server(config)) {
      JsonObject job = server.bus.create("import");
      NetClient client = server.vertx.createNetClient();
      for (int i = 0; i < 3; i++) {
        NetSocket socket = Bus.await(client.connect(server.port, "127.0.0.1"));
        socket.write(
            "GET "
                + Server.path(job)
                + " HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"1\"\r\nPrefer: wait=20\r\n\r\n");
        Metrics.await(server, "jobtracker_live_clients{door=\"poll\"}", 1);
        Bus.await(socket.close());
        awaitFree(server, "poll");
      }
    }
  }
}
