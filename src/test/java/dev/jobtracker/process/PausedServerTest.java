package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pause of the server's process is nobody's silence. */
class PausedServerTest {
  private static final int SOCKETS = 20;
  private static final long PAUSE_MILLIS = 6_000;

  /** Longer than a busy machine keeps this side, which has to answer pings, from running. */
  private static final long INTERVAL_MILLIS = 2_000;

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  @Test
  void pause_of_many_ping_intervals_closes_no_healthy_socket() throws Exception {
    String interval = INTERVAL_MILLIS + "ms";
    JsonObject live = JsonObject.of("ping_interval", interval, "slow_client_timeout", interval);
    JsonObject http = JsonObject.of("idle_timeout", 2 * INTERVAL_MILLIS + "ms");
    try (ProgramProcess program =
        ProgramProcess.in(folder).conf(JsonObject.of("live", live, "http", http)).start()) {
      int port = program.port();
      List<WebSocket> sockets = new ArrayList<>();
      var client = vertx.createWebSocketClient();
      for (int i = 0; i < SOCKETS; i++) {
        sockets.add(Bus.await(client.connect(port, "127.0.0.1", "/api/ws")));
      }
      program.process().freeze();
      Promise<Void> over = Promise.promise();
      vertx.setTimer(PAUSE_MILLIS, timer -> over.complete());
      Bus.await(over.future());
      program.process().thaw();
      // Two more intervals, in which each socket must answer and none may end.
      for (int round = 1; round <= 3; round++) {
        for (WebSocket socket : sockets) {
          assertThat(answer(socket, round)).isEqualTo(round);
        }
        Promise<Void> later = Promise.promise();
        vertx.setTimer(INTERVAL_MILLIS, timer -> later.complete());
        Bus.await(later.future());
      }
    }
  }

  private static int answer(WebSocket socket, int id) throws Exception {
    Promise<Integer> answered = Promise.promise();
    socket.textMessageHandler(text -> answered.tryComplete(new JsonObject(text).getInteger("id")));
    socket.closeHandler(closed -> answered.tryFail("closed with " + socket.closeStatusCode()));
    socket.writeTextMessage(
        JsonObject.of("jsonrpc", "2.0", "id", id, "method", "jobs.stats").encode());
    return answered.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
