package dev.jobtracker.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What one kind of database does in its own way. All of it may block. */
interface Dialect {

  /**
   * Connects, and makes or renews the tables. Where only one process can write, it also takes the
   * right to.
   *
   * @throws dev.jobtracker.config.ConfigException where the configured place cannot be used
   */
  Connection connect() throws SQLException;

  /** Does what {@link JobStore#take} says. */
  Turn take(Connection connection, StoreReader reader, @Nullable String unreached)
      throws SQLException;

  /** Writes all of the batch or nothing, and fails {@code FENCED} where the right is lost. */
  void commit(Connection connection, EncodedBatch batch) throws SQLException, StoreException;

  /** Returns what this failure means; never {@code FENCED}. */
  StoreException.Kind kindOf(SQLException failure);

  /** Returns whether a connection stays good after a failure, whichever it was. */
  boolean keepsConnection();

  /** Returns whether this process has the right to write for certain now. Safe on any thread. */
  boolean isHeld();

  /** Gives back the right to write and closes the connection. */
  void close(Connection connection) throws SQLException;
}
