package dev.jobtracker.live;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.ServerNodes;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code live.max_sockets} at several nodes: clients fill every seat of the active node, as those
 * of a node that died do, and the link of another node comes in all the same.
 */
class NodeSeatsTest {
  @RegisterExtension static final ServerNodes NODES = new ServerNodes();

  private final JsonObject config = JsonObject.of("live", JsonObject.of("max_sockets", 1));

  private static void assertFull(Server node) {
    assertThat(RpcClient.refusal(node).getStatus()).isEqualTo(503);
  }

  @Test
  void node_answers_when_clients_have_taken_every_seat_of_the_active_one() {
    Server active = NODES.start(config);
    RpcClient client = new RpcClient(active);
    assertFull(active);
    Server standby = NODES.start(config);
    JsonObject job = standby.create("import");
    try (EventClient stream = EventClient.ofFilter(standby, "/api/events")) {
      assertThat(stream.job()).isNotNull();
      active.bus.update(job, JsonObject.of("done", 5));
      assertThat(stream.job().getInteger("done")).isEqualTo(5);
    }
    client.close();
  }

  @Test
  void node_that_comes_and_goes_neither_takes_a_seat_nor_gives_one_back() {
    Server active = NODES.start(config);
    for (int i = 0; i < 3; i++) {
      Server standby = NODES.start(config);
      eventually(() -> assertThat(standby.get("/health/ready").status()).isEqualTo(200));
      NODES.stop(standby);
      Metrics.await(active, "jobtracker_live_clients{door=\"websocket\"}", 0);
    }
    RpcClient client = new RpcClient(active);
    assertFull(active);
    client.close();
  }
}
