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
    "localhost., 421",
    "[::1%lo], 400",
    "[0:0:0:0:0:0:0:1], 421",
    "[::ffff:127.0.0.1], 400",
    "user@localhost, 400",
    "localhost:x, 400",
    "'', 421",
    "sub.a.example, 421"
  })
  void host_must_be_here(String host, int status) {
    String answer =
        server.raw("GET /api/jobs HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void foreign_host_is_refused_on_every_path_before_anything_else() {
    for (String line : new String[] {"GET /", "GET /nothing", "DELETE /api/jobs", "PUT /api/x"}) {
      assertThat(server.raw(line + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 421 Misdirected Request\r\n")
          .contains("content-type: application/problem+json\r\n")
          .contains("Host: must be loopback or one of http.allowed_hosts");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, http://localhost:8080, 201",
    "localhost:8080, HTTP://LOCALHOST:8080, 201",
    "localhost, http://localhost, 201",
    "localhost:80, http://localhost, 201",
    "[::1]:8080, http://[::1]:8080, 201",
    "[::1], http://[::1], 201",
    "localhost:8080, http://localhost:8081, 403",
    "localhost:8080, http://127.0.0.1:8080, 403",
    "[::1]:8080, http://::1:8080, 403",
    "localhost:8080, http://localhost:8080/, 403",
    "localhost:8080, http://localhost:8080@evil.example, 403"
  })
  void own_is_what_host_says(String host, String origin, int status) {
    String head =
        "POST /api/jobs HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: close\r\n"
            .formatted(host, origin);
    String body = "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"type\":\"a\"}";
    assertThat(server.raw(head + body)).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void second_origin_is_refused() {
    String own = "http://127.0.0.1:" + server.port;
    for (String method : new String[] {"POST", "DELETE"}) {
      Answer answer =
          server.send(method, "/api/session", null, "Origin", own, "Origin", "http://evil.example");
      assertThat(answer.status()).isEqualTo(403);
    }
  }

  @Test
  void web_socket_is_for_own_and_allowed_origins() {
    for (String origin : new String[] {"http://evil.example", "null", "http://127.0.0.1"}) {
      assertThat(RpcClient.refusal(server, "Origin", origin).getStatus()).isEqualTo(403);
    }
    for (String origin : new String[] {ALLOWED, "http://127.0.0.1:" + server.port}) {
      try (RpcClient client = new RpcClient(server, "Origin", origin)) {
        assertThat(client.isQuiet()).isTrue();
      }
    }
  }

  @Test
  void request_that_no_route_sees_still_gets_the_common_headers() {
    String answer =
        server.raw(
            "GET / HTTP/1.1\r\nHost: a b\r\nOrigin: " + ALLOWED + "\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .containsIgnoringCase("access-control-allow-origin: " + ALLOWED + "\r\n")
        .containsIgnoringCase("x-content-type-options: nosniff\r\n");
    String unreadable = "GET / HTTP/1.1\r\nOrigin: %s\r\nx: %s\r\n\r\n";
    assertThat(server.raw(unreadable.formatted(ALLOWED, "x".repeat(20_000))))
        .startsWith("HTTP/1.1 431 ")
        .containsIgnoringCase("x-content-type-options: nosniff\r\n");
  }

  @Test
  void missing_host_is_refused() {
    assertThat(server.raw("GET /api/jobs HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void health_check_of_http10_needs_no_host() {
    assertThat(server.raw("GET /health/ready HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200 ");
    assertThat(server.raw("GET /health/ready HTTP/1.0\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.0 421 ");
  }

  @Test
  void second_host_is_refused() {
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
  void change_from_own_origin_is_taken() {
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
  void change_from_foreign_origin_is_refused(String origin) {
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
  void own_origin_of_another_scheme_is_refused() {
    assertThat(create("https://127.0.0.1:" + server.port).status()).isEqualTo(403);
  }

  @Test
  void read_from_foreign_origin_is_answered_without_cors() {
    Answer answer = server.get("/api/jobs", "Origin", "http://evil.example");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().contains("Access-Control-Allow-Origin")).isFalse();
    assertThat(answer.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void allowed_origin_gets_cors_on_every_answer() {
    assertThat(create(ALLOWED).status()).isEqualTo(201);
    for (Answer answer :
        new Answer[] {
          create(ALLOWED),
          server.get("/api/jobs", "Origin", ALLOWED),
          server.get("/api/jobs/none", "Origin", ALLOWED),
          server.get("/nothing", "Origin", ALLOWED),
          server.get("/api/jobs?x=1", "Origin", ALLOWED),
          server.get("/metrics", "Origin", ALLOWED),
          server.get("/health/ready", "Origin", ALLOWED),
          server.get("/openapi.json", "Origin", ALLOWED),
          server.get("/api/ws", "Origin", ALLOWED),
          server.get("/api/jobs/a_00000000/events", "Origin", ALLOWED),
          server.delete("/api/session", "Origin", ALLOWED),
          server.send("POST", "/api/session", "{", "Origin", ALLOWED),
          server.send("PATCH", "/api/jobs/a_1", "{}", "Origin", ALLOWED),
          server.delete("/api/jobs", "Origin", ALLOWED),
          server.send("PUT", "/api/jobs", "", "Origin", ALLOWED),
          server.send("POST", "/api/jobs", "{}", "Origin", ALLOWED)
        }) {
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ALLOWED);
      assertThat(answer.header("Access-Control-Expose-Headers"))
          .contains("ETag", "Link", "Location");
      assertThat(answer.header("Vary")).isEqualTo("Origin");
    }
  }

  @Test
  void preflight_is_answered_for_allowed_origins_only() {
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
  void preflight_needs_no_token() {
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
