package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract, section 12: a node that stands by is refused where the active one is reached, so it is
 * answered, and nobody there is gone.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class NodesRefusedTest {
  @RegisterExtension static final OwnPostgres POSTGRES = new OwnPostgres();

  /** So long that the active node does not renew it in the middle of a test. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** More than enough polls for the other node to see that a session is gone. */
  private static final long POLLS_MILLIS = 1_000;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  /** As a load balancer answers that has nobody to ask. */
  private String urlThatRefuses() {
    HttpServer refusing =
        vertx.createHttpServer().requestHandler(any -> any.response().setStatusCode(503).end());
    return "http://127.0.0.1:" + Bus.await(refusing.listen(0, "127.0.0.1")).actualPort();
  }

  /** It took over, and the active node showed what was older than the answers of the new one. */
  @Test
  void node_that_is_refused_does_not_take_over_when_the_database_restarts(@TempDir Path folder)
      throws Exception {
    try (Nodes nodes = new Nodes(POSTGRES.server(), folder, LEASE)) {
      JsonObject conf = nodes.conf();
      conf.getJsonObject("cluster").put("url", urlThatRefuses());
      ProgramProcess active = Nodes.awaitRole(nodes.add(nodes.launch(conf).start()), "active");
      ProgramProcess standby = nodes.start();
      standby.port();
      standby.process().await("refused", () -> standby.err().contains("server answered 503"));
      POSTGRES.server().crash();
      POSTGRES.server().run();
      standby.process().await("back", () -> standby.err().contains("The store answers again."));
      assertThat(standby.process().process().waitFor(POLLS_MILLIS, TimeUnit.MILLISECONDS))
          .isFalse();
      assertThat(Nodes.role(standby)).isEqualTo("503 standby");
      Nodes.awaitRole(active, "active");
      assertThat(standby.err()).doesNotContain("This node is the active one");
    }
  }
}
