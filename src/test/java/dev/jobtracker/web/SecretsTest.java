package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No token is ever in the log or in an answer, and a client's mistake is no event for the log. */
class SecretsTest {
  private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> log =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLoggerName().startsWith("com.networknt")) {
            // The validator of the tests, which is no part of the server.
            return;
          }
          String trace =
              event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy());
          logged.add(event.getLevel() + " " + event.getFormattedMessage() + trace);
        }
      };
  private Level level;
  private Server server;

  @BeforeEach
  void listenToEverything() {
    level = ROOT.getLevel();
    log.setContext(ROOT.getLoggerContext());
    log.start();
    ROOT.addAppender(log);
    for (String name : new String[] {"dev.jobtracker", "io.vertx"}) {
      ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.DEBUG);
    }
    server = new Server(Tokens.config());
  }

  @AfterEach
  void close() {
    server.close();
    ROOT.detachAppender(log);
    ((Logger) LoggerFactory.getLogger("dev.jobtracker")).setLevel(null);
    ((Logger) LoggerFactory.getLogger("io.vertx")).setLevel(Level.WARN);
    assertThat(ROOT.getLevel()).isEqualTo(level);
  }

  /** Everything that a clumsy client may do with a token, right and wrong. */
  private String allAnswers(String secret) {
    StringBuilder answers = new StringBuilder();
    for (String path : new String[] {"/api/jobs", "/metrics", "/api/jobs/a_00000000", "/api/ws"}) {
      for (String header : new String[] {"Bearer ", "bearer  ", "Token ", "Basic ", ""}) {
        answers.append(server.get(path, "Authorization", header + secret).body());
      }
      answers.append(server.get(path + "?token=" + secret).body());
      answers.append(server.get(path, "Cookie", Access.COOKIE + "=" + secret).body());
    }
    String bearer = "Bearer " + secret;
    answers.append(
        server.get("/api/jobs", "Authorization", bearer, "Authorization", bearer).body());
    for (String body :
        new String[] {
          "{\"token\":\"%s\"}",
          "{\"token\":[\"%s\"]}",
          "{\"token\":%s}",
          "\"%s\"",
          "%s",
          "{\"token\":\"%s\",\"token\":\"%s\"}",
          "{\"token\":\"%s"
        }) {
      answers.append(server.post("/api/session", body.replace("%s", secret)).body());
    }
    server.bus.call("jobs.stats", new JsonObject());
    return answers.toString();
  }

  @Test
  void token_is_in_no_answer_and_in_no_line() {
    for (String secret :
        new String[] {Tokens.secret("read"), Tokens.secret("admin"), "wr0ng-5ecret-77aa"}) {
      assertThat(allAnswers(secret)).isNotEmpty().doesNotContain(secret);
      assertThat(logged).noneMatch(line -> line.contains(secret));
    }
    assertThat(LoggerFactory.getLogger("dev.jobtracker.web").isDebugEnabled()).isTrue();
  }

  @Test
  void session_id_is_in_no_line() {
    String[] session = Tokens.session(server, "write");
    String id = session[1].substring(session[1].indexOf('=') + 1);
    server.get("/api/jobs", session);
    server.delete("/api/jobs", session);
    server.delete("/api/session", session);
    server.get("/api/jobs", session);
    assertThat(logged).noneMatch(line -> line.contains(id));
  }

  @Test
  void mistake_of_a_client_is_no_warning_and_no_stack_trace() {
    String[] admin = Tokens.bearer("admin");
    server.get("/api/jobs", "Authorization", "Bearer x");
    server.get("/api/jobs?x=1", admin);
    server.get("/nothing");
    server.send("PATCH", "/api/jobs/a_00000000", "{", admin);
    server.raw("GET / HTTP/9.9\r\n\r\n");
    server.raw("\u0000\u0001\u0002\r\n\r\n");
    try (RpcClient client = new RpcClient(server, admin)) {
      client.answer("{");
      client.error("jobs.get", new JsonObject().put("task_id", 7));
    }
    server.bus.failure("jobs.update", "no object");
    server.vertx.eventBus().send("jobs.get", new JsonObject());
    server.bus.call("jobs.stats", new JsonObject());
    assertThat(logged).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
    assertThat(logged).noneMatch(line -> line.startsWith("INFO") && line.contains("Exception"));
    assertThat(logged)
        .anyMatch(line -> line.startsWith("DEBUG Nobody waits for the refusal of jobs.get: "));
  }

  @Test
  void limit_that_is_hit_is_one_line() {
    LimitHits hits = new LimitHits();
    hits.log();
    hits.count(Limit.MAX_SOCKETS);
    hits.count(Limit.MAX_SOCKETS);
    hits.log();
    hits.log();
    assertThat(logged)
        .filteredOn(line -> line.contains("live.max_sockets"))
        .containsExactly("WARN live.max_sockets refused, dropped or cut 2 times");
  }
}
