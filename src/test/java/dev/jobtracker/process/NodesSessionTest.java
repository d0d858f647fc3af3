package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.hostile.RawConnection;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract, section 12: the active node's session of the database ends, and its process lives. It
 * hears of that late, as nobody asks it for a change, and answers reads by its lease. So no other
 * node may answer a change before, or it would show what is older than an answer.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class NodesSessionTest {
  /** So long that the active node does not renew it in the middle of a test. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** More than enough polls for the other node to see that a session is gone. */
  private static final Duration POLLS = Duration.ofSeconds(1);

  private static final String JOB = "/api/jobs/import_5e5510e5";
  private static final String CREATE = "{\"type\":\"import\",\"task_id\":\"import_5e5510e5\"}";

  private PostgresServer postgres;
  private Nodes nodes;
  private Nodes.Pair pair;
  private Duration begun;

  @BeforeEach
  void startPair(@TempDir Path folder) throws Exception {
    assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed here");
    postgres = PostgresServer.start();
    nodes = new Nodes(postgres, folder, LEASE);
    long start = System.nanoTime();
    pair = nodes.pair();
    begun = Duration.ofNanos(System.nanoTime() - start);
    assertThat(ask(pair.active(), "POST", "/api/jobs", CREATE).status()).isEqualTo(201);
  }

  @AfterEach
  void end() throws Exception {
    if (nodes != null) {
      nodes.close();
      postgres.close();
    }
  }

  /** The first commit after the web door has opened tells it, and nobody changes anything here. */
  @Test
  void second_node_hears_at_once_where_the_first_one_is_reached() {
    assertThat(begun).isLessThan(LEASE.dividedBy(3));
  }

  @Test
  void ended_by_a_crash_of_the_database() throws Exception {
    postgres.crash();
    postgres.run();
    verifyChangesAreSeen();
  }

  @Test
  void ended_by_an_operator() throws Exception {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(a.pid, 5000) FROM pg_stat_activity a"
              + " JOIN job_tracker t ON t.pid = a.pid");
    }
    verifyChangesAreSeen();
  }

  /** What one node has answered, every node shows from then on. */
  private void verifyChangesAreSeen() throws Exception {
    ProgramProcess standby = pair.standby();
    standby.process().await("at the database", () -> Nodes.role(standby).startsWith("200 "));
    assertThat(standby.process().process().waitFor(POLLS.toMillis(), TimeUnit.MILLISECONDS))
        .isFalse();
    for (int done = 1; done <= 20; done++) {
      String change = new JsonObject().put("done", done).encode();
      standby.process().await("changed", () -> ask(standby, "PATCH", JOB, change).status() == 200);
      RawConnection.Answer seen = ask(pair.active(), "GET", JOB, "");
      assertThat(new JsonObject(seen.body()).getInteger("done")).as(seen.body()).isEqualTo(done);
    }
    assertThat(Nodes.role(pair.active())).as("whose process lives").isEqualTo("200 active");
  }

  private static RawConnection.Answer ask(
      ProgramProcess node, String method, String path, String body) {
    String head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(method, path, body.length());
    try (RawConnection connection = new RawConnection(node.port())) {
      connection.send(head + body);
      return connection.answer(false);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(node.err(), e);
    }
  }
}
