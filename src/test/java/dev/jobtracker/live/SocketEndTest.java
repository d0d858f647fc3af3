package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is closed, with which code, and who is not (contract, section 8). */
class SocketEndTest {
  private static final String SOCKETS = "jobtracker_live_clients{door=\"websocket\"}";
  private static final String SLOW = "jobtracker_slow_clients_closed_total";
  private static final String CONFLATED = "jobtracker_states_conflated_total";
  private static final int RESULT_CHARS = 200_000;
  private static final int JOBS = 5;

  /** How many states newer ones replace while a socket is full: 30 MB that must not wait. */
  private static final int REPLACED = 150;

  /** The most that the kernel and the write queue hold, and one state of each job. */
  private static final int HELD_BYTES = 20 << 20;

  private static JsonObject live(String key, String value) {
    return new JsonObject().put("live", new JsonObject().put(key, value));
  }

  @Test
  void peer_that_answers_no_ping_is_closed_with_1001_and_one_that_does_is_kept() {
    try (Server server = new Server(live("ping_interval", "500ms"))) {
      RpcClient alive = new RpcClient(server);
      RawSocket dead = new RawSocket(server);
      assertThat(dead.next(RawSocket.PING).payload().length()).isZero();
      assertThat(dead.next(RawSocket.CLOSE).payload().getUnsignedShort(0)).isEqualTo(1001);
      assertThat(dead.closeCode()).as("the end of the connection").isEqualTo(-1);
      RawSocket talks = new RawSocket(server);
      for (int i = 0; i < 4; i++) {
        talks.next(RawSocket.PING);
        talks.send(RawSocket.PONG, new byte[0]);
      }
      talks.close();
      assertThat(alive.isQuiet()).isTrue();
    }
  }

  @Test
  void stop_closes_sockets_with_1012_ends_streams_and_answers_polls() {
    try (Server server = new Server(new JsonObject(), 2)) {
      JsonObject job = server.bus.create("import");
      RpcClient socket = new RpcClient(server);
      socket.watchJob(job);
      EventClient stream = EventClient.ofFilter(server, "/api/events");
      assertThat(stream.job()).isNotNull();
      Future<Server.Answer> poll =
          server.begin(
              "GET", Server.path(job), null, "If-None-Match", "\"1\"", "Prefer", "wait=60");
      Metrics.await(server, "jobtracker_live_clients{door=\"poll\"}", 1);
      Bus.await(server.vertx.undeploy(server.web));
      assertThat(socket.closeCode()).isEqualTo(1012);
      assertThat(stream.isEnded()).isTrue();
      assertThat(Bus.await(poll).status()).isEqualTo(304);
    }
  }

  @Test
  void socket_that_reads_nothing_is_closed_with_1013() {
    try (Server server = new Server(live("slow_client_timeout", "200ms"))) {
      RawSocket slow = blocked(server, SLOW, 1, server.bus.create("import"));
      slow.readAgain();
      assertThat(slow.closeCode()).isEqualTo(1013);
    }
  }

  @Test
  void socket_that_never_reads_again_is_cut_and_others_notice_nothing() {
    try (Server server = new Server(live("slow_client_timeout", "200ms"))) {
      JsonObject job = server.bus.create("import");
      RpcClient bystander = new RpcClient(server);
      bystander.watchJob(job);
      RawSocket first = blocked(server, SLOW, 1, job);
      RawSocket second = blocked(server, SLOW, 1, job);
      Metrics.await(server, SOCKETS, 1);
      JsonObject last = server.bus.update(job, new JsonObject().put("status", "completed"));
      long revision = last.getLong("revision");
      assertThat(bystander.changed(state -> state.getLong("revision") == revision)).isEqualTo(last);
      first.close();
      second.close();
    }
  }

  @Test
  void socket_that_reads_again_in_time_gets_the_newest_state_of_each_job_and_no_queue() {
    try (Server server = new Server(live("slow_client_timeout", "1m"))) {
      JsonObject[] jobs = new JsonObject[JOBS];
      for (int i = 0; i < JOBS; i++) {
        jobs[i] = server.bus.create("import");
      }
      RawSocket slow = blocked(server, CONFLATED, REPLACED, jobs);
      Map<String, JsonObject> newest = new HashMap<>();
      for (JsonObject job : jobs) {
        JsonObject end = new JsonObject().put("status", "completed").put("result", "short");
        newest.put(job.getString("task_id"), server.bus.update(job, end));
      }
      slow.readAgain();
      Map<String, JsonObject> seen = new HashMap<>();
      long bytes = 0;
      while (!seen.equals(newest)) {
        String text = slow.nextMessage();
        bytes += text.length();
        JsonObject message = new JsonObject(text);
        if (message.containsKey("method")) {
          JsonObject job = message.getJsonObject("params").getJsonObject("job");
          JsonObject before = seen.put(job.getString("task_id"), job);
          assertThat(before == null ? 0 : before.getLong("revision"))
              .isLessThan(job.getLong("revision"));
        }
      }
      assertThat(bytes).isLessThan(HELD_BYTES);
      slow.close();
    }
  }

  /**
   * Returns a socket that has stopped to read, once this number has grown as often as that because
   * the server can write no more to it.
   */
  private static RawSocket blocked(Server server, String sign, int times, JsonObject... jobs) {
    RawSocket slow = new RawSocket(server);
    for (JsonObject job : jobs) {
      slow.send(
          JsonObject.of("jsonrpc", "2.0", "id", 1, "method", "jobs.watch")
              .put("params", new JsonObject().put("task_id", job.getString("task_id")))
              .encode());
      assertThat(slow.next(RawSocket.TEXT).text()).contains("\"watch\"");
    }
    slow.stopReading();
    double enough = Metrics.value(server, sign) + times;
    int rounds = 0;
    while (Metrics.value(server, sign) < enough) {
      assertThat(++rounds).as("rounds until the socket is full").isLessThan(1_000);
      for (JsonObject job : jobs) {
        String result = (char) ('a' + rounds % 26) + "x".repeat(RESULT_CHARS);
        server.bus.update(job, new JsonObject().put("result", result));
      }
    }
    return slow;
  }
}
