package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.hostile.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contract, section 12: nodes of one tracker, real processes with a real PostgreSQL, of which any
 * may die, freeze or be stopped under 256 changes in flight. Each test has a cluster name of its
 * own, so all share one database. The property {@code kill.rounds} asks for more rounds.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class NodesTest {
  private static final Logger LOG = LoggerFactory.getLogger(NodesTest.class);
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 2);
  private static final int SOME = 300;
  private static final Duration SHORT_LEASE = Duration.ofSeconds(2);

  /** So long that whoever takes over earlier has seen that the other one is dead. */
  private static final Duration LONG_LEASE = Duration.ofSeconds(30);

  private static PostgresServer postgres;

  private final Vertx vertx = Vertx.vertx();
  private final long seed = Long.getLong("kill.seed", System.nanoTime());
  private final Loader loader = new Loader(vertx, new Random(seed));
  private final List<ProgramProcess> nodes = new ArrayList<>();
  private final String cluster = "nodes-" + System.nanoTime();
  private Duration lease = SHORT_LEASE;

  @TempDir Path folder;

  @BeforeAll
  static void startPostgres() throws Exception {
    assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed here");
    postgres = PostgresServer.start();
  }

  @AfterAll
  static void endPostgres() {
    if (postgres != null) {
      postgres.close();
    }
  }

  @AfterEach
  void end() throws Exception {
    nodes.forEach(ProgramProcess::close);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private ProgramProcess start() throws Exception {
    JsonObject store =
        new JsonObject()
            .put("url", postgres.url())
            .put("user", PostgresServer.USER)
            .put("password", PostgresServer.PASSWORD);
    JsonObject nodeConf =
        new JsonObject().put("name", cluster).put("lease", lease.toMillis() + "ms");
    JsonObject conf = new JsonObject().put("store", store).put("cluster", nodeConf);
    ProgramProcess node = ProgramProcess.in(folder).conf(conf).start();
    nodes.add(node);
    return node;
  }

  private static String role(ProgramProcess node) {
    try (RawConnection connection = new RawConnection(node.port())) {
      connection.send("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
      RawConnection.Answer answer = connection.answer(false);
      return answer.status() + " " + new JsonObject(answer.body()).getString("role");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitRole(ProgramProcess node, String role) throws Exception {
    node.process().await(role, () -> role(node).equals("200 " + role));
  }

  /** Starts a node and waits until it has the role that is left for it. */
  private ProgramProcess start(String role) throws Exception {
    ProgramProcess node = start();
    awaitRole(node, role);
    return node;
  }

  /** At rest every node shows the same, and all of it. */
  private void verify(ProgramProcess... alive) throws Exception {
    loader.rest();
    for (ProgramProcess node : alive) {
      loader.verify(node.port());
    }
    loader.awaitReader();
  }

  @Test
  void activeNodeKilled_standbyGoesOnLongBeforeTheLeaseEnds() throws Exception {
    lease = LONG_LEASE;
    ProgramProcess active = start("active");
    for (int round = 0; round < ROUNDS; round++) {
      ProgramProcess standby = start("standby");
      loader.begin(standby.port());
      loader.awaitAnswers(SOME);
      active.process().kill();
      loader.awaitAnswers(Loader.IN_FLIGHT + SOME);
      verify(standby);
      assertThat(role(standby)).isEqualTo("200 active");
      assertThat(loader.longestGap()).isLessThan(LONG_LEASE);
      LOG.info("gap after a kill: {}", loader.longestGap());
      active = standby;
    }
  }

  @Test
  void activeNodeFrozenPastItsLease_isReplaced_andAnswersNothingOfItsOwnAfterwards()
      throws Exception {
    ProgramProcess active = start("active");
    ProgramProcess standby = start("standby");
    Loader atActive = new Loader(vertx, new Random(seed + 1), "frozen");
    atActive.begin(active.port());
    loader.begin(standby.port());
    atActive.awaitAnswers(SOME);
    loader.awaitAnswers(SOME);
    active.process().freeze();
    loader.awaitAnswers(Loader.IN_FLIGHT + SOME);
    assertThat(role(standby)).isEqualTo("200 active");
    LOG.info("gap after a freeze: {}", loader.longestGap());
    active.process().thaw();
    awaitRole(active, "standby");
    atActive.awaitAnswers(SOME);
    atActive.rest();
    verify(standby, active);
    atActive.verify(standby.port());
  }

  @Test
  void activeNodeFrozenForLessThanItsLease_staysActive() throws Exception {
    lease = LONG_LEASE;
    ProgramProcess active = start("active");
    ProgramProcess standby = start("standby");
    loader.begin(standby.port());
    loader.awaitAnswers(SOME);
    active.process().freeze();
    // Longer than many polls of the standby, and far from the lease's end.
    assertThat(standby.process().process().waitFor(2, TimeUnit.SECONDS)).isFalse();
    active.process().thaw();
    loader.awaitAnswers(Loader.IN_FLIGHT + SOME);
    verify(standby, active);
    assertThat(role(active)).isEqualTo("200 active");
    assertThat(role(standby)).isEqualTo("200 standby");
  }

  @Test
  void twoNodesStartedAtOnce_oneIsActive() throws Exception {
    ProgramProcess one = start();
    ProgramProcess other = start();
    one.port();
    other.port();
    one.process()
        .await(
            "in their roles",
            () ->
                List.of(role(one), role(other)).containsAll(List.of("200 active", "200 standby")));
    loader.begin(one.port());
    loader.awaitAnswers(SOME);
    verify(one, other);
  }

  @Test
  void standbyKilled_isMissedByNobody() throws Exception {
    ProgramProcess active = start("active");
    ProgramProcess standby = start("standby");
    loader.begin(active.port());
    loader.awaitAnswers(SOME);
    standby.process().kill();
    loader.awaitAnswers(SOME);
    verify(active);
  }

  @Test
  void threeNodesRestartedInTurn_losesNothing() throws Exception {
    lease = LONG_LEASE;
    List<ProgramProcess> three =
        new ArrayList<>(List.of(start("active"), start("standby"), start("standby")));
    for (int i = 0; i < 3; i++) {
      ProgramProcess next = three.get((i + 1) % 3);
      loader.begin(next.port());
      loader.awaitAnswers(SOME);
      three.get(i).signal("TERM");
      assertThat(three.get(i).exitCode()).isEqualTo(143);
      loader.awaitAnswers(Loader.IN_FLIGHT + SOME);
      assertThat(loader.longestGap()).isLessThan(LONG_LEASE);
      LOG.info("gap after a SIGTERM: {}", loader.longestGap());
      three.set(i, start("standby"));
      verify(three.toArray(ProgramProcess[]::new));
    }
  }

  @Test
  void databaseThatCrashes_isWaitedFor() throws Exception {
    ProgramProcess active = start("active");
    ProgramProcess standby = start("standby");
    loader.begin(standby.port());
    loader.awaitAnswers(SOME);
    postgres.crash();
    postgres.run();
    loader.awaitAnswers(Loader.IN_FLIGHT + SOME);
    verify(active, standby);
  }
}
