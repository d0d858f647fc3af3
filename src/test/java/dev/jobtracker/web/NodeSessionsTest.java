package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Contract, section 12: a browser's session at several nodes of one tracker. */
class NodeSessionsTest {
  @RegisterExtension static final ServerNodes NODES = new ServerNodes();

  private JsonObject config = Jwt.config();

  private Server node() {
    return NODES.start(config);
  }

  private static int status(Server node, String[] session) {
    return node.get("/api/session", session).status();
  }

  @Test
  void session_begun_at_one_node_holds_at_every_node_at_once() {
    Server active = node();
    Server standby = node();
    for (Server[] pair : new Server[][] {{active, standby}, {standby, active}}) {
      String[] session = Tokens.session(pair[0], "write");
      assertThat(pair[1].get("/api/session", session).json())
          .isEqualTo(JsonObject.of("name", "the writeer", "may", JsonArray.of("read", "write")));
      assertThat(pair[1].delete("/api/jobs/a_12345678", session).status()).isEqualTo(403);
    }
  }

  @Test
  void signing_out_at_any_node_ends_the_session_at_all_and_what_it_holds_open(
      TestReporter reporter) {
    Server active = node();
    Server standby = node();
    Server third = node();
    for (Server at : List.of(standby, active)) {
      String[] session = Tokens.session(third, "read");
      String[] other = Tokens.session(third, "read");
      List<RpcClient> sockets =
          NODES.all().stream().map(node -> new RpcClient(node, session)).toList();
      RpcClient ofOther = new RpcClient(active, other);
      long begun = System.nanoTime();
      assertThat(at.delete("/api/session", session).status()).isEqualTo(204);
      assertThat(status(at, session)).isEqualTo(401);
      sockets.forEach(socket -> assertThat(socket.closeCode()).isEqualTo(1008));
      NODES.all().forEach(node -> assertThat(status(node, session)).isEqualTo(401));
      reporter.publishEntry("ms", String.valueOf((System.nanoTime() - begun) / 1_000_000));
      NODES.all().forEach(node -> assertThat(status(node, other)).isEqualTo(200));
      assertThat(ofOther.isQuiet()).isTrue();
    }
  }

  @Test
  void restart_of_all_nodes_keeps_what_lives_and_what_has_ended() {
    Server first = node();
    String[] living = Tokens.session(first, "read");
    String[] ended = Tokens.session(first, "read");
    Server second = node();
    second.delete("/api/session", ended);
    eventually(() -> assertThat(status(first, ended)).isEqualTo(401));
    NODES.stop(first);
    assertThat(status(second, living)).isEqualTo(200);
    NODES.stop(second);
    Server later = node();
    assertThat(status(later, living)).isEqualTo(200);
    assertThat(status(later, ended)).isEqualTo(401);
  }

  @Test
  void token_taken_out_of_the_configuration_ends_its_sessions() {
    Server before = node();
    String[] session = Tokens.session(before, "read");
    String[] other = Tokens.session(before, "admin");
    NODES.stop(before);
    config.getJsonObject("auth").getJsonArray("tokens").remove(0);
    Server after = node();
    assertThat(status(after, session)).isEqualTo(401);
    assertThat(status(after, other)).isEqualTo(200);
  }

  @Test
  void session_of_a_signed_token_keeps_its_scope_at_another_node() {
    Server active = node();
    Server standby = node();
    JsonObject claims =
        Jwt.claims("read").put("sub", "ann").put("labels", JsonObject.of("owner", "ann"));
    Server.Answer begun =
        active.post("/api/session", new JsonObject().put("token", Jwt.hs256(claims)));
    String[] session = {"Cookie", begun.header("Set-Cookie").split(";")[0]};
    JsonObject foreign = active.bus.create("import");
    assertThat(standby.get(Server.path(foreign), session).status()).isEqualTo(404);
    assertThat(standby.get("/api/jobs", session).json().getJsonArray("jobs")).isEmpty();
    assertThat(standby.get("/api/session", session).json().getString("name")).isEqualTo("ann");
  }

  @Test
  void session_that_makes_room_ends_at_every_node() {
    config.getJsonObject("auth").put("max_sessions", 2);
    Server active = node();
    Server standby = node();
    String[] unused = Tokens.session(active, "read");
    String[] used = Tokens.session(active, "read");
    assertThat(status(standby, unused)).isEqualTo(200);
    String[] newest = Tokens.session(active, "read");
    eventually(() -> assertThat(status(standby, unused)).isEqualTo(401));
    assertThat(status(standby, used)).isEqualTo(200);
    assertThat(status(standby, newest)).isEqualTo(200);
  }

  @Test
  void database_away_signs_out_here_at_once_and_there_when_it_is_back() throws Exception {
    Server active = node();
    Server standby = node();
    String[] session = Tokens.session(active, "read");
    NODES.server().stop();
    try {
      assertThat(standby.delete("/api/session", session).status()).isEqualTo(204);
      assertThat(status(standby, session)).isEqualTo(401);
      assertThat(Tokens.session(standby, "read")).hasSize(2);
    } finally {
      NODES.server().run();
    }
    eventually(() -> assertThat(status(active, session)).isEqualTo(401));
  }

  @Test
  void node_without_a_tracker_asks_to_come_again() {
    String[] session = Tokens.session(node(), "read");
    JsonObject store = new JsonObject().put("url", NODES.server().url());
    DeploymentOptions options =
        new DeploymentOptions().setConfig(Server.onFreePort(config.copy().put("store", store)));
    Vertx vertx = Vertx.vertx();
    Bus.await(vertx.deployVerticle(new WebVerticle(), options));
    int port = (Integer) vertx.sharedData().getLocalMap(WebVerticle.MAP).get(WebVerticle.PORT);
    WebClient client = WebClient.create(vertx);
    HttpResponse<Buffer> answer =
        Bus.await(
            client.get(port, "127.0.0.1", "/api/session").putHeader(session[0], session[1]).send());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.getHeader("Retry-After")).isNotNull();
    Bus.await(vertx.close());
  }
}
