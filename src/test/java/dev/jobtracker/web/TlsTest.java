package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with a certificate: TLS, HTTP/2 and the cookie that only TLS carries. */
class TlsTest {
  @TempDir Path directory;

  @Test
  void certificate_means_http2_and_secure_cookies() throws Exception {
    SelfSigned.make(directory);
    JsonObject token =
        new JsonObject()
            .put("name", "n")
            .put("token", "t")
            .put("may", new JsonArray().add("write"));
    JsonObject config =
        new JsonObject()
            .put(
                "http",
                new JsonObject()
                    .put("cert", directory.resolve("cert.pem").toString())
                    .put("key", directory.resolve("key.pem").toString()))
            .put("auth", new JsonObject().put("tokens", new JsonArray().add(token)));
    try (Server server = new Server(config)) {
      WebClientOptions options =
          new WebClientOptions()
              .setSsl(true)
              .setTrustAll(true)
              .setVerifyHost(false)
              .setUseAlpn(true)
              .setProtocolVersion(HttpVersion.HTTP_2);
      WebClient client = WebClient.create(server.vertx, options);
      HttpResponse<Buffer> session =
          Bus.await(
              client
                  .post(server.port, "localhost", "/api/session")
                  .putHeader("Origin", "https://localhost:" + server.port)
                  .sendJsonObject(new JsonObject().put("token", "t")));
      assertThat(session.version()).isEqualTo(HttpVersion.HTTP_2);
      assertThat(session.statusCode()).isEqualTo(204);
      assertThat(session.getHeader("Set-Cookie")).contains("; Secure; HttpOnly; SameSite=Strict");
      HttpResponse<Buffer> created =
          Bus.await(
              client
                  .post(server.port, "localhost", "/api/jobs")
                  .bearerTokenAuthentication("t")
                  .sendJsonObject(new JsonObject().put("type", "a")));
      assertThat(created.statusCode()).isEqualTo(201);
      HttpResponse<Buffer> tooLarge =
          Bus.await(
              client
                  .post(server.port, "localhost", "/api/jobs")
                  .bearerTokenAuthentication("t")
                  .putHeader("Content-Type", "application/json")
                  .sendBuffer(Buffer.buffer("a".repeat(1_100_000))));
      assertThat(tooLarge.statusCode()).isEqualTo(413);
      HttpResponse<Buffer> head =
          Bus.await(
              client
                  .head(server.port, "localhost", "/api/jobs")
                  .bearerTokenAuthentication("t")
                  .send());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.getHeader("Content-Length")).isNotNull();
      assertThat(listWithQueryOf(20_000, client, server)).isEqualTo(400);
      assertThatThrownBy(() -> listWithQueryOf(60_000, client, server))
          .as("what the server has told the client at once")
          .hasMessageContaining("exceeded max allowed size (49152)");
    }
  }

  /** Lists by a type that is too long to be one. */
  private static int listWithQueryOf(int length, WebClient client, Server server) {
    return Bus.await(
            client
                .get(server.port, "localhost", "/api/jobs?type=" + "a".repeat(length))
                .bearerTokenAuthentication("t")
                .send())
        .statusCode();
  }

  /** The JDK makes certificates with its own tool only, and PEM is Base64 between two lines. */
}
