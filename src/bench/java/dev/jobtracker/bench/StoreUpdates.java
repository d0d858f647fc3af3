package dev.jobtracker.bench;

import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Acknowledged updates of a tracker with a file, at some numbers outstanding. They are held against
 * a bare loop that writes rows of the same size through the same driver, as many in a commit as are
 * outstanding, and against the same tracker in memory.
 */
final class StoreUpdates implements AutoCloseable {
  private static final int JOBS = Outstanding.JOBS;
  private static final int BODY_BYTES = 230;

  private final Path folder = Files.createTempDirectory("bench-store");
  private final Vertx memory = Vertx.vertx();
  private final Vertx file = Vertx.vertx();
  private final Connection floor;

  private StoreUpdates() throws IOException, SQLException {
    memory.deployVerticle(new JobTrackerVerticle()).await();
    JsonObject store = new JsonObject().put("file", folder.resolve("jobs.db").toString());
    DeploymentOptions options =
        new DeploymentOptions().setConfig(new JsonObject().put("store", store));
    file.deployVerticle(new JobTrackerVerticle(), options).await();
    floor = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("floor.db"));
    try (Statement statement = floor.createStatement()) {
      statement.execute("PRAGMA locking_mode=EXCLUSIVE");
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute(
          "CREATE TABLE jobs (created_at INTEGER PRIMARY KEY, task_id TEXT NOT NULL,"
              + " revision INTEGER NOT NULL, retention INTEGER NOT NULL, seen_at INTEGER NOT NULL,"
              + " body BLOB NOT NULL, crc INTEGER NOT NULL)");
    }
  }

  static List<Figure> measure() throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (StoreUpdates bench = new StoreUpdates()) {
      for (int outstanding : new int[] {1, 64, 256}) {
        figures.addAll(bench.at(outstanding));
      }
    }
    return figures;
  }

  private List<Figure> at(int outstanding) throws Exception {
    String work = "updates with a file, " + outstanding + " outstanding";
    Rounds<Outstanding.Sample> rows =
        Rounds.of(() -> Outstanding.updates(file, outstanding), () -> rows(outstanding));
    Rounds<Outstanding.Sample> beside =
        Rounds.of(
            () -> Outstanding.updates(file, outstanding),
            () -> Outstanding.updates(memory, outstanding));
    return List.of(
        rows.figure(
            work + ", floor = bare rows", "/s", "ratio at least 0.80", Outstanding.Sample::rate),
        beside.figure(work + ", floor = memory", "/s", goal(outstanding), Outstanding.Sample::rate),
        rows.figure(work + ", p99", "ms", "at most 5 at 256", Outstanding.Sample::p99Millis),
        rows.figure(work + ", CPU an update", "us", "-", Outstanding.Sample::cpuMicros));
  }

  private static String goal(int outstanding) {
    return outstanding == 256 ? "ratio at least 0.09" : "ratio at least 0.05";
  }

  /** The bare loop. */
  private Outstanding.Sample rows(int perCommit) throws SQLException {
    long start = System.nanoTime();
    long cpu = Outstanding.cpuNanos();
    long until = start + (long) (Rounds.SECONDS * 1e9);
    byte[] body = new byte[BODY_BYTES];
    Arrays.fill(body, (byte) 'x');
    List<Long> latencies = new ArrayList<>();
    int row = 0;
    long now = start;
    while (now < until) {
      try (Statement transaction = floor.createStatement()) {
        transaction.execute("BEGIN IMMEDIATE");
        try (PreparedStatement insert =
            floor.prepareStatement("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?)")) {
          for (int i = 0; i < perCommit; i++) {
            int key = row++ % JOBS;
            insert.setLong(1, key);
            insert.setString(2, "bench_%08x".formatted(key));
            insert.setLong(3, row);
            insert.setLong(4, 3_600_000);
            insert.setLong(5, now);
            insert.setBytes(6, body);
            insert.setInt(7, row);
            insert.executeUpdate();
          }
        }
        transaction.execute("COMMIT");
      }
      long done = System.nanoTime();
      latencies.add(done - now);
      now = done;
    }
    return Outstanding.sample(latencies, row, now - start, Outstanding.cpuNanos() - cpu);
  }

  @Override
  public void close() throws SQLException, IOException {
    memory.close().await();
    file.close().await();
    floor.close();
    try (var files = Files.list(folder)) {
      for (Path path : files.toList()) {
        Files.delete(path);
      }
    }
    Files.delete(folder);
  }
}
