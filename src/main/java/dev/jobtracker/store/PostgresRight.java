package dev.jobtracker.store;

import java.sql.Connection;
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
