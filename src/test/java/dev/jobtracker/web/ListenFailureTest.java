package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.HttpConfig;
import dev.jobtracker.tracker.Bus;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenFailureTest {
  private static final HttpConfig PLAIN = http(new JsonObject());

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void taken_port_is_named_by_either_transport(boolean isNative) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(isNative));
    try (Server server = new Server()) {
      HttpConfig http = http(new JsonObject().put("port", server.port));
      Throwable refused =
          Bus.await(
              vertx
                  .createHttpServer()
                  .requestHandler(request -> {})
                  .listen(http.port(), http.host())
                  .map(it -> new Throwable("listened"))
                  .otherwise(e -> e));
      assertThat(ListenFailure.explained(http, refused))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "http.port: cannot listen on 127.0.0.1:" + server.port + ": Address already in use");
    } finally {
      Bus.await(vertx.close());
    }
  }

  @Test
  void unknown_host_is_named() {
    Throwable refused = new UnknownHostException("127.0.0.1").initCause(new Exception("NXDOMAIN"));
    assertThat(ListenFailure.explained(PLAIN, refused))
        .isInstanceOf(ConfigException.class)
        .hasMessage("http.host: there is no host \"127.0.0.1\"");
  }

  @Test
  void pem_files_are_named() {
    HttpConfig http = http(new JsonObject().put("cert", "c.pem").put("key", "k.pem"));
    Exception cause = new RuntimeException(new IllegalArgumentException("no PEM"));
    assertThat(ListenFailure.explained(http, cause))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "http.cert: cannot serve TLS with \"c.pem\" and the http.key \"k.pem\": no PEM");
  }

  @Test
  void whatever_else_is_left_as_it_is() {
    Exception fault = new IllegalStateException("a fault");
    assertThat(ListenFailure.explained(PLAIN, fault)).isSameAs(fault);
  }

  private static HttpConfig http(JsonObject http) {
    return Config.from(new JsonObject().put("http", http)).http();
  }
}
