package dev.jobtracker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Hands over what was written since the last call, in pages. Commits are numbered, and each is seen
 * whole; so whoever has read up to the last one holds what is stored.
 */
final class PostgresFollowing {
  private static final int PAGE = 5_000;

  /**
   * Ids that are gone are kept for longer than this, so that whoever follows misses none. By the
   * clock of the database, since one of this process's stands still while its machine sleeps.
   */
  private static final long LONGEST_GAP_SECONDS = 30;

  private static final String JOBS =
      "SELECT "
          + RowReader.JOB
          + ", j.seq FROM job_tracker_jobs j LEFT JOIN job_tracker_results r"
          + " ON r.cell = j.cell AND r.created_at = j.created_at"
          + " WHERE j.cell = ? AND (j.seq, j.created_at) > (?, ?)"
          + " ORDER BY j.seq, j.created_at LIMIT "
          + PAGE;
  private static final String GONE =
      "SELECT "
          + RowReader.GONE
          + " FROM job_tracker_gone WHERE cell = ? AND number > ? ORDER BY number LIMIT "
          + PAGE;

  private final String cell;
  private final StoreReader reader;
  private final RowReader rows;
  private long seq;
  private long createdAt;
  private long lastGone;
  private long lastCleared;
  private long lastCall;

  PostgresFollowing(String cell, StoreReader reader, Function<String, RuntimeException> damaged) {
    this.cell = cell;
    this.reader = reader;
    this.rows = new RowReader(reader, damaged);
  }

  boolean isFor(StoreReader other) {
    return reader == other;
  }

  /** Catches up with at least what this row tells of. */
  void catchUp(Connection connection, PostgresCell row) throws SQLException {
    boolean late = TimeUnit.MICROSECONDS.toSeconds(row.now() - lastCall) > LONGEST_GAP_SECONDS;
    if (late && row.goneUpTo() > lastGone) {
      beginAnew();
    }
    if (row.cleared() > lastCleared) {
      reader.cleared();
      lastCleared = row.cleared();
      readUpTo(row.cleared() - 1);
    }
    if (seq == 0) {
      // Nothing was handed over yet of which these ids could be the end.
      lastGone = row.goneUpTo();
    }
    if (row.lastGone() > lastGone) {
      readAll(() -> readGone(connection));
      lastGone = Math.max(lastGone, row.lastGone());
    }
    if (row.seq() > seq) {
      readAll(() -> readJobs(connection));
      if (row.seq() > seq) {
        readUpTo(row.seq());
      }
    }
    lastCall = row.now();
  }

  /** Goes on after the commit with this number. */
  private void readUpTo(long commit) {
    seq = commit;
    createdAt = Long.MAX_VALUE;
  }

  /** Reads a page, and returns whether there may be another one. */
  private interface Page {
    boolean read() throws SQLException;
  }

  private static void readAll(Page page) throws SQLException {
    boolean more = true;
    while (more) {
      more = page.read();
    }
  }

  private void beginAnew() {
    reader.cleared();
    seq = 0;
    createdAt = 0;
    lastGone = 0;
    lastCleared = 0;
  }

  private boolean readGone(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(GONE)) {
      statement.setString(1, cell);
      statement.setLong(2, lastGone);
      int count = 0;
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          lastGone = rows.gone(found);
          count++;
        }
      }
      return count == PAGE;
    }
  }

  private boolean readJobs(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(JOBS)) {
      statement.setString(1, cell);
      statement.setLong(2, seq);
      statement.setLong(3, createdAt);
      int count = 0;
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.job(found);
          createdAt = found.getLong(1);
          seq = found.getLong(10);
          count++;
        }
      }
      return count == PAGE;
    }
  }
}
