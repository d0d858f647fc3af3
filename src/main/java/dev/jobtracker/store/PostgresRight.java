package dev.jobtracker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * As who this process writes.
 *
 * @param cell the tracker
 * @param epoch its epoch, in which this process took over
 * @param url where the others reach this process; null = nowhere yet
 * @param session the session that writes
 */
record PostgresRight(String cell, long epoch, @Nullable String url, Session session) {

  /**
   * Lets this session write, and none before it any more.
   *
   * @return whether the right is still this process's
   */
  boolean moveTo(Connection connection) throws SQLException {
    String update =
        "UPDATE job_tracker SET pid = ?, backend_start = ?::timestamptz"
            + " WHERE cell = ? AND epoch = ?";
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setInt(1, session.pid());
      statement.setString(2, session.begun());
      statement.setString(3, cell);
      statement.setLong(4, epoch);
      return statement.executeUpdate() == 1;
    }
  }

  /**
   * A session of the database, by which the others see that its process is gone.
   *
   * @param pid the number of its server process
   * @param begun when it began, as the database writes it, since numbers are used again
   */
  record Session(int pid, String begun) {
    static Session of(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT pid, backend_start::text FROM pg_stat_activity"
                      + " WHERE pid = pg_backend_pid()")) {
        row.next();
        return new Session(row.getInt(1), row.getString(2));
      }
    }
  }
}
