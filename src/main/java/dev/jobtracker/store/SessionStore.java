package dev.jobtracker.store;

import dev.jobtracker.config.ClusterConfig;
import dev.jobtracker.config.StoreConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes must know of the browsers' sessions (contract, section 12): the key that signs
 * their cookies, and which of them have ended before their time. Any node reads and writes it, so
 * that a session ends everywhere whichever node is active. It has a connection of its own, because
 * that of the jobs may be busy for seconds. Every method may block and is called by one thread at a
 * time.
 */
public final class SessionStore implements AutoCloseable {
  /**
   * So many sessions may have ended before their time. One more makes a new key, which ends all
   * sessions: none that has ended may come to life again because its row had to make room.
   */
  static final int MAX_ENDED = 100_000;

  /** So many are handed over at once. */
  static final int PAGE = 5_000;

  private static final String LOCK =
      "SELECT key FROM job_tracker_session_keys WHERE cell = ? FOR UPDATE";
  private static final String END =
      "INSERT INTO job_tracker_ended_sessions (cell, id, until)"
          + " VALUES (?, ?, clock_timestamp() + ? * interval '1 second')"
          + " ON CONFLICT (cell, id) DO NOTHING";
  private static final String FORGET =
      "DELETE FROM job_tracker_ended_sessions WHERE cell = ? AND (until < clock_timestamp() OR ?)";
  private static final String COUNT =
      "SELECT count(*) FROM job_tracker_ended_sessions WHERE cell = ?";
  private static final String NEW_KEY =
      "UPDATE job_tracker_session_keys SET key = DEFAULT WHERE cell = ?";
  private static final String FIRST_KEY =
      "INSERT INTO job_tracker_session_keys (cell) VALUES (?) ON CONFLICT (cell) DO NOTHING";
  private static final String KEY = "SELECT key FROM job_tracker_session_keys WHERE cell = ?";
  private static final String ENDED =
      "SELECT number, id FROM job_tracker_ended_sessions WHERE cell = ? AND number > ?"
          + " ORDER BY number LIMIT "
          + PAGE;

  /**
   * What is known.
   *
   * @param key what the cookies are signed with
   * @param ended the ids of sessions that have ended since the number that was asked for
   * @param last the number of the last of these; where there is none, the one that was asked for
   * @param more whether there may be others
   */
  public record Known(String key, List<String> ended, long last, boolean more) {

    /** Tells the key to nobody. */
    @Override
    public String toString() {
      return "Known[ended=" + ended.size() + ", last=" + last + "]";
    }
  }

  private final StoreConfig store;
  private final String cell;
  private @Nullable Connection connection;

  /** Makes a store that is not connected; the tables are those of the {@link JobStore}. */
  public SessionStore(StoreConfig store, ClusterConfig cluster) {
    this.store = store;
    this.cell = cluster.name();
  }

  /**
   * Notes that these sessions have ended, for so long, and returns what is known then.
   *
   * @param after a number of an earlier answer, or 0
   * @throws SQLException where the database does not do it; to be called again with the same
   */
  public Known exchange(Collection<String> ended, long keepSeconds, long after)
      throws SQLException {
    try {
      Connection open = connected();
      if (!ended.isEmpty()) {
        end(open, ended, keepSeconds);
      }
      return read(open, after);
    } catch (SQLException failure) {
      close();
      throw failure;
    }
  }

  private Connection connected() throws SQLException {
    if (connection == null) {
      connection = PostgresConnection.open(store);
      run(connection, FIRST_KEY);
    }
    return connection;
  }

  /** Numbers are drawn under a lock, so that whoever has read one has read all before it. */
  private void end(Connection open, Collection<String> ended, long keepSeconds)
      throws SQLException {
    open.setAutoCommit(false);
    text(open, LOCK);
    try (PreparedStatement statement = open.prepareStatement(END)) {
      for (String id : ended) {
        statement.setString(1, cell);
        statement.setString(2, id);
        statement.setLong(3, keepSeconds);
        statement.addBatch();
      }
      statement.executeBatch();
    }
    forget(open, false);
    if (Long.parseLong(text(open, COUNT)) > MAX_ENDED) {
      run(open, NEW_KEY);
      forget(open, true);
    }
    open.commit();
    open.setAutoCommit(true);
  }

  private void forget(Connection open, boolean all) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(FORGET)) {
      statement.setString(1, cell);
      statement.setBoolean(2, all);
      statement.executeUpdate();
    }
  }

  /** The key comes last: with an old one a list that a new one has emptied would mean nothing. */
  private Known read(Connection open, long after) throws SQLException {
    List<String> ended = new ArrayList<>();
    long last = after;
    try (PreparedStatement statement = open.prepareStatement(ENDED)) {
      statement.setString(1, cell);
      statement.setLong(2, after);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          last = found.getLong(1);
          ended.add(found.getString(2));
        }
      }
    }
    return new Known(text(open, KEY), ended, last, ended.size() == PAGE);
  }

  private String text(Connection open, String select) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(select)) {
      statement.setString(1, cell);
      try (ResultSet found = statement.executeQuery()) {
        if (!found.next()) {
          throw new SQLException("the cell has no key of sessions any more");
        }
        return found.getString(1);
      }
    }
  }

  private void run(Connection open, String change) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(change)) {
      statement.setString(1, cell);
      statement.executeUpdate();
    }
  }

  /** Lets go of the database; the next call connects anew. */
  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException broken) {
        // It is of no use any more, whatever it says.
      }
    }
  }
}
