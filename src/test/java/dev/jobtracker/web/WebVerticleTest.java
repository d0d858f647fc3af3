package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.tracker.Bus;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import org.junit.jupiter.api.Test;

/** How the server starts, shares, bounds and stops. */
class WebVerticleTest {
  private static final String GET =
      "GET /api/stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static JsonObject token() {
    return new JsonObject()
        .put("name", "n")
        .put("token", "t")
        .put("may", new JsonArray().add("read"));
  }

  @Test
  void instances_share_one_port_and_their_sessions() {
    JsonObject auth = new JsonObject().put("tokens", new JsonArray().add(token()));
    try (Server server = new Server(new JsonObject().put("auth", auth), 4)) {
      String cookie = server.post("/api/session", "{\"token\":\"t\"}").header("Set-Cookie");
      String get = GET.replace("\r\n\r\n", "\r\nCookie: " + cookie.split(";")[0] + "\r\n\r\n");
      for (int i = 0; i < 8; i++) {
        assertThat(server.raw(get)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(server.port).isPositive();
    }
  }

  @Test
  void connection_over_the_limit_is_closed_at_once() {
    JsonObject http = new JsonObject().put("max_connections", 2);
    try (Server server = new Server(new JsonObject().put("http", http), 2)) {
      NetClient client = server.vertx.createNetClient();
      NetSocket first = Bus.await(client.connect(server.port, "127.0.0.1"));
      NetSocket second = Bus.await(client.connect(server.port, "127.0.0.1"));
      assertAnswered(first);
      assertAnswered(second);
      assertThat(server.raw("")).isEmpty();
      Promise<Void> freed = Promise.promise();
      second.closeHandler(freed::complete);
      second.write(GET);
      Bus.await(freed.future());
      assertThat(server.raw(GET)).startsWith("HTTP/1.1 200 ");
    }
  }

  /** A connection counts once it has been accepted, which its first answer shows. */
  private static void assertAnswered(NetSocket socket) {
    Promise<String> answer = Promise.promise();
    socket.handler(bytes -> answer.tryComplete(bytes.toString()));
    socket.write("GET /api/stats HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(Bus.await(answer.future())).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void closed_web_socket_frees_its_connection() {
    JsonObject http = new JsonObject().put("max_connections", 2);
    try (Server server = new Server(new JsonObject().put("http", http))) {
      for (int i = 0; i < 5; i++) {
        WebSocketClient client = server.vertx.createWebSocketClient();
        Promise<Void> closed = Promise.promise();
        Bus.await(
            client
                .connect(server.port, "127.0.0.1", "/api/ws")
                .compose(
                    socket -> {
                      socket.closeHandler(closed::complete);
                      socket.close();
                      return closed.future();
                    }));
      }
      // The server closes its side a moment before it stops to count it.
      assertThat(server.raw(GET)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void port_that_is_taken_fails_with_a_sentence() {
    try (Server server = new Server()) {
      JsonObject http = new JsonObject().put("port", server.port);
      DeploymentOptions options =
          new DeploymentOptions().setConfig(new JsonObject().put("http", http));
      io.vertx.core.Vertx other = io.vertx.core.Vertx.vertx();
      assertThatThrownBy(() -> Bus.await(other.deployVerticle(new WebVerticle(), options)))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("http.port: cannot listen on 127.0.0.1:" + server.port);
      Bus.await(other.close());
    }
  }

  @Test
  void bad_configuration_fails_the_deployment() {
    io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
    JsonObject bad = new JsonObject().put("http", new JsonObject().put("prot", 1));
    DeploymentOptions options = new DeploymentOptions().setConfig(bad);
    assertThatThrownBy(() -> Bus.await(vertx.deployVerticle(new WebVerticle(), options)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.prot: unknown key");
    Bus.await(vertx.close());
  }

  @Test
  void second_deployment_leaves_the_first_ones_port() {
    try (Server server = new Server()) {
      var ports = server.vertx.sharedData().<String, Integer>getLocalMap(WebVerticle.MAP);
      DeploymentOptions options =
          new DeploymentOptions().setConfig(Server.onFreePort(new JsonObject()));
      String second = Bus.await(server.vertx.deployVerticle(WebVerticle.class.getName(), options));
      assertThat(ports.get(WebVerticle.PORT)).isEqualTo(server.port);
      assertThat(ports.get(server.web)).isEqualTo(server.port);
      int other = ports.get(second);
      assertThat(other).isNotEqualTo(server.port);
      Bus.await(server.vertx.undeploy(server.web));
      assertThat(ports.get(WebVerticle.PORT)).isEqualTo(other);
      Bus.await(server.vertx.undeploy(second));
      assertThat(ports).isEmpty();
    }
  }

  @Test
  void failed_start_gives_back_what_it_took() {
    try (Server server = new Server()) {
      JsonObject http = new JsonObject().put("port", server.port).put("host", "no.such.host.test");
      JsonObject auth = new JsonObject().put("open", true);
      DeploymentOptions options =
          new DeploymentOptions()
              .setInstances(2)
              .setConfig(new JsonObject().put("http", http).put("auth", auth));
      assertThatThrownBy(
              () -> Bus.await(server.vertx.deployVerticle(WebVerticle.class.getName(), options)))
          .hasMessageStartingWith("http.host: ");
      assertThat(server.vertx.sharedData().getLocalMap("jobtracker.web.deployments")).hasSize(1);
      assertThat(server.raw(GET)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void stop_closes_the_port() {
    try (Server server = new Server()) {
      for (String id : server.vertx.deploymentIDs()) {
        Bus.await(server.vertx.undeploy(id));
      }
      // The operating system may still accept for a moment what nobody serves any more.
      boolean refused = false;
      for (int i = 0; i < 100 && !refused; i++) {
        refused =
            Bus.await(
                server
                    .vertx
                    .createNetClient()
                    .connect(server.port, "127.0.0.1")
                    .compose(socket -> socket.close().map(false))
                    .otherwise(failure -> failure instanceof java.net.ConnectException));
      }
      assertThat(refused).isTrue();
    }
  }
}
