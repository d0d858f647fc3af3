package dev.jobtracker.store;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.StoreConfig;

/** Chooses the store that the configuration asks for. */
public final class JobStores {
  private JobStores() {}

  /**
   * Returns the store, not opened yet.
   *
   * @param config a configuration that is durable
   * @throws ConfigException where the driver is not on the class path
   */
  public static JobStore of(StoreConfig config) {
    requireDriver("org.sqlite.JDBC", "store.file", "org.xerial:sqlite-jdbc");
    return new JdbcStore(new SqliteDialect(config.file()));
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
