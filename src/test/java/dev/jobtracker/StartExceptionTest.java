package dev.jobtracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.HttpConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class StartExceptionTest {
  private static final HttpConfig PLAIN = Config.from(null).http();

  @Test
  void taken_port_is_named() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      HttpConfig http = http(new JsonObject().put("port", taken.getLocalPort()));
      HttpServer server = vertx.createHttpServer().requestHandler(request -> {});
      Throwable refused =
          server
              .listen(http.port(), http.host())
              .map(it -> new Throwable("listened"))
              .otherwise(e -> e)
              .await();
      assertThat(sentence(Program.WEB, http, refused))
          .isEqualTo("http.port: port " + http.port() + " of 127.0.0.1 is already in use");
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void host_that_nobody_knows_is_named() {
    assertThat(sentence(Program.WEB, PLAIN, new UnknownHostException("nowhere")))
        .isEqualTo("http.port: cannot listen on port 8080 of 127.0.0.1: nowhere");
  }

  @Test
  void pem_files_are_named() {
    HttpConfig http = http(new JsonObject().put("cert", "c.pem").put("key", "k.pem"));
    Exception cause = new RuntimeException(new IllegalArgumentException("no PEM"));
    assertThat(sentence(Program.WEB, http, cause))
        .isEqualTo("http.cert: cannot serve TLS with \"c.pem\" and the http.key \"k.pem\": no PEM");
    assertThat(sentence(Program.TRACKER, http, cause))
        .isEqualTo("JobTrackerVerticle: cannot start: no PEM");
  }

  @Test
  void refused_configuration_speaks_for_itself() {
    Exception cause = new RuntimeException(new ConfigException("http.prot", "unknown key"));
    assertThat(sentence(Program.DEMO, PLAIN, cause)).isEqualTo("http.prot: unknown key");
  }

  @Test
  void failure_without_a_message_shows_its_class() {
    assertThat(sentence(Program.DEMO, PLAIN, new IllegalStateException()))
        .isEqualTo("ChecksumWorker: cannot start: java.lang.IllegalStateException");
  }

  private static String sentence(String verticle, HttpConfig http, Throwable cause) {
    return StartException.of(verticle, http, cause).getMessage();
  }

  private static HttpConfig http(JsonObject http) {
    return Config.from(new JsonObject().put("http", http)).http();
  }
}
