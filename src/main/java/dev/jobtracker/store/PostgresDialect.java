package dev.jobtracker.store;

import dev.jobtracker.config.ClusterConfig;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.StoreConfig;
import dev.jobtracker.store.StoreException.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL: many processes, of which one has the right to write, by a lease in the database and
 * by the database's clock (contract, section 12). Who does not have it follows what is written.
 */
final class PostgresDialect implements Dialect {
  private static final long TRIM_SECONDS = 10;

  private final StoreConfig store;
  private final String cell;
  private final Lease lease;
  private final Supplier<@Nullable String> url;
  private PostgresRight.@Nullable Session session;

  /** The session that the cell names as the one that writes, as far as this process knows. */
  private PostgresRight.@Nullable Session writing;

  private @Nullable PostgresFollowing following;
  private long epoch;
  private long lastTrim = System.nanoTime();

  /**
   * Creates a dialect that is not connected.
   *
   * @param url where the other processes reach this one, as it is known then
   */
  PostgresDialect(
      StoreConfig store, ClusterConfig cluster, Lease lease, Supplier<@Nullable String> url) {
    this.store = store;
    this.cell = cluster.name();
    this.lease = lease;
    this.url = url;
  }

  @Override
  public Connection connect() throws SQLException {
    Connection connection = PostgresConnection.open(store);
    boolean ready = false;
    try {
      prepare(connection);
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  private void prepare(Connection connection) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    try (Statement statement = connection.createStatement()) {
      // What was answered must survive a crash of the database too, whatever the role's default is.
      statement.execute(
          "SELECT set_config('synchronous_commit', 'on', false)"
              + " WHERE current_setting('synchronous_commit') = 'off'");
    }
    PostgresTables.prepare(connection, cell);
    session = PostgresRight.Session.of(connection);
  }

  @Override
  public Turn take(Connection connection, StoreReader reader, @Nullable String unreached)
      throws SQLException {
    if (following == null || !following.isFor(reader)) {
      following = new PostgresFollowing(cell, reader, PostgresDialect::damaged);
    }
    PostgresCell row = catchUp(connection);
    // Where this process is reached now, the one that had the right is not reached any more.
    boolean gone =
        row.owner() != null && (row.owner().equals(unreached) || row.owner().equals(url.get()));
    if (mayBeTaken(row, gone) && seize(connection, row.epoch(), gone)) {
      PostgresCell mine = catchUp(connection);
      following = null;
      return turn(true, mine);
    }
    return turn(false, row);
  }

  /** Reads the cell, and all that it tells of, as they were at one moment. */
  private PostgresCell catchUp(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      PostgresCell row = PostgresCell.read(connection, cell);
      following.catchUp(connection, row);
      connection.commit();
      return row;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  /**
   * A session that is gone does not yet mean a process that is gone. A crash of the database ends
   * every session, and who has the right shows what it holds until its lease is over. So the
   * session counts only where the process is gone too.
   */
  private boolean mayBeTaken(PostgresCell row, boolean holderIsGone) {
    boolean died = holderIsGone && row.sessionGone();
    return died || row.expired() || row.epoch() == epoch;
  }

  private static Turn turn(boolean held, PostgresCell row) {
    return new Turn(
        held, row.epoch(), row.owner(), row.secret(), row.now(), row.listened(), row.lastGone());
  }

  /** Takes over from this epoch, unless somebody else was first. */
  private boolean seize(Connection connection, long from, boolean holderIsGone)
      throws SQLException {
    String update =
        "UPDATE job_tracker t SET epoch = epoch + 1, owner = ?, pid = ?,"
            + " backend_start = ?::timestamptz,"
            + " until = clock_timestamp() + ? * interval '1 microsecond'"
            + " WHERE cell = ? AND epoch = ? AND (? OR "
            + PostgresCell.EXPIRED
            + " OR ? AND "
            + PostgresCell.SESSION_GONE
            + ") RETURNING epoch";
    Lease.Asked asked = lease.ask();
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setString(1, url.get());
      statement.setInt(2, session.pid());
      statement.setString(3, session.begun());
      statement.setLong(4, leaseMicros());
      statement.setString(5, cell);
      statement.setLong(6, from);
      statement.setBoolean(7, from == epoch);
      statement.setBoolean(8, holderIsGone);
      try (ResultSet taken = statement.executeQuery()) {
        if (!taken.next()) {
          return false;
        }
        epoch = taken.getLong(1);
        writing = session;
        lease.given(asked);
        return true;
      }
    }
  }

  private long leaseMicros() {
    return TimeUnit.NANOSECONDS.toMicros(lease.length().toNanos());
  }

  @Override
  public void commit(Connection connection, EncodedBatch batch)
      throws SQLException, StoreException {
    PostgresRight right = new PostgresRight(cell, epoch, url.get(), session);
    if (!session.equals(writing) && right.moveTo(connection)) {
      writing = session;
    }
    Lease.Asked asked = lease.ask();
    if (!new PostgresCommit(connection, batch).run(right, leaseMicros())) {
      lease.end();
      throw new StoreException(Kind.FENCED, "another node has taken over", null);
    }
    lease.given(asked);
    trim(connection, batch.batch().goneUpTo());
  }

  /** Seldom, and only what every other process must have read by now. */
  private void trim(Connection connection, long goneUpTo) throws SQLException {
    if (TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - lastTrim) < TRIM_SECONDS) {
      return;
    }
    lastTrim = System.nanoTime();
    String delete =
        "DELETE FROM job_tracker_gone WHERE cell = ? AND number <= ?"
            + " AND forgotten_at < clock_timestamp() - interval '60 seconds'";
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      statement.setString(1, cell);
      statement.setLong(2, goneUpTo);
      statement.executeUpdate();
    }
  }

  @Override
  public Kind kindOf(SQLException failure) {
    String state = failure.getSQLState();
    boolean passing =
        state == null
            || state.startsWith("08")
            || state.startsWith("25")
            || state.startsWith("28")
            || state.startsWith("3D")
            || state.startsWith("40")
            || state.startsWith("53")
            || state.startsWith("55")
            || state.startsWith("57")
            || state.startsWith("58");
    return passing ? Kind.PASSING : Kind.BROKEN;
  }

  /** A session may be half broken in many ways, and a new one is cheap. */
  @Override
  public boolean keepsConnection() {
    return false;
  }

  @Override
  public boolean isHeld() {
    return lease.isHeld();
  }

  private static ConfigException damaged(String what) {
    return new ConfigException(
        "store.url", "must name tables that are whole, and these are damaged, as " + what);
  }

  @Override
  public void close(Connection connection) throws SQLException {
    try (connection) {
      boolean held = lease.isHeld();
      lease.end();
      if (held && !connection.isClosed()) {
        giveBack(connection);
      }
    }
  }

  private void giveBack(Connection connection) throws SQLException {
    String update =
        "UPDATE job_tracker SET until = '-infinity', owner = NULL WHERE cell = ? AND epoch = ?";
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setString(1, cell);
      statement.setLong(2, epoch);
      statement.executeUpdate();
    }
  }
}
