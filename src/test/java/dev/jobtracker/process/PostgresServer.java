package dev.jobtracker.process;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database of a test's own in a real PostgreSQL, which asks for the password {@link #PASSWORD}.
 * All tests of a run have the server in common, as a start takes seconds; who stops or crashes it
 * starts it again.
 */
public final class PostgresServer implements AutoCloseable {
  public static final String USER = "tracker";
  public static final String PASSWORD = "s3cr3t-of-the-database";

  private static PostgresProcess shared;
  private static int databases;

  private final PostgresProcess process;
  private final String database;

  private PostgresServer(PostgresProcess process, String database) {
    this.process = process;
    this.database = database;
  }

  /** Returns whether this machine has PostgreSQL at all. */
  public static boolean isInstalled() {
    return PostgresProcess.isInstalled();
  }

  /** Makes a new, empty database and returns when it answers. */
  public static synchronized PostgresServer start()
      throws IOException, InterruptedException, SQLException {
    if (shared == null) {
      shared = PostgresProcess.start();
    } else if (!shared.isAlive()) {
      shared.run();
    }
    String name = "test_" + ++databases;
    try (Connection connection = shared.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return new PostgresServer(shared, name);
  }

  /** Returns the value of {@code store.url}. */
  public String url() {
    return url(port());
  }

  /** The same through something else on this machine that listens there. */
  public String url(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Returns the section {@code store} of a configuration. */
  public JsonObject store() {
    return JsonObject.of("url", url(), "user", USER, "password", PASSWORD);
  }

  public int port() {
    return process.port();
  }

  /** Opens a connection of the test's own. */
  public Connection connect() throws SQLException {
    return process.connect(database);
  }

  /** Starts the server again after a stop, and returns when it answers. */
  public void run() throws InterruptedException {
    process.run();
  }

  /** Ends the server as an operator would: open sessions are told ({@code -m fast}). */
  public void stop() throws IOException, InterruptedException {
    process.stop();
  }

  /**
   * Ends the server as a crash would: without a checkpoint, sessions cut ({@code -m immediate}).
   */
  public void crash() throws IOException, InterruptedException {
    process.crash();
  }

  /** The test is over; the server goes on for others, and ends with the run. */
  @Override
  public void close() throws SQLException {
    if (!process.isAlive()) {
      return;
    }
    try (Connection connection = process.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }
  }
}
