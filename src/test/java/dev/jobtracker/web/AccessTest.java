package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, rights and sessions. */
class AccessTest {
  private static final String JSON = "application/json";

  private final Server server = new Server(config());

  private static JsonObject config() {
    JsonArray tokens = new JsonArray().add(token("read")).add(token("write")).add(token("admin"));
    return new JsonObject()
        .put("auth", new JsonObject().put("tokens", tokens).put("max_sessions", 2))
        .put("http", new JsonObject().put("allow_clear", true));
  }

  private static JsonObject token(String right) {
    return new JsonObject()
        .put("name", right + "er")
        .put("token", right + "-secret")
        .put("may", new JsonArray().add(right));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void refusals_tell_why() {
    Answer none = server.get("/api/jobs");
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"job-tracker\"");
    assertThat(none.header("Content-Type")).isEqualTo("application/problem+json");
    Answer wrong = server.get("/api/jobs", "Authorization", "Bearer read-secre");
    assertThat(wrong.header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"job-tracker\", error=\"invalid_token\"");
    Answer weak = server.delete("/api/jobs", "Authorization", "Bearer write-secret");
    assertThat(weak.error()).isEqualTo("this needs the right \"admin\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer x",
        "read-secret",
        "Basic cmVhZC1zZWNyZXQ=",
        "Bearer READ-SECRET",
        "Bearer read-secret2",
        "Bearer read-secret write-secret",
        "Token read-secret"
      })
  void wrong_authorization_answers_401(String header) {
    assertThat(server.get("/api/jobs", "Authorization", header).status()).isEqualTo(401);
  }

  @Test
  void second_authorization_is_refused() {
    String[] twice = {
      "Authorization", "Bearer read-secret", "Authorization", "Bearer admin-secret"
    };
    Answer answer = server.get("/api/jobs", twice);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.error()).isEqualTo("Authorization: must be given once");
  }

  @Test
  void another_scheme_leaves_the_session_to_decide() {
    String cookie = pair(cookie("read"));
    Answer answer = server.get("/api/jobs", "Cookie", cookie, "Authorization", "Basic eDp5");
    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "job_tracker_session",
        "job_tracker_session=",
        "=%s",
        "x=job_tracker_session=%s",
        "job_tracker_session=%s%%3D",
        "JOB_TRACKER_SESSION=%s",
        "job_tracker_session=a b; $Version=1",
        "job_tracker_session=%s, y",
        ";;;=;,"
      })
  void broken_cookie_answers_401(String cookie) {
    String id = pair(cookie("read")).substring("job_tracker_session=".length());
    assertThat(server.get("/api/jobs", "Cookie", cookie.formatted(id)).status()).isEqualTo(401);
  }

  @Test
  void scheme_of_any_case_is_taken() {
    assertThat(server.get("/api/jobs", "Authorization", "bEARER  read-secret").status())
        .isEqualTo(200);
  }

  @Test
  void who_asks_is_checked_before_the_shape() {
    assertThat(server.send("POST", "/api/jobs", "{", "Content-Type", "x/y").status())
        .isEqualTo(401);
    assertThat(
            server
                .send(
                    "POST",
                    "/api/jobs?x=1",
                    "{",
                    "Content-Type",
                    "x/y",
                    "Authorization",
                    "Bearer read-secret")
                .status())
        .isEqualTo(403);
    assertThat(server.get("/api/jobs?x=1").status()).isEqualTo(401);
  }

  private String cookie(String token) {
    Answer answer = server.post("/api/session", new JsonObject().put("token", token + "-secret"));
    assertThat(answer.status()).isEqualTo(204);
    return answer.header("Set-Cookie");
  }

  private static String pair(String cookie) {
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Test
  void session_stands_for_its_token() {
    String cookie = cookie("read");
    assertThat(cookie)
        .matches(
            "job_tracker_session=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=/;"
                + " HttpOnly; SameSite=Strict");
    assertThat(server.get("/api/jobs", "Cookie", "a=b; " + pair(cookie)).status()).isEqualTo(200);
    assertThat(server.delete("/api/jobs", "Cookie", pair(cookie)).status()).isEqualTo(403);
    assertThat(server.get("/api/jobs", "Cookie", pair(cookie) + "x").status()).isEqualTo(401);
  }

  @Test
  void caller_is_told_what_he_may_do() {
    Answer reader = server.get("/api/session", "Cookie", pair(cookie("read")));
    assertThat(reader.status()).isEqualTo(200);
    assertThat(reader.json())
        .isEqualTo(JsonObject.of("name", "reader", "may", JsonArray.of("read")));
    Answer admin = server.get("/api/session", "Authorization", "Bearer admin-secret");
    assertThat(admin.json())
        .isEqualTo(JsonObject.of("name", "adminer", "may", JsonArray.of("read", "write", "admin")));
    assertThat(server.get("/api/session").status()).isEqualTo(401);
    try (Server open = new Server()) {
      assertThat(open.get("/api/session").json())
          .isEqualTo(
              new JsonObject().putNull("name").put("may", JsonArray.of("read", "write", "admin")));
    }
  }

  @Test
  void wrong_bearer_is_not_made_good_by_a_session() {
    String cookie = pair(cookie("read"));
    Answer answer = server.get("/api/jobs", "Cookie", cookie, "Authorization", "Bearer x");
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void ended_session_is_unknown() {
    String cookie = pair(cookie("read"));
    Answer end = server.delete("/api/session", "Cookie", cookie);
    assertThat(end.status()).isEqualTo(204);
    assertThat(end.header("Set-Cookie")).startsWith("job_tracker_session=; Max-Age=0;");
    assertThat(server.get("/api/jobs", "Cookie", cookie).status()).isEqualTo(401);
    assertThat(server.delete("/api/session").status()).isEqualTo(204);
  }

  @Test
  void new_session_at_the_limit_ends_the_one_unused_for_longest() {
    String first = pair(cookie("read"));
    String second = pair(cookie("read"));
    assertThat(server.get("/api/jobs", "Cookie", first).status()).isEqualTo(200);
    String third = pair(cookie("read"));
    assertThat(server.get("/api/jobs", "Cookie", first).status()).isEqualTo(200);
    assertThat(server.get("/api/jobs", "Cookie", second).status()).isEqualTo(401);
    assertThat(server.get("/api/jobs", "Cookie", third).status()).isEqualTo(200);
  }

  @Test
  void refused_login_sets_no_cookie() {
    Answer wrong = server.post("/api/session", "{\"token\":\"x\"}");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.headers().contains("WWW-Authenticate")).isTrue();
    assertThat(wrong.headers().contains("Set-Cookie")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"token\":null}", "{\"token\":1}", "[]", "", "{\"token\":\"a\",\"x\":1}"})
  void malformed_login_answers_400(String body) {
    assertThat(server.post("/api/session", body).status()).isEqualTo(400);
  }

  @Test
  void untyped_login_answers_415() {
    assertThat(server.send("POST", "/api/session", "{\"token\":\"read-secret\"}").status())
        .isEqualTo(415);
  }

  @Test
  void foreign_origin_may_not_log_in() {
    Answer answer =
        server.send(
            "POST",
            "/api/session",
            "{\"token\":\"read-secret\"}",
            "Content-Type",
            JSON,
            "Origin",
            "http://evil.example");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers().contains("Set-Cookie")).isFalse();
  }
}
