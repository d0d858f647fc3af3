package dev.jobtracker.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads all that is in the file, in one pass and in the order of creation. */
final class SqliteLoading {
  private final Connection connection;
  private final RowReader rows;

  SqliteLoading(Connection connection, StoreReader reader, SqliteFile file) {
    this.connection = connection;
    this.rows = new RowReader(reader, file::damaged);
  }

  Turn run() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      jobs(statement);
      long lastGone = gone(statement);
      return new Turn(true, 0, null, null, 0, listened(statement), lastGone);
    }
  }

  private void jobs(Statement statement) throws SQLException {
    try (ResultSet found =
        statement.executeQuery(
            "SELECT "
                + RowReader.JOB
                + " FROM jobs j LEFT JOIN results r ON r.created_at = j.created_at"
                + " ORDER BY j.created_at")) {
      while (found.next()) {
        rows.job(found);
      }
    }
  }

  private long gone(Statement statement) throws SQLException {
    long last = 0;
    try (ResultSet found =
        statement.executeQuery("SELECT " + RowReader.GONE + " FROM gone ORDER BY number")) {
      while (found.next()) {
        last = rows.gone(found);
      }
    }
    return last;
  }

  private long listened(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT " + RowReader.LISTENED + " FROM tracker")) {
      return rows.listened(row);
    }
  }
}
