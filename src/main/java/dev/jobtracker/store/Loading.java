package dev.jobtracker.store;

import dev.jobtracker.job.JobException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads all that is stored, in one pass, and refuses what is damaged. */
final class Loading {
  private static final int FETCH = 1_000;

  private final Connection connection;
  private final Dialect dialect;
  private final StoreReader reader;
  private final RowCheck check = new RowCheck();

  Loading(Connection connection, Dialect dialect, StoreReader reader) {
    this.connection = connection;
    this.dialect = dialect;
    this.reader = reader;
  }

  Stored run() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      jobs(statement);
      long lastGone = gone(statement);
      return new Stored(listened(statement), lastGone);
    }
  }

  private void jobs(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT j.created_at, j.task_id, j.revision, j.retention, j.seen_at, j.body, j.crc,"
                + " r.body, r.crc FROM jobs j LEFT JOIN results r ON r.created_at = j.created_at"
                + " ORDER BY j.created_at")) {
      while (rows.next()) {
        job(rows);
      }
    }
  }

  private void job(ResultSet rows) throws SQLException {
    StoredRow row =
        new StoredRow(
            rows.getLong(1),
            rows.getString(2),
            rows.getLong(3),
            rows.getLong(4),
            rows.getLong(5),
            rows.getBytes(6));
    byte[] result = rows.getBytes(8);
    boolean whole =
        row.body() != null
            && row.taskId() != null
            && check.job(row) == rows.getInt(7)
            && (result == null || check.result(row.createdAt(), result) == rows.getInt(9));
    if (!whole) {
      throw dialect.damaged("the checksum of a job's row does not fit");
    }
    try {
      reader.job(StoredBody.read(row, result), row.seenAt());
    } catch (IOException | JobException unreadable) {
      throw dialect.damaged("a job's row cannot be read");
    }
  }

  private long gone(Statement statement) throws SQLException {
    long last = 0;
    try (ResultSet rows =
        statement.executeQuery("SELECT number, task_id, crc FROM gone ORDER BY number")) {
      while (rows.next()) {
        last = rows.getLong(1);
        String taskId = rows.getString(2);
        if (taskId == null || check.gone(last, taskId) != rows.getInt(3)) {
          throw dialect.damaged("the checksum of a forgotten id's row does not fit");
        }
        reader.gone(taskId);
      }
    }
    return last;
  }

  private static long listened(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT listened FROM tracker")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
