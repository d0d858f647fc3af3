package dev.jobtracker.store;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.StoreConfig;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Chooses the store that the configuration asks for. */
public final class JobStores {
  private JobStores() {}

  /**
   * Returns the store, not opened yet.
   *
   * @param config a configuration with a durable store
   * @param clock tells the time of the machine
   * @param url where other processes reach this one, as it is known when it is asked for; called on
   *     the store's thread
   * @throws ConfigException where the driver is not on the class path
   */
  public static JobStore of(Config config, InstantSource clock, Supplier<@Nullable String> url) {
    StoreConfig store = config.store();
    if (store.file() != null) {
      requireDriver("org.sqlite.JDBC", "store.file", "org.xerial:sqlite-jdbc");
      return new JdbcStore(new SqliteDialect(store.file()));
    }
    requireDriver("org.postgresql.Driver", "store.url", "org.postgresql:postgresql");
    requireReadable(store.url());
    Lease lease = new Lease(clock, config.cluster().lease());
    return new JdbcStore(new PostgresDialect(store, config.cluster(), lease, url));
  }

  /**
   * Refuses a URL that the driver cannot read. The driver would say so with the whole URL, password
   * and all, in its log too; so its log is off for this moment.
   */
  private static synchronized void requireReadable(String url) {
    Logger log = Logger.getLogger("org.postgresql");
    Level before = log.getLevel();
    log.setLevel(Level.OFF);
    try {
      DriverManager.getDriver(url);
    } catch (SQLException | RuntimeException unreadable) {
      throw new ConfigException(
          "store.url",
          "must be a URL that the PostgreSQL driver reads, such as"
              + " \"jdbc:postgresql://host:5432/database\", found another one");
    } finally {
      log.setLevel(before);
    }
  }

  /** A module brings no driver along, so that an application without a store has none. */
  private static void requireDriver(String driver, String key, String artifact) {
    try {
      Class.forName(driver);
    } catch (ClassNotFoundException missing) {
      throw new ConfigException(
          key, "needs a JDBC driver, and the dependency " + artifact + " is not on the class path");
    }
  }
}
