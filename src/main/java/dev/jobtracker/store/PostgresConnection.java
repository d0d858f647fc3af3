package dev.jobtracker.store;

import dev.jobtracker.config.StoreConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** How this process connects to PostgreSQL, so that no call of it waits for ever. */
final class PostgresConnection {
  /** A connection that says nothing for so long is taken for dead. */
  private static final int SILENCE_SECONDS = 10;

  /** A process that is frozen in the middle of a transaction must not stop the others. */
  private static final String LOCKS_NOT_KEPT =
      "SELECT set_config('idle_in_transaction_session_timeout', '5s', false)";

  private PostgresConnection() {}

  static Connection open(StoreConfig store) throws SQLException {
    Properties settings = new Properties();
    if (store.user() != null) {
      settings.setProperty("user", store.user());
    }
    if (store.password() != null) {
      settings.setProperty("password", store.password());
    }
    String seconds = String.valueOf(Math.max(1, store.commitTimeout().toSeconds()));
    settings.setProperty("connectTimeout", seconds);
    settings.setProperty("loginTimeout", seconds);
    settings.setProperty("socketTimeout", String.valueOf(SILENCE_SECONDS));
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("ApplicationName", "job-tracker");
    Connection connection = DriverManager.getConnection(store.url(), settings);
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCKS_NOT_KEPT);
      return connection;
    } catch (SQLException refused) {
      connection.close();
      throw refused;
    }
  }
}
