package dev.jobtracker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The row of a cell as it was read: who may write, and how far what is written goes.
 *
 * @param epoch rises with every takeover
 * @param owner where the one who may write is reached, or null
 * @param expired whether the right to write has run out
 * @param sessionGone whether the session of who has the right is gone
 * @param now the time of the database when the row was read, in microseconds since 1970
 * @param seq the number of the last commit
 * @param cleared the number of the last commit that cleared all jobs
 * @param listened the listened time of the last commit
 * @param lastGone the number of the id that was forgotten last
 * @param goneUpTo the number of the id that was forgotten for good last
 * @param secret by which the processes of this cell know each other
 */
record PostgresCell(
    long epoch,
    @Nullable String owner,
    boolean expired,
    boolean sessionGone,
    long now,
    long seq,
    long cleared,
    long listened,
    long lastGone,
    long goneUpTo,
    String secret) {

  /** The right has run out, by the clock of the database. */
  static final String EXPIRED = "t.until < clock_timestamp()";

  /**
   * The session of who has the right is gone. When a session began is shown to nobody of another
   * role.
   */
  static final String SESSION_GONE =
      """
      NOT EXISTS (
        SELECT 1 FROM pg_stat_activity a
        WHERE a.pid = t.pid
          AND (a.backend_start IS NULL OR a.backend_start = t.backend_start))
      """;

  static PostgresCell read(Connection connection, String cell) throws SQLException {
    String select =
        "SELECT epoch, owner, "
            + EXPIRED
            + ", "
            + SESSION_GONE
            + ", (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, seq, cleared, listened, last_gone, gone_up_to, secret FROM job_tracker t WHERE cell = ?";
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setString(1, cell);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("the cell has no row any more", "57P01");
        }
        return new PostgresCell(
            row.getLong(1),
            row.getString(2),
            row.getBoolean(3),
            row.getBoolean(4),
            row.getLong(5),
            row.getLong(6),
            row.getLong(7),
            row.getLong(8),
            row.getLong(9),
            row.getLong(10),
            row.getString(11));
      }
    }
  }
}
