package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for {@code Host} and {@code Origin}, and CORS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginsTest {
  private static final String ALLOWED = "https://app.example";

  private final Server server =
      new Server(
          new JsonObject()
              .put(
                  "http",
                  new JsonObject()
                      .put("allowed_origins", new JsonArray().add(ALLOWED))
                      .put("allowed_hosts", new JsonArray().add("a.example").add("b.example:99"))));

  @AfterAll
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:1, 200",
    "localhost:8080, 200",
    "127.0.0.1, 200",
    "127.1.2.3:5, 200",
    "[::1], 200",
    "[::1]:8080, 200",
    "a.example, 200",
    "A.Example:8080, 200",
    "b.example:99, 200",
    "b.example, 421",
    "b.example:98, 421",
    "evil.example, 421",
    "localhost.evil.example, 421",
    "127.0.0.1.evil.example, 421",
    "127.0.0.1evil, 421",
    "128.0.0.1, 421",
    "0.0.0.0, 421",
    "[::2], 421",
    "sub.a.example, 421"
  })
  void host_mustBeHere(String host, int status) {
    String answer =
        server.raw("GET /api/jobs HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void foreignHost_isRefusedOnEveryPathBeforeAnythingElse() {
    for (String line : new String[] {"GET /", "GET /nothing", "DELETE /api/jobs", "PUT /api/x"}) {
      assertThat(server.raw(line + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 421 Misdirected Request\r\n")
          .contains("content-type: application/problem+json\r\n")
          .contains("Host: must be loopback or one of http.allowed_hosts");
    }
  }

  @Test
  void missingHost_isRefused() {
    assertThat(server.raw("GET /api/jobs HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
    assertThat(server.raw("GET /api/jobs HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 421 ");
  }

  @Test
  void secondHost_isRefused() {
    assertThat(server.raw("GET /api/jobs HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  private Answer create(String origin) {
    return server.send(
        "POST",
        "/api/jobs",
        "{\"type\":\"a\"}",
        "Content-Type",
        "application/json",
        "Origin",
        origin);
  }

  @Test
  void changeFromOwnOrigin_isTaken() {
    Answer answer = create("http://127.0.0.1:" + server.port);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.headers().contains("Access-Control-Allow-Origin")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example",
    "null",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "https://app.example.evil",
    "http://app.example",
    "https://app.example:8443",
    "file://",
    "''"
  })
  void changeFromForeignOrigin_isRefused(String origin) {
    int before = server.get("/api/stats").json().getInteger("total");
    Answer answer = create(origin);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers().contains("Access-Control-Allow-Origin")).isFalse();
    for (String method : new String[] {"PATCH", "DELETE"}) {
      Answer other = server.send(method, "/api/jobs/a_12345678", "{}", "Origin", origin);
      assertThat(other.status()).isEqualTo(403);
    }
    assertThat(server.get("/api/stats").json().getInteger("total")).isEqualTo(before);
  }

  @Test
  void ownOriginOfAnotherScheme_isRefused() {
    assertThat(create("https://127.0.0.1:" + server.port).status()).isEqualTo(403);
  }

  @Test
  void readFromForeignOrigin_isAnsweredWithoutCors() {
    Answer answer = server.get("/api/jobs", "Origin", "http://evil.example");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().contains("Access-Control-Allow-Origin")).isFalse();
    assertThat(answer.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void allowedOrigin_getsCorsOnEveryAnswer() {
    assertThat(create(ALLOWED).status()).isEqualTo(201);
    for (Answer answer :
        new Answer[] {
          create(ALLOWED),
          server.get("/api/jobs", "Origin", ALLOWED),
          server.get("/api/jobs/none", "Origin", ALLOWED),
          server.get("/nothing", "Origin", ALLOWED),
          server.get("/api/jobs?x=1", "Origin", ALLOWED),
          server.delete("/api/jobs", "Origin", ALLOWED),
          server.send("PUT", "/api/jobs", "", "Origin", ALLOWED),
          server.send("POST", "/api/jobs", "{}", "Origin", ALLOWED)
        }) {
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED);
      assertThat(answer.header("Access-Control-Expose-Headers")).contains("ETag", "Location");
      assertThat(answer.header("Vary")).isEqualTo("Origin");
    }
  }

  @Test
  void preflight_isAnsweredForAllowedOriginsOnly() {
    String[] ask = {"Origin", ALLOWED, "Access-Control-Request-Method", "PATCH"};
    Answer answer = server.send("OPTIONS", "/api/jobs/a_12345678", null, ask);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED);
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("PATCH");
    assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization", "If-Match");
    ask[1] = "http://evil.example";
    assertThat(server.send("OPTIONS", "/api/jobs/a_12345678", null, ask).status()).isEqualTo(403);
  }

  @Test
  void preflight_needsNoToken() {
    JsonObject token =
        new JsonObject().put("name", "n").put("token", "t").put("may", new JsonArray().add("read"));
    JsonObject config =
        new JsonObject()
            .put("http", new JsonObject().put("allowed_origins", new JsonArray().add(ALLOWED)))
            .put("auth", new JsonObject().put("tokens", new JsonArray().add(token)));
    try (Server guarded = new Server(config)) {
      String[] ask = {"Origin", ALLOWED, "Access-Control-Request-Method", "GET"};
      assertThat(guarded.send("OPTIONS", "/api/jobs", null, ask).status()).isEqualTo(204);
      Answer refused = guarded.get("/api/jobs", "Origin", ALLOWED);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED);
      String anyHost = "GET /api/jobs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      assertThat(guarded.raw(anyHost)).startsWith("HTTP/1.1 401 ");
    }
  }
}
