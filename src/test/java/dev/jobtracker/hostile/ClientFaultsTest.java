package dev.jobtracker.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.Verbs;
import dev.jobtracker.web.Server;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that go without a word, or never come to an end. */
class ClientFaultsTest {
  private static final String HEAD =
      "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  private static final int LIMIT = 4096;

  private final Server server =
      new Server(new JsonObject().put("http", new JsonObject().put("max_body_bytes", LIMIT)), 2);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void client_gone_mid_body_leaves_nothing() throws IOException {
    Calm calm = Calm.of(server);
    for (int i = 0; i < 300; i++) {
      RawConnection client = new RawConnection(server.port);
      boolean chunked = i % 2 == 0;
      client.send(
          HEAD
              + (chunked
                  ? "Transfer-Encoding: chunked\r\n\r\n11\r\n"
                  : "Content-Length: 17\r\n\r\n"));
      client.send("{\"type\":\"impor");
      drop(client, i % 3 == 0);
    }
    JsonObject stats = server.bus.call("jobs.stats", new JsonObject());
    assertThat(stats.getJsonObject("counters").getInteger("created")).isZero();
    calm.check();
  }

  @Test
  void poll_whose_client_is_gone_before_its_first_answer_takes_no_seat() throws IOException {
    JsonObject job = server.bus.create("import");
    Promise<DeliveryContext<?>> asked = Promise.promise();
    server
        .vertx
        .eventBus()
        .addOutboundInterceptor(
            delivery -> {
              boolean held =
                  Verbs.count(delivery.message(), "jobs.get") > 0 && asked.tryComplete(delivery);
              if (!held) {
                delivery.next();
              }
            });
    Calm calm = Calm.of(server);
    RawConnection client = new RawConnection(server.port);
    client.send(
        "GET "
            + Server.path(job)
            + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\nIf-None-Match: \"1\"\r\n\r\n");
    DeliveryContext<?> question = Bus.await(asked.future());
    client.reset();
    calm.connectionsAreGone();
    question.next();
    // A question behind it, after which the first one is answered for certain.
    assertThat(server.bus.get(job)).isEqualTo(job);
    calm.check();
  }

  @Test
  void ten_thousand_sockets_opened_and_dropped_leave_nothing() {
    JsonObject job = server.bus.create("import");
    String get = "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n";
    String stream = get.formatted(Server.path(job) + "/events", "");
    String poll = get.formatted(Server.path(job), "Prefer: wait=60\r\nIf-None-Match: \"1\"\r\n");
    Calm calm = Calm.of(server);
    Hunt.run(
        20,
        (number, random) -> {
          for (int i = 0; i < 500; i++) {
            if (i % 25 == 0) {
              drop(new RawWebSocket(server.port).connection, i % 2 == 0);
              continue;
            }
            RawConnection client = new RawConnection(server.port);
            switch (i % 25) {
              case 1 -> client.send(stream);
              case 2 -> client.send(poll);
              case 3 -> client.send(get.formatted("/api/jobs", "").repeat(20));
              case 4 -> client.send(HEAD);
              default -> {
                // It says nothing at all.
              }
            }
            drop(client, i % 10 == 0);
          }
          return number;
        });
    assertThat(server.bus.get(job)).isEqualTo(job);
    calm.check();
  }

  private static void drop(RawConnection client, boolean politely) throws IOException {
    if (politely) {
      client.close();
    } else {
      client.reset();
    }
  }

  @Test
  void body_without_end_is_refused_at_its_limit_and_then_cut() throws Exception {
    Calm calm = Calm.of(server);
    try (RawConnection client = new RawConnection(server.port)) {
      client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "100\r\n" + " ".repeat(0x100) + "\r\n";
      client.send(chunk.repeat(LIMIT / 0x100));
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(
              () -> {
                while (client.send(chunk)) {
                  // Until the server has cut the connection.
                }
              });
      RawConnection.Answer answer = client.answer(false);
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.isLast()).isTrue();
      assertThat(client.rest()).isEmpty();
      flood.get(30, java.util.concurrent.TimeUnit.SECONDS);
    }
    calm.check();
  }
}
