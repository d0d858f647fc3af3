package dev.jobtracker.bench;

import dev.jobtracker.process.PostgresServer;
import dev.jobtracker.tracker.JobTrackerVerticle;
import dev.jobtracker.web.WebVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Acknowledged updates of a tracker with PostgreSQL, at some numbers outstanding: at the active
 * node, held against a bare loop of the same statement that writes as many rows in a commit as are
 * outstanding; and at a node that stands by, held against the active one. Both nodes, the load and
 * the database share the machine.
 */
final class NodeUpdates implements AutoCloseable {
  private static final int BODY_BYTES = 230;
  private static final long LEASE_MICROS = 2_000_000;
  private static final String TABLES =
      """
      CREATE TABLE floor (cell text PRIMARY KEY, epoch bigint, until timestamptz, seq bigint);
      CREATE TABLE floor_jobs (
        cell text, created_at bigint, task_id text, revision bigint, retention bigint,
        seen_at bigint, body bytea, crc int, seq bigint, PRIMARY KEY (cell, created_at));
      CREATE INDEX floor_seq ON floor_jobs (cell, seq, created_at);
      INSERT INTO floor VALUES ('floor', 1, clock_timestamp(), 0);
      """;
  private static final String COMMIT =
      """
      WITH held AS (
        UPDATE floor SET until = clock_timestamp() + ? * interval '1 microsecond', seq = seq + 1
        WHERE cell = 'floor' AND epoch = 1 RETURNING cell, seq),
      written_jobs AS (
        INSERT INTO floor_jobs
          (cell, created_at, task_id, revision, retention, seen_at, body, crc, seq)
        SELECT held.cell, u.*, held.seq FROM held,
          unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[],
            ?::int[]) u
        ON CONFLICT (cell, created_at) DO UPDATE SET
          task_id = EXCLUDED.task_id, revision = EXCLUDED.revision,
          retention = EXCLUDED.retention, seen_at = EXCLUDED.seen_at, body = EXCLUDED.body,
          crc = EXCLUDED.crc, seq = EXCLUDED.seq)
      SELECT seq FROM held
      """;

  private final PostgresServer postgres = PostgresServer.start();
  private final Vertx active = node();
  private final Vertx standby = node();
  private final Connection floor = postgres.connect();
  private long lastRow;

  private NodeUpdates() throws Exception {
    try (Statement statement = floor.createStatement()) {
      statement.execute(TABLES);
    }
  }

  private Vertx node() {
    JsonObject config =
        new JsonObject()
            .put("store", postgres.store())
            .put("http", new JsonObject().put("port", 0));
    DeploymentOptions options = new DeploymentOptions().setConfig(config);
    Vertx vertx = Vertx.vertx();
    vertx.deployVerticle(new JobTrackerVerticle(), options).await();
    vertx.deployVerticle(new WebVerticle(), options).await();
    return vertx;
  }

  static List<Figure> measure() throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (NodeUpdates bench = new NodeUpdates()) {
      for (int outstanding : new int[] {1, 64, 256}) {
        figures.addAll(bench.at(outstanding));
      }
    }
    return figures;
  }

  private List<Figure> at(int outstanding) throws Exception {
    String here = "updates with PostgreSQL, " + outstanding + " outstanding";
    String there = "updates through a standby, " + outstanding + " outstanding";
    Rounds<Outstanding.Sample> rows =
        Rounds.of(() -> Outstanding.updates(active, outstanding), () -> rows(outstanding));
    Rounds<Outstanding.Sample> through =
        Rounds.of(
            () -> Outstanding.updates(standby, outstanding),
            () -> Outstanding.updates(active, outstanding));
    return List.of(
        rows.figure(
            here + ", floor = bare loop", "/s", "ratio at least 0.80", Outstanding.Sample::rate),
        rows.figure(here + ", p99", "ms", "-", Outstanding.Sample::p99Millis),
        through.figure(
            there + ", floor = active", "/s", "ratio at least 0.50", Outstanding.Sample::rate),
        through.figure(there + ", p99", "ms", "-", Outstanding.Sample::p99Millis));
  }

  /** The bare loop. */
  private Outstanding.Sample rows(int perCommit) throws SQLException {
    long start = System.nanoTime();
    long cpu = Outstanding.cpuNanos();
    long until = start + (long) (Rounds.SECONDS * 1e9);
    List<Long> latencies = new ArrayList<>();
    long updates = 0;
    long now = start;
    while (now < until) {
      commit(perCommit);
      updates += perCommit;
      long done = System.nanoTime();
      latencies.add(done - now);
      now = done;
    }
    return Outstanding.sample(latencies, updates, now - start, Outstanding.cpuNanos() - cpu);
  }

  private void commit(int rows) throws SQLException {
    Long[] numbers = new Long[rows];
    String[] ids = new String[rows];
    byte[][] bodies = new byte[rows][];
    Integer[] checks = new Integer[rows];
    for (int i = 0; i < rows; i++) {
      long key = lastRow++ % Outstanding.JOBS;
      numbers[i] = key;
      ids[i] = "bench_%08x".formatted(key);
      bodies[i] = new byte[BODY_BYTES];
      Arrays.fill(bodies[i], (byte) 'x');
      checks[i] = (int) lastRow;
    }
    try (PreparedStatement statement = floor.prepareStatement(COMMIT)) {
      statement.setLong(1, LEASE_MICROS);
      statement.setArray(2, floor.createArrayOf("bigint", numbers));
      statement.setArray(3, floor.createArrayOf("text", ids));
      for (int column = 4; column <= 6; column++) {
        statement.setArray(column, floor.createArrayOf("bigint", numbers));
      }
      statement.setArray(7, floor.createArrayOf("bytea", bodies));
      statement.setArray(8, floor.createArrayOf("int", checks));
      statement.executeQuery().close();
    }
  }

  @Override
  public void close() throws SQLException {
    standby.close().await();
    active.close().await();
    floor.close();
    postgres.close();
  }
}
