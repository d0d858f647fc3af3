package dev.jobtracker.store;

import dev.jobtracker.config.ConfigException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of a tracker in PostgreSQL, and how they are made. Several trackers, each with a cell
 * of its own, may share them.
 *
 * <pre>
 *   job_tracker          a row a cell: who may write, and what the last commit was
 *   job_tracker_jobs     a row a job; seq is the commit that wrote it, which others follow by
 *   job_tracker_results  a row a result, since a result changes seldom and may be large
 *   job_tracker_gone     a row an id that is gone, numbered as they were forgotten
 *   job_tracker_session_keys    a row a cell: what the cookies of its sessions are signed with
 *   job_tracker_ended_sessions  a row a session that has ended before its time, numbered
 * </pre>
 */
final class PostgresTables {
  /** The format that this version writes; a newer version has a higher one. */
  static final int FORMAT = 1;

  /** Two sessions that create the same table at once can fail, so they do it in turn. */
  private static final long MAKING = 0x4A4F4254L;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS job_tracker (
            cell text PRIMARY KEY, format int NOT NULL, epoch bigint NOT NULL DEFAULT 0,
            owner text, pid int, backend_start timestamptz,
            until timestamptz NOT NULL DEFAULT '-infinity', seq bigint NOT NULL DEFAULT 0,
            cleared bigint NOT NULL DEFAULT 0, listened bigint NOT NULL DEFAULT 0,
            last_gone bigint NOT NULL DEFAULT 0, gone_up_to bigint NOT NULL DEFAULT 0,
            secret text NOT NULL DEFAULT gen_random_uuid()::text || gen_random_uuid()::text)
          """,
          """
          CREATE TABLE IF NOT EXISTS job_tracker_jobs (
            cell text NOT NULL, created_at bigint NOT NULL, task_id text NOT NULL,
            revision bigint NOT NULL, retention bigint NOT NULL, seen_at bigint NOT NULL,
            body bytea NOT NULL, crc int NOT NULL, seq bigint NOT NULL,
            PRIMARY KEY (cell, created_at))
          """,
          """
          CREATE INDEX IF NOT EXISTS job_tracker_jobs_seq
            ON job_tracker_jobs (cell, seq, created_at)
          """,
          """
          CREATE TABLE IF NOT EXISTS job_tracker_results (
            cell text NOT NULL, created_at bigint NOT NULL, body bytea NOT NULL, crc int NOT NULL,
            PRIMARY KEY (cell, created_at))
          """,
          """
          CREATE TABLE IF NOT EXISTS job_tracker_gone (
            cell text NOT NULL, number bigint NOT NULL, task_id text NOT NULL, crc int NOT NULL,
            forgotten_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (cell, number))
          """,
          """
          CREATE TABLE IF NOT EXISTS job_tracker_session_keys (
            cell text PRIMARY KEY,
            key text NOT NULL DEFAULT gen_random_uuid()::text || gen_random_uuid()::text)
          """,
          """
          CREATE TABLE IF NOT EXISTS job_tracker_ended_sessions (
            cell text NOT NULL, number bigint GENERATED ALWAYS AS IDENTITY, id text NOT NULL,
            until timestamptz NOT NULL, PRIMARY KEY (cell, id))
          """,
          """
          CREATE INDEX IF NOT EXISTS job_tracker_ended_sessions_number
            ON job_tracker_ended_sessions (cell, number)
          """);

  /** Their names, and those of their indexes. */
  private static final String[] NAMES = {
    "job_tracker",
    "job_tracker_jobs",
    "job_tracker_jobs_seq",
    "job_tracker_results",
    "job_tracker_gone",
    "job_tracker_session_keys",
    "job_tracker_ended_sessions",
    "job_tracker_ended_sessions_number"
  };

  private PostgresTables() {}

  /**
   * Sees to it that the tables are there, and in them the row of the cell. What is there already is
   * only looked at: to make it again would wait for locks, and let the commits of others wait.
   *
   * @throws ConfigException where a newer version wrote the tables
   */
  static void prepare(Connection connection, String cell) throws SQLException {
    int format = areThere(connection) ? formatOf(connection, cell) : make(connection, cell);
    if (format > FORMAT) {
      throw new ConfigException(
          "store.url",
          "must name tables that this version can read, and they were written by a newer version"
              + " of the job tracker, in format "
              + format);
    }
  }

  private static boolean areThere(Connection connection) throws SQLException {
    String count = "SELECT count(to_regclass(name)) FROM unnest(?::text[]) name";
    try (PreparedStatement statement = connection.prepareStatement(count)) {
      statement.setArray(1, connection.createArrayOf("text", NAMES));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1) == NAMES.length;
      }
    }
  }

  private static int formatOf(Connection connection, String cell) throws SQLException {
    String select = "SELECT format FROM job_tracker WHERE cell = ?";
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setString(1, cell);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getInt(1) : insert(connection, cell);
      }
    }
  }

  /** Makes what is missing, in one transaction, and returns the format of the cell's row. */
  private static int make(Connection connection, String cell) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '5s'");
      statement.execute("SELECT pg_advisory_xact_lock(" + MAKING + ")");
      for (String table : TABLES) {
        statement.execute(table);
      }
      int format = insert(connection, cell);
      connection.commit();
      return format;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private static int insert(Connection connection, String cell) throws SQLException {
    String insert =
        "INSERT INTO job_tracker (cell, format) VALUES (?, ?)"
            + " ON CONFLICT (cell) DO UPDATE SET cell = EXCLUDED.cell RETURNING format";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, cell);
      statement.setInt(2, FORMAT);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
