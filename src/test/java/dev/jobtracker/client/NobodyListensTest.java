package dev.jobtracker.client;

import static dev.jobtracker.Eventually.eventually;
import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.client.transport.Connection;
import dev.jobtracker.page.FailingProxy;
import dev.jobtracker.process.Ports;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.Tokens;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A connection says that nobody listens at the other end only where it knows: a node takes over by
 * that from one whose session of the database has ended (contract, section 12).
 */
class NobodyListensTest {
  private final Vertx vertx = Vertx.vertx();
  private final FailingProxy proxy = new FailingProxy();

  @AfterEach
  void close() {
    await(vertx.close());
    proxy.close();
  }

  private Connection begin(String url) {
    return Connection.begin(vertx, ConnectionOptions.of(url, null).door(), null);
  }

  /** Begins a connection that fails, for a reason with this word. */
  private Connection down(String url, String reason) {
    Connection connection = begin(url);
    awaitDown(connection, reason);
    return connection;
  }

  private static void awaitDown(Connection connection, String reason) {
    eventually(() -> assertThat(connection.whyDown()).contains(reason));
  }

  @Test
  void at_a_port_that_nobody_has_opened_nobody_listens() throws IOException {
    assertThat(down("http://127.0.0.1:" + Ports.ofOnesOwn(), "refused").nobodyListens()).isTrue();
    assertThat(down("https://127.0.0.1:" + Ports.ofOnesOwn(), "refused").nobodyListens()).isTrue();
  }

  @Test
  void at_a_host_without_an_address_nobody_listens() {
    Connection connection = begin("http://no.such.host.invalid");
    eventually(() -> assertThat(connection.whyDown()).containsAnyOf("UnknownHost", "Timeout"));
    assumeTrue(connection.whyDown().contains("UnknownHost"), "no name server answers here");
    assertThat(connection.nobodyListens()).isTrue();
  }

  @Test
  void who_refuses_in_words_listens() {
    try (Server server = new Server(Tokens.config())) {
      assertThat(down("http://127.0.0.1:" + server.port, "401").nobodyListens()).isFalse();
      String tls = "https://127.0.0.1:" + server.port;
      assertThat(down(tls, "SSLHandshakeException").nobodyListens()).isFalse();
    }
  }

  /** As a server with too many connections does, and something between that is cut off. */
  @Test
  void who_hangs_up_may_listen() {
    proxy.sever();
    assertThat(down(proxy.url(), "closed").nobodyListens()).isFalse();
  }

  /** As a process that is frozen. */
  @Test
  void who_does_not_answer_in_time_may_listen() {
    proxy.fallSilent();
    assertThat(down(proxy.url(), "Timeout").nobodyListens()).isFalse();
  }

  @Test
  void end_of_a_connection_does_not_tell_and_the_next_attempt_does() {
    Server server = new Server();
    proxy.leadTo(server.port);
    Connection cut = begin(proxy.url());
    Connection direct = begin("http://127.0.0.1:" + server.port);
    await(cut.connectedWithin(Duration.ofSeconds(30)));
    await(direct.connectedWithin(Duration.ofSeconds(30)));
    proxy.fallSilent();
    proxy.cut();
    awaitDown(cut, "closed");
    assertThat(cut.nobodyListens()).isFalse();
    proxy.comeBack();
    eventually(() -> assertThat(cut.whyDown()).isNull());
    assertThat(cut.nobodyListens()).isFalse();
    server.close();
    eventually(() -> assertThat(direct.nobodyListens()).isTrue());
  }
}
