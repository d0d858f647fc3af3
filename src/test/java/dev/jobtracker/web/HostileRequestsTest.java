package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.Verbs;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as no decent client writes them, byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {
  private static final String HEAD =
      "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  private static final String SMUGGLED =
      "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 12\r\nConnection: close\r\n\r\n{\"type\":\"s\"}";

  private final Server server =
      new Server(new JsonObject().put("http", new JsonObject().put("idle_timeout", "1s")));

  @AfterAll
  void close() {
    server.close();
  }

  private int total() {
    return server.get("/api/stats").json().getInteger("total");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
        "Transfer-Encoding: chunked, x\r\n",
        "Transfer-Encoding: \r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: x\r\n"
      })
  void ambiguous_length_is_refused_and_nothing_is_smuggled(String headers) {
    int before = total();
    String answer = server.raw(HEAD + headers + "\r\n" + SMUGGLED);
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
    assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
    assertThat(total()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\nGARBAGE\r\n\r\n",
        "GET /api/jobs\r\n\r\n",
        "GET /api/jobs HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /api/jobs HTTP/1.2\r\nHost: localhost\r\n\r\n",
        "GET /api/jobs HTtP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /api/jobs/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /api/jobs/% HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /api/jobs HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
        "GET /api/jobs HTTP/1.1\r\nBad Header: localhost\r\n\r\n"
      })
  void garbage_is_refused(String bytes) {
    assertThat(server.raw(bytes)).matches("(?s)HTTP/1\\.\\d 4\\d\\d .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host: localhost:x\r\n", "Host: a b\r\n", "Host: localhost\r\nB d: x\r\n"})
  void request_that_no_handler_sees_is_refused_with_the_common_headers(String headers) {
    assertThat(server.raw("GET /api/jobs HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .containsIgnoringCase("\r\nX-Content-Type-Options: nosniff\r\n")
        .containsIgnoringCase("\r\nCache-Control: no-cache\r\n")
        .containsIgnoringCase("\r\nConnection: close\r\n");
  }

  @Test
  void huge_line_and_headers_are_refused() {
    assertThat(server.raw("GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.0 414 ")
        .contains("application/problem+json");
    assertThat(
            server.raw(
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(40_000) + "\r\n\r\n"))
        .contains(" 431 ");
  }

  @Test
  void chunked_body_over_its_limit_answers_413_and_closes() {
    String chunk = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
    String answer =
        server.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(20) + "0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("connection: close\r\n");
  }

  @Test
  void length_over_the_limit_answers_413_before_the_body() {
    assertThat(
            server.raw(
                HEAD + "Expect: 100-continue\r\nContent-Length: 99999999999999999999\r\n\r\n"))
        .matches("(?s)HTTP/1.1 4(00|13) .*");
    assertThat(server.raw(HEAD + "Expect: 100-continue\r\nContent-Length: 9999999\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void expected_continue_is_sent() {
    String answer =
        server.raw(
            HEAD
                + "Expect: 100-continue\r\nContent-Length: 12\r\nConnection: close\r\n\r\n"
                + "{\"type\":\"a\"}");
    assertThat(answer).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 ");
  }

  @Test
  void other_expectation_answers_417() {
    assertThat(server.raw(HEAD + "Expect: miracles\r\nContent-Length: 2\r\n\r\n{}"))
        .startsWith("HTTP/1.1 417 ");
  }

  @Test
  void body_on_get_is_not_taken_for_a_request() {
    int before = total();
    String answer =
        server.raw(
            "GET /api/stats HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + SMUGGLED.length()
                + "\r\n\r\n"
                + SMUGGLED
                + "GET /api/stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer.split("HTTP/1.1 200 ", -1)).hasSize(3);
    assertThat(total()).isEqualTo(before);
  }

  @Test
  void refused_body_is_not_taken_for_a_request() {
    int before = total();
    String answer =
        server.raw(
            "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                + "Content-Length: "
                + SMUGGLED.length()
                + "\r\n\r\n"
                + SMUGGLED);
    assertThat(answer).startsWith("HTTP/1.1 415 ");
    assertThat(total()).isEqualTo(before);
  }

  @Test
  void pipelined_requests_are_answered_in_order() {
    String get = "GET /api/stats HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String last = "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    String answer = server.raw(get.repeat(5) + last);
    assertThat(answer.split("HTTP/1.1 200 ", -1)).hasSize(6);
    assertThat(answer).contains("HTTP/1.1 404 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /api/jobs HTTP/1.1\r\n",
        "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1000\r\n\r\n{",
        "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
      })
  void dripping_request_is_cut(String start) {
    boolean chunked = start.contains("chunked");
    boolean complete = start.endsWith("{") || chunked;
    String drip = chunked ? "1\r\n \r\n" : complete ? " " : start.isEmpty() ? "\r\n" : "X: y\r\n";
    Bus.await(
        server
            .sockets
            .connect(server.port, "127.0.0.1")
            .compose(
                socket -> {
                  Promise<Void> closed = Promise.promise();
                  long timer =
                      server.vertx.setPeriodic(100, tick -> socket.write(Buffer.buffer(drip)));
                  socket.closeHandler(closed::complete).exceptionHandler(broken -> {});
                  socket.write(start);
                  return closed.future().onComplete(end -> server.vertx.cancelTimer(timer));
                }));
  }

  @Test
  void client_that_takes_no_answers_is_cut() {
    for (int i = 0; i < 100; i++) {
      JsonObject job = server.create("import");
      server.patch(Server.path(job), new JsonObject().put("current_step", "x".repeat(1000)));
    }
    AtomicInteger asked = new AtomicInteger();
    server
        .vertx
        .eventBus()
        .addOutboundInterceptor(
            delivery -> {
              asked.addAndGet(Verbs.count(delivery.message(), "jobs.list"));
              delivery.next();
            });
    String get = "GET /api/jobs?page_size=100 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    Bus.await(
        server
            .sockets
            .connect(server.port, "127.0.0.1")
            .compose(
                socket -> {
                  Promise<Void> closed = Promise.promise();
                  // A paused socket learns of its end only when it writes.
                  long timer = server.vertx.setPeriodic(100, tick -> socket.write("GET"));
                  socket.pause().closeHandler(closed::complete).exceptionHandler(broken -> {});
                  socket.write(get.repeat(1000));
                  return closed.future().onComplete(end -> server.vertx.cancelTimer(timer));
                }));
    // What the sockets of both sides buffer, and not all that was asked for.
    assertThat(asked.get()).isBetween(1, 500);
  }
}
