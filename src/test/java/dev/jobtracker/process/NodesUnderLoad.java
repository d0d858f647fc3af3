package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contract, section 12: nodes of one tracker under 256 changes in flight, to which something
 * happens. All tests of a class have their nodes in common; each has a loader with counters of its
 * own, which holds every node to all that was answered. The property {@code nodes.rounds} asks for
 * more rounds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
abstract class NodesUnderLoad {
  static final Logger LOG = LoggerFactory.getLogger(NodesUnderLoad.class);
  static final int ROUNDS = Integer.getInteger("nodes.rounds", 1);
  static final int SOME = 300;

  private final long seed = Long.getLong("nodes.seed", System.nanoTime());
  private final Duration lease;
  private int loaders;

  PostgresServer postgres;
  Nodes nodes;
  Vertx vertx;
  Loader loader;

  NodesUnderLoad(Duration lease) {
    this.lease = lease;
  }

  @BeforeAll
  void startPostgres(@TempDir Path folder) throws Exception {
    assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed here");
    postgres = PostgresServer.start();
    nodes = new Nodes(postgres, folder, lease);
  }

  @AfterAll
  void endAll() throws Exception {
    if (postgres != null) {
      nodes.close();
      postgres.close();
    }
  }

  @BeforeEach
  void begin() {
    vertx = Vertx.vertx();
    loader = newLoader();
  }

  @AfterEach
  void end() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  /** Makes a loader whose counters nobody else has. */
  final Loader newLoader() {
    return new Loader(vertx, new Random(seed + loaders), "count" + ++loaders);
  }

  /** Loads a node, and returns when it has answered some changes. */
  final void load(ProgramProcess node) throws Exception {
    loader.begin(node.port());
    loader.awaitAnswers(SOME);
    loader.countAnew();
  }

  /** Something has happened, and changes are answered that were sent since. */
  final void awaitItGoesOn() throws InterruptedException {
    loader.awaitItGoesOn();
  }

  /** At rest every node shows the same, and all of it; watchers have seen the newest state. */
  final void verify(ProgramProcess... alive) throws Exception {
    loader.rest();
    for (ProgramProcess node : alive) {
      loader.verify(node.port());
    }
    loader.awaitReader();
  }

  /** Holds what nobody was answered meanwhile against a promise. */
  final void assertGap(String after, Duration longest) {
    LOG.info("gap after {}: {}", after, loader.longestGap());
    assertThat(loader.longestGap()).as("gap after %s", after).isLessThan(longest);
  }
}
