package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Scope;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import dev.jobtracker.web.limit.TrackerGateway;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers see when the other end of the bus is stuck or talks nonsense. */
class FaultsTest {
  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  /** Takes the tracker's place at one address, to which every second message then comes. */
  private void undeployTracker() {
    Bus.await(server.vertx.undeploy(server.tracker));
  }

  @Test
  void reply_of_another_kind_answers_500_at_once_with_an_id() {
    undeployTracker();
    server.vertx.eventBus().consumer("jobs.stats", message -> message.reply("surprise"));
    Server.Answer answer = server.get("/api/stats");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.error())
        .matches("an internal fault, which the log holds under id [0-9a-f-]{36}");
    assertThat(answer.body()).doesNotContain("ClassCast", "dev.jobtracker", "java.");
  }

  @Test
  void request_over_the_number_in_flight_is_refused_at_once() {
    undeployTracker();
    List<Message<Object>> waiting = new ArrayList<>();
    server.vertx.eventBus().consumer("jobs.stats", waiting::add);
    LimitHits hits = new LimitHits();
    Throwable refusal =
        Bus.await(
            Future.future(
                promise ->
                    server.vertx.runOnContext(
                        now -> {
                          TrackerGateway gateway =
                              new TrackerGateway(server.vertx, hits, Duration.ofSeconds(10));
                          for (int i = 0; i < TrackerGateway.MAX_IN_FLIGHT; i++) {
                            gateway.call(Scope.ALL, "jobs.stats", new JsonObject());
                          }
                          gateway
                              .call(Scope.ALL, "jobs.stats", new JsonObject())
                              .onFailure(promise::complete);
                        })));
    assertThat(refusal).isInstanceOf(JobException.class);
    assertThat(((JobException) refusal).kind()).isEqualTo(JobException.Kind.UNAVAILABLE);
    assertThat(hits.of(Limit.IN_FLIGHT)).isEqualTo(1);
  }
}
