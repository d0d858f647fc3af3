package dev.jobtracker.store;

import dev.jobtracker.job.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Tells whether what is in the file is sound. A process that was killed leaves a write-ahead log
 * beside the file, and whoever opens the two for writing moves the log into the file, also when it
 * then finds damage. A damaged file must stay as it is, for the sake of whoever mends it; so such a
 * pair is read once as a whole before it is opened for writing.
 */
final class SqliteCheck {
  private static final String READ_ONLY_MODE = "1";
  private static final StoreReader NOBODY =
      new StoreReader() {
        @Override
        public void job(Job job, long seenAt) {
          // Only that it can be read matters.
        }

        @Override
        public void gone(String taskId) {
          // Only that it can be read matters.
        }

        @Override
        public void cleared() {
          // Nothing was kept.
        }
      };

  private SqliteCheck() {}

  /** Reads a file that a killed process left, without changing it. */
  static void beforeWriting(SqliteFile file) throws SQLException {
    if (!hasContent(beside(file, "-wal"))) {
      return;
    }
    Path index = beside(file, "-shm");
    boolean indexIsOurs = !Files.exists(index);
    Properties settings = new Properties();
    settings.setProperty("open_mode", READ_ONLY_MODE);
    settings.setProperty("busy_timeout", "0");
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file.path(), settings)) {
      requireSound(connection, file);
      new SqliteLoading(connection, NOBODY, file).run();
    } finally {
      if (indexIsOurs) {
        delete(index);
      }
    }
  }

  /** Refuses a file whose pages do not fit together; what is in the rows is checked by checksum. */
  static void requireSound(Connection connection, SqliteFile file) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!answer.next() || !"ok".equals(answer.getString(1))) {
        throw file.damaged("its pages do not fit together");
      }
    }
  }

  private static Path beside(SqliteFile file, String suffix) {
    return file.path().resolveSibling(file.path().getFileName() + suffix);
  }

  private static boolean hasContent(Path path) throws SQLException {
    try {
      return Files.exists(path) && Files.size(path) > 0;
    } catch (IOException e) {
      throw new SQLException("the log beside the file cannot be read", e);
    }
  }

  private static void delete(Path path) throws SQLException {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new SQLException("the index beside the file cannot be deleted", e);
    }
  }
}
