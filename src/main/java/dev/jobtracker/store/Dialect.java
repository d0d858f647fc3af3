package dev.jobtracker.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What one kind of database does in its own way. All of it may block. */
interface Dialect {

  /**
   * Connects, takes the right to write, and makes or renews the tables.
   *
   * @throws dev.jobtracker.config.ConfigException where the configured place cannot be used
   * @throws StoreException where another try may succeed, or somebody else has the right
   */
  Connection open() throws SQLException, StoreException;

  /** Writes all of the batch or nothing, and fails {@code FENCED} where the right is lost. */
  void commit(Connection connection, EncodedBatch batch) throws SQLException, StoreException;

  /** Returns what this failure means; never {@code FENCED}. */
  StoreException.Kind kindOf(SQLException failure);

  /** Returns the sentence for stored content that is damaged, as whoever must mend it reads it. */
  RuntimeException damaged(String what);

  /** Gives back the right to write and closes the connection. */
  void close(Connection connection) throws SQLException;
}
